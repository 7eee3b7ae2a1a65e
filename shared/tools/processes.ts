import { execFile, spawn } from "node:child_process";
import { createInterface } from "node:readline";
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
    /** The program is stopped after that time. */
    readonly timeoutSeconds: number;
    /** Whether that time starts again with each output: it is then a limit on silence alone. @default false */
    readonly silenceOnly?: boolean;
}

/**
 * Runs a program to its end, to its limit, or to the end of this process; of one that was stopped, the output's last line
 * says so.
 */
export async function run(program: string, args: readonly string[], options: RunOptions): Promise<Finished> {
    const { timeoutSeconds, silenceOnly = false } = options;
    const child = spawn(program, args, { cwd: options.cwd, env: options.env, stdio: ["ignore", "pipe", "pipe"] });
    const stop = (): void => void child.kill();
    process.once("exit", stop);
    child.once("close", () => process.off("exit", stop));
    let output = "";
    const limit = setTimeout(() => {
        output += `\nit ${silenceOnly ? "printed nothing for" : "did not end within"} ${timeoutSeconds} s and was stopped`;
        stop();
    }, timeoutSeconds * 1000);
    for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding("utf8");
        stream.on("data", (text: string) => {
            output += text;
            if (silenceOnly) {
                limit.refresh();
            }
        });
        createInterface(stream).on("line", (line) => {
            options.onLine?.(line);
        });
    }
    return await new Promise((resolve) => {
        const end = (code: number): void => {
            clearTimeout(limit);
            resolve({ code, output });
        };
        child.on("error", (error) => {
            output += error.message;
            end(1);
        });
        child.on("close", (code) => {
            end(code ?? 1);
        });
    });
}
