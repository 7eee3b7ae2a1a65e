/** Status of a failed check or operation. */
export const FAILURE = 1;
/** Status of a command line that cannot be understood. */
export const USAGE = 2;

/** A failure whose message is for the user: what was expected, what came, how to fix it. Never holds a secret. */
export class CliError extends Error {
    /** @param exitCode the status to end with. Default: {@link FAILURE} */
    constructor(
        message: string,
        readonly exitCode: typeof FAILURE | typeof USAGE = FAILURE,
    ) {
        super(message);
    }
}

/** What to tell the user of an error: its message; of the system's own for a full disk, a sentence. */
export function explained(error: unknown): string {
    if (!(error instanceof Error)) {
        return String(error);
    }
    return (error as NodeJS.ErrnoException).code === "ENOSPC"
        ? `the disk is full (${error.message}). Free some space and try again`
        : error.message;
}

/**
 * Text from elsewhere as a terminal may show it: control characters could move the cursor or hide what follows, marks of
 * direction turn a text around. Tab and line feed stay.
 */
export function printable(text: string): string {
    return text.replace(
        /(?![\t\n])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu,
        (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
}
