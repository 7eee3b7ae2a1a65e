import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach } from "@jest/globals";

const [environment, cwd] = [{ ...process.env }, process.cwd()];

/** A folder of each test's own; after it, the environment and the current folder are as they were. */
export let folder: string;

beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "docker-host-vm-test-")));
});

afterEach(() => {
    process.env = { ...environment };
    process.chdir(cwd);
    rmSync(folder, { recursive: true, force: true });
});

/** Puts a program first on PATH, a script for `sh`. @param bin its folder, in the test's own */
export function program(name: string, script: string, bin = join(folder, "bin")): void {
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    process.env["PATH"] = [bin, process.env["PATH"]].join(delimiter);
}
