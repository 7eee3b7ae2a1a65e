import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import { basename } from "node:path";
import { createInterface } from "node:readline";

/** The result of a program. */
export interface ProcessResult {
    /** Its exit code as in a shell: 128 or more if a signal ended it, 127 if it could not be started. */
    readonly code: number;
    /** `exit status 3`, `signal: SIGKILL`, or why it could not be started or was aborted; undefined after a success. */
    readonly failure: string | undefined;
    readonly stdout: string;
    /** Its standard error, followed by why it could not be started or was stopped. */
    readonly stderr: string;
    /** Both in the order of arrival. */
    readonly output: string;
    /** Whether the program was not found. */
    readonly missing: boolean;
}

/** How to run a program. */
export interface RunOptions {
    /** Variables in addition to those of this process. Undefined ones are removed. */
    readonly env?: Readonly<Record<string, string | undefined>>;
    /** The working directory. @defaultValue - the current one */
    readonly cwd?: string;
    /** Its standard input. @defaultValue - nothing */
    readonly input?: string | undefined;
    /** Gets each line of standard output and standard error. */
    readonly onLine?: (line: string) => void;
    /** The time after which it is stopped. @defaultValue - unlimited */
    readonly timeoutSeconds?: number;
    /** Whether that time restarts with each output, so that it limits only silence. @defaultValue false */
    readonly silenceOnly?: boolean;
    /**
     * Whether to use cmd on Windows to find a program that is a script there. No argument may then contain characters that cmd
     * interprets.
     */
    readonly shellOnWindows?: boolean;
}

/** Runs a program until it ends, its time is up, or this process ends. */
export async function runProgram(
    program: string,
    args: readonly string[],
    { env, cwd, input, onLine, timeoutSeconds, silenceOnly = false, shellOnWindows = false }: RunOptions = {},
): Promise<ProcessResult> {
    const child = spawn(program, args, {
        cwd,
        env: { ...process.env, ...env },
        shell: shellOnWindows && process.platform === "win32",
    });
    const stop = (): void => void child.kill();
    process.once("exit", stop);
    let why = "";
    const limit =
        timeoutSeconds === undefined
            ? undefined
            : setTimeout(() => {
                  const did = silenceOnly ? "printed nothing for" : "did not finish within";
                  why = `\nit ${did} ${timeoutSeconds} s and was stopped`;
                  stop();
              }, timeoutSeconds * 1000);
    for (const stream of [child.stdout, child.stderr]) {
        if (silenceOnly) {
            stream.on("data", () => limit?.refresh());
        }
        if (onLine !== undefined) {
            createInterface(stream).on("line", onLine);
        }
    }
    const result = await resultOf(child, input);
    clearTimeout(limit);
    process.off("exit", stop);
    return { ...result, stderr: result.stderr + why, output: result.output + why };
}

/** Writes the standard input of a started program and waits for its result. */
export async function resultOf(child: ChildProcess, input = ""): Promise<ProcessResult> {
    const said = { stdout: "", stderr: "", output: "" };
    for (const name of ["stdout", "stderr"] as const) {
        child[name]?.setEncoding("utf8").on("data", (text: string) => {
            said[name] += text;
            said.output += text;
        });
    }
    // A program may end before it has read all of its input.
    child.stdin?.on("error", () => undefined).end(input);
    return await new Promise((resolve) => {
        child.on("error", ({ code, message }: NodeJS.ErrnoException) => {
            const why = child.pid === undefined ? message : "";
            const [stderr, output] = [said.stderr + why, said.output + why];
            resolve({ ...said, stderr, output, code: 127, failure: message, missing: code === "ENOENT" });
        });
        child.on("close", (code, signal) => {
            const failure = signal === null ? `exit status ${String(code)}` : `signal: ${signal}`;
            const status = signal === null ? (code ?? 1) : 128 + constants.signals[signal];
            resolve({ ...said, code: status, failure: status === 0 ? undefined : failure, missing: false });
        });
    });
}

/**
 * Runs a program that must succeed, and returns its standard output.
 *
 * @throws Error with one line of its standard error: the first that apt or Pulumi marks as an error, otherwise the last.
 */
export async function requiredOutput(program: string, args: readonly string[], options?: RunOptions): Promise<string> {
    const { failure, stdout, stderr } = await runProgram(program, args, options);
    if (failure !== undefined) {
        const lines = stderr.split("\n").filter((line) => line.trim() !== "");
        const why = lines.find((line) => /^(E|error): /.test(line)) ?? lines.at(-1) ?? failure;
        throw new Error(`${basename(program)} failed: ${why}`);
    }
    return stdout;
}

/** The trimmed standard output of a program, such as its version; undefined if it fails or takes longer than 30 s. */
export async function outputOf(program: string, ...args: readonly string[]): Promise<string | undefined> {
    const { code, stdout } = await runProgram(program, args, { timeoutSeconds: 30 });
    return code === 0 ? stdout.trim() : undefined;
}
