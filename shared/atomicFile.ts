import { renameSync, rmSync, writeFileSync } from "node:fs";

/**
 * Writes a file such that a reader finds the old content or the new one, never a part, on a full disk too.
 *
 * @param mode of a new file, as far as the user's mask lets it be. Default: 0666
 */
export function replaceFile(file: string, content: string, mode = 0o666): void {
    const draft = `${file}.${process.pid}`;
    try {
        writeFileSync(draft, content, { mode });
        renameSync(draft, file);
    } finally {
        rmSync(draft, { force: true });
    }
}
