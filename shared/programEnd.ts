import { constants } from "node:os";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The reason why a program should end early. */
export type EndRequest = (typeof SIGNALS)[number] | "closed output" | "lost output";

/** The exit status of a program that ended for that reason. For a signal it is as in a shell: 130 after an interrupt. */
export function statusAfter(request: EndRequest): number {
    if (request === "lost output") {
        return 1;
    }
    return 128 + constants.signals[request === "closed output" ? "SIGPIPE" : request];
}

/**
 * Calls back, possibly several times, when the program's output can no longer be written. Without this, every further line
 * would cause an unhandled error.
 *
 * @param end gets the reason: the reader of a pipe is gone, as after `| head`, which is not a problem; or another one, such as a
 *     full disk, which has been printed
 */
export function onLostOutput(end: (request: EndRequest) => void): void {
    const { stdout, stderr } = process;
    stdout.on("error", ({ code, message }: NodeJS.ErrnoException) => {
        if (code === "EPIPE") {
            end("closed output");
        } else {
            stderr.write(`Cannot write the output: ${message}\n`);
            end("lost output");
        }
    });
    stderr.on("error", () => {
        end("closed output");
    });
}

/** Calls back, possibly several times, when the program should end: after a signal, or when it has lost its output. */
export function onEndRequest(end: (request: EndRequest) => void): void {
    for (const signal of SIGNALS) {
        process.on(signal, end);
    }
    onLostOutput(end);
}
