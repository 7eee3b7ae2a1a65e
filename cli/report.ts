/** What a command has found out or done. */
export interface Report {
    /** What `--json` prints. */
    readonly document: unknown;
    /** What a person reads, without the last line's end. */
    readonly text: string;
    /** Whether something that was checked is wrong. @defaultValue `false` */
    readonly failed?: boolean;
}

/** Lines of columns, each as wide as its widest cell; the first row is the heading. */
export function table(rows: readonly (readonly string[])[]): string {
    const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
    return rows
        .map((row) =>
            row
                .map((cell, column) => cell.padEnd(widths[column] ?? 0))
                .join("  ")
                .trimEnd(),
        )
        .join("\n");
}
