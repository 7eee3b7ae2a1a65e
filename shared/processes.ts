import { spawn } from "node:child_process";

/** What a program left. */
export interface Outcome {
    /** Its status; nothing when it could not be started or was stopped. */
    readonly code: number | undefined;
    readonly stdout: string;
    readonly stderr: string;
    /** Whether there is no such program. */
    readonly missing: boolean;
}

/** How to run a program. */
export interface RunOptions {
    /** Variables beside those of this process; those without a value are removed. */
    readonly env?: Readonly<Record<string, string | undefined>>;
    /** The folder to run it in. @defaultValue - the current one */
    readonly cwd?: string;
    /** How long it may take, in seconds. @defaultValue - as long as it likes */
    readonly timeoutSeconds?: number;
    /** Let Windows find a program that is a script there; then no argument may hold anything that cmd interprets. */
    readonly shellOnWindows?: boolean;
}

/** Runs a program to its end, without input. */
export async function runProgram(program: string, args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
    const child = spawn(program, args, {
        ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
        env: { ...process.env, ...options.env },
        stdio: ["ignore", "pipe", "pipe"],
        timeout: (options.timeoutSeconds ?? 0) * 1000,
        shell: options.shellOnWindows === true && process.platform === "win32",
    });
    const output = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
    return await new Promise((resolve) => {
        child.on("error", (error: NodeJS.ErrnoException) => {
            resolve({ code: undefined, ...output, missing: error.code === "ENOENT" });
        });
        child.on("close", (code) => {
            resolve({ code: code ?? undefined, ...output, missing: false });
        });
    });
}
