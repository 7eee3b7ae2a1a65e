import { spawn } from "node:child_process";
import { type ProcessResult, resultOf } from "../shared/processes";
import { type EndRequest, onEndRequest } from "../shared/programEnd";

/** The options for running a program. */
export interface ChildOptions {
    readonly cwd: string;
    /** Which of its output is shown, on standard error: standard output and standard error, the latter alone, or neither. */
    readonly show: "all" | "errors" | "nothing";
}

/**
 * Runs programs one after the other, each in its own process group: an interrupt reaches them only once, through this class,
 * and this process keeps running to clean up.
 */
export class Children {
    #running: number | undefined;
    /** The request to end this process; undefined if there was none. */
    interrupted: EndRequest | undefined;

    /** @param quiet whether to show none of their output */
    constructor(private readonly quiet: boolean) {}

    /** Prints a line about the next step to standard error. */
    announce(line: string): void {
        this.#show(`${line}\n`);
    }

    /** Starts listening for requests to end. Each interrupts the running program, on which Pulumi ends cleanly. */
    listen(): void {
        onEndRequest((request) => {
            // Lost output is reported again for every printed line, even during the cleanup.
            if (this.interrupted === undefined || request.startsWith("SIG")) {
                this.interrupted = request;
                this.#interrupt();
            }
        });
    }

    /** Runs a program and waits for its end. */
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
            // It has ended meanwhile.
        }
    }
}
