import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "@jest/globals";

/** Makes a folder that goes after the tests of the file or of the `describe` that asks for it. */
export function scratchFolder(): string {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "docker-host-vm-test-")));
    afterAll(() => {
        rmSync(folder, { recursive: true, force: true });
    });
    return folder;
}
