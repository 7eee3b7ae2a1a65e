import { join } from "node:path";
import { type ProcessResult, runProgram, type RunOptions } from "../../../shared/processes";
import { CHECKOUT, TYPESCRIPT } from "../../support/checkout";

/** The command line from its source, as `npx docker-host-vm` has it from the compiled files. */
export const CLI: readonly [string, ...string[]] = [process.execPath, ...TYPESCRIPT, join(CHECKOUT, "cli/main.ts")];

/** Runs it to its end, in the checkout unless another folder is named. */
export async function callCli(args: readonly string[], options?: RunOptions): Promise<ProcessResult> {
    const [program, ...rest] = CLI;
    return await runProgram(program, [...rest, ...args], { cwd: CHECKOUT, ...options });
}
