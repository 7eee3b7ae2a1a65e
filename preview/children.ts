import { spawn } from "node:child_process";
import { type ProcessResult, resultOf } from "../shared/processes";
import { type EndRequest, onEndRequest } from "../shared/programEnd";

/** How a program is run. */
export interface ChildOptions {
    readonly cwd: string;
    /** Whether what it says is shown, on standard error; what it prints on standard output is so only when it is no document. */
    readonly show: "all" | "errors" | "nothing";
}

/**
 * Runs programs one after the other, each in a process group of its own: an interrupt reaches them through this class and not
 * twice, and this process lives on to clean up.
 */
export class Children {
    #running: number | undefined;
    /** What asked this process to end, if something did. */
    interrupted: EndRequest | undefined;

    /** @param quiet - Whether nothing that they say is shown. */
    constructor(private readonly quiet: boolean) {}

    /** Says on standard error what comes next, with an end of line. */
    announce(line: string): void {
        this.#show(`${line}\n`);
    }

    /** Passes what asks this process to end on to the program that runs, as an interrupt, which Pulumi obeys in good order. */
    listen(): void {
        onEndRequest((request) => {
            // Lost output is reported with each line that is printed, also while this process cleans up.
            if (this.interrupted === undefined || request.startsWith("SIG")) {
                this.interrupted = request;
                this.#interrupt();
            }
        });
    }

    /** Runs a program to its end. */
    async run(program: string, args: readonly string[], { cwd, show }: ChildOptions): Promise<ProcessResult> {
        const child = spawn(program, args, { cwd, stdio: ["ignore", "pipe", "pipe"], detached: true });
        this.#running = child.pid;
        const shown = { all: [child.stdout, child.stderr], errors: [child.stderr], nothing: [] }[show];
        shown.forEach((stream) =>
            stream.on("data", (text: string) => {
                this.#show(text);
            }),
        );
        const result = await resultOf(child);
        this.#running = undefined;
        return result;
    }

    #show(text: string): void {
        if (!this.quiet) {
            process.stderr.write(text);
        }
    }

    #interrupt(): void {
        try {
            if (this.#running !== undefined) {
                process.kill(-this.#running, "SIGINT");
            }
        } catch {
            // It ended meanwhile.
        }
    }
}
