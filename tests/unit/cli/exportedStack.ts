import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach } from "@jest/globals";
import { exportOf } from "./support";

const PATH = process.env["PATH"] ?? "";

/** A project's folder of each test's own, and a Pulumi first on PATH that exports the same stack always. */
export let folder: string;

beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "cli-stack-"));
    mkdirSync(join(folder, "bin"));
    process.env["PATH"] = [join(folder, "bin"), PATH].join(delimiter);
});

afterEach(() => {
    process.env["PATH"] = PATH;
    rmSync(folder, { recursive: true, force: true });
});

/** Has Pulumi export a stack with these resources. */
export function exportResources(resources: readonly object[]): void {
    writeFileSync(join(folder, "state.json"), JSON.stringify(exportOf(resources)));
    const script = `#!/bin/sh\ncat '${join(folder, "state.json")}'\n`;
    writeFileSync(join(folder, "bin/pulumi"), script, { mode: 0o755 });
}
