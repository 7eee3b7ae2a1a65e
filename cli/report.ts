import type { EXPIRING, FAILURE } from "../shared/errors";

/** The result of a command. */
export interface Report {
    /** The document that `--json` prints. */
    readonly document: unknown;
    /** The text for people, without a final line break. */
    readonly text: string;
    /** The exit status: {@link FAILURE} if a check failed, {@link EXPIRING} if something expires. @defaultValue `0` */
    readonly exitCode?: typeof FAILURE | typeof EXPIRING;
}

/** A table with columns as wide as their widest cells. The first row is the heading. */
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
