import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The first line of a report on the stack `dev`. */
export const MARKER = "<!-- docker-host-vm preview dev -->";

/** A folder as an artifact is unpacked; call {@link Artifact.remove} at the end. */
export class Artifact {
    readonly folder = mkdtempSync(join(tmpdir(), "artifact-"));

    constructor(files: Readonly<Record<string, string | Buffer>> = {}) {
        Object.entries(files).forEach(([name, content]) => {
            writeFileSync(join(this.folder, name), content);
        });
    }

    remove(): void {
        rmSync(this.folder, { recursive: true, force: true });
    }
}

/** An artifact with a report on the stack `dev`. */
export const withReport = (text: string): Artifact => new Artifact({ "preview-dev.md": `${MARKER}\n${text}` });
