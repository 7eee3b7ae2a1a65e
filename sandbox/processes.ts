import { execFile, spawn } from "node:child_process";
import { promisify } from "node:util";

/** What a finished program left. */
export interface Finished {
    readonly code: number;
    readonly output: string;
}

/** Runs a program to its end and gives its standard output; nothing when it cannot be started or fails. */
export async function outputOf(program: string, ...args: readonly string[]): Promise<string | undefined> {
    try {
        return (await promisify(execFile)(program, args, { timeout: 30_000 })).stdout.trim();
    } catch {
        return undefined;
    }
}

/** How to run a program whose output is to be watched. */
export interface RunOptions {
    readonly cwd?: string;
    readonly env?: NodeJS.ProcessEnv;
    /** Gets each line of standard output and standard error. */
    readonly onLine?: (line: string) => void;
    /** The program is ended after that time. */
    readonly timeoutSeconds: number;
}

/** Runs a program to its end, to its time limit, or to the end of this process. */
export async function run(program: string, args: readonly string[], options: RunOptions): Promise<Finished> {
    const signal = AbortSignal.timeout(options.timeoutSeconds * 1000);
    const child = spawn(program, args, {
        cwd: options.cwd,
        env: options.env,
        stdio: ["ignore", "pipe", "pipe"],
        signal,
    });
    const end = (): void => void child.kill();
    process.once("exit", end);
    child.once("close", () => process.off("exit", end));
    let output = "";
    const take = (chunk: Buffer): void => {
        output += chunk.toString();
        chunk
            .toString()
            .split("\n")
            .filter(Boolean)
            .forEach((line) => options.onLine?.(line));
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    return await new Promise((resolve) => {
        child.on("error", (error) => {
            resolve({ code: 1, output: `${output}${error.message}` });
        });
        child.on("close", (code) => {
            resolve({ code: code ?? 1, output });
        });
    });
}
