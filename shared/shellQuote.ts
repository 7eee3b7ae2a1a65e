/** A word as a POSIX shell reads it back unchanged, whatever is in it. */
export function shellQuote(word: string): string {
    return `'${word.replaceAll("'", "'\\''")}'`;
}

/** A word with quotation marks only where a shell would read it as something else. @param quote Default: for a POSIX shell */
export function quoteWhereNeeded(word: string, quote = shellQuote): string {
    return /^[\w./:@%+=,-]+$/.test(word) ? word : quote(word);
}
