/** The exit status after a failed check or operation. */
export const FAILURE = 1;
/** The exit status after an invalid command line. */
export const USAGE = 2;
/** The exit status if a certificate ends within the time that a monitor asked about. */
export const EXPIRING = 3;

/** An error whose message is for the user: what was expected, what was given, and how to fix it. It contains no secret. */
export class CliError extends Error {
    /** @param exitCode the exit status. Default: {@link FAILURE} */
    constructor(
        message: string,
        readonly exitCode: typeof FAILURE | typeof USAGE = FAILURE,
    ) {
        super(message);
    }
}

/** The text of an error for the user: its message, or a clearer sentence for a full disk. */
export function explained(error: unknown): string {
    if (!(error instanceof Error)) {
        return String(error);
    }
    return (error as NodeJS.ErrnoException).code === "ENOSPC"
        ? `the disk is full (${error.message}). Free some space and try again`
        : error.message;
}

/**
 * External text that is safe to print: control characters could move the cursor or hide text, and directional marks could
 * reorder it. Tabs and line feeds are kept.
 */
export function printable(text: string): string {
    return text.replace(
        /(?![\t\n])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu,
        (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
}
