import { constants } from "node:os";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Why a program is to end before it is done. */
export type EndRequest = (typeof SIGNALS)[number] | "closed output" | "lost output";

/** The status of a program that ended for that reason: of a signal as shells give it, 130 after an interrupt. */
export function statusAfter(request: EndRequest): number {
    if (request === "lost output") {
        return 1;
    }
    return 128 + constants.signals[request === "closed output" ? "SIGPIPE" : request];
}

/**
 * Calls back, perhaps more than once, when this program's output cannot be written any more. Without this, each further line
 * would be an unhandled error.
 *
 * @param end learns whether the reader of a pipe is gone, as after `| head`, which is no problem; any other reason, a full disk for
 *     example, has been printed
 */
export function onLostOutput(end: (request: EndRequest) => void): void {
    const { stdout, stderr } = process;
    stdout.on("error", ({ code, message }: NodeJS.ErrnoException) => {
        if (code === "EPIPE") {
            end("closed output");
        } else {
            stderr.write(`The output cannot be written: ${message}\n`);
            end("lost output");
        }
    });
    stderr.on("error", () => {
        end("closed output");
    });
}

/** Calls back, perhaps more than once, when this program is asked to end: by a signal, or by the loss of its output. */
export function onEndRequest(end: (request: EndRequest) => void): void {
    for (const signal of SIGNALS) {
        process.on(signal, end);
    }
    onLostOutput(end);
}
