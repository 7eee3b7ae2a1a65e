import { renameSync, rmSync, writeFileSync } from "node:fs";

/**
 * Replaces a file atomically: a reader sees the old contents or the new, even on a full disk.
 *
 * @param mode the mode of a new file, before the user's umask. Default: 0666
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
