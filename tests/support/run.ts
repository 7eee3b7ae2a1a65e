import { type ProcessResult, runProgram } from "../../shared/processes";
import { CHECKOUT } from "./checkout";

/** Runs a program to its end, in the checkout unless another folder is named. */
export async function run(
    program: string,
    args: readonly string[],
    env: NodeJS.ProcessEnv = {},
    cwd = CHECKOUT,
): Promise<ProcessResult> {
    return await runProgram(program, args, { cwd, env });
}
