import { spawn } from "node:child_process";
import { CHECKOUT } from "./checkout";

/** What a program left. */
export interface Result {
    readonly code: number;
    readonly stdout: string;
    readonly stderr: string;
}

/** Runs a program to its end, in the checkout unless another folder is named. */
export async function run(
    program: string,
    args: readonly string[],
    env: NodeJS.ProcessEnv = {},
    cwd = CHECKOUT,
): Promise<Result> {
    const child = spawn(program, args, {
        cwd,
        env: { ...process.env, ...env },
        stdio: ["ignore", "pipe", "pipe"],
    });
    const output = { stdout: "", stderr: "" };
    child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
    const code = await new Promise<number>((done) =>
        child.on("close", (status) => {
            done(status ?? 1);
        }),
    );
    return { code, ...output };
}
