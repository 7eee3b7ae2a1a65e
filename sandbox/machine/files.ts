import { renameSync, writeFileSync } from "node:fs";

/** Writes a file such that a reader finds the old content or the new one, never a part. */
export function replaceFile(file: string, content: string): void {
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, content);
    renameSync(draft, file);
}
