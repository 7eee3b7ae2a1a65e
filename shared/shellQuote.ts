/** A word quoted for a POSIX shell, whatever it contains. */
export function shellQuote(word: string): string {
    return `'${word.replaceAll("'", "'\\''")}'`;
}

/** A word that is quoted only if a shell would change it. @param quote Default: for a POSIX shell */
export function quoteWhereNeeded(word: string, quote = shellQuote): string {
    return /^[\w./:@%+=,-]+$/.test(word) ? word : quote(word);
}
