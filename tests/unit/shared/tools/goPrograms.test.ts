import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { DEFAULT_ENGINE_VERSION } from "../../../../components/defaults";
import { buildGoPrograms, hasPrograms } from "../../../../shared/tools/goPrograms";
import { folder, program } from "../../../support/eachTest";
import { CHECKOUT } from "../../../support/checkout";

beforeEach(() => {
    mkdirSync(join(folder, "module"));
    process.env["XDG_CACHE_HOME"] = join(folder, "cache");
});

afterEach(() => {
    jest.restoreAllMocks();
});

/** A program go that runs a shell script for each of its commands. */
function goIs(scripts: Readonly<Record<"list" | "build", string>>): void {
    const cases = Object.entries(scripts).map(([command, script]) => `${command}) ${script} ;;`);
    program("go", `case $1 in\n${cases.join("\n")}\nesac`);
}

/** Builds one program, and gives what was said and why it failed. */
async function build(): Promise<{ readonly said: readonly string[]; readonly failure: string | undefined }> {
    const said: string[] = [];
    const targets = { tool: "example.com/cmd/tool" };
    const spec = { module: join(folder, "module"), targets, ldflags: "-s" };
    const failure = await buildGoPrograms(spec, join(folder, "root"), (line) => said.push(line));
    expect(hasPrograms(join(folder, "root"), targets)).toBe(failure === undefined);
    return { said, failure };
}

const LISTED = "echo 'go: downloading example.com/a v1.0.0' >&2; echo a; echo b; echo c";

describe("A build of Go programs", () => {
    test("tells how many of its packages are compiled", async () => {
        goIs({ list: LISTED, build: "for name in a b c; do echo $name >&2; done; touch bin/tool" });
        // Ten seconds go by between two lines.
        let now = 0;
        jest.spyOn(Date, "now").mockImplementation(() => (now += 10_000));
        const { said, failure } = await build();
        expect(failure).toBeUndefined();
        expect(said).toContain("  1 modules downloaded");
        expect(said.slice(-3)).toEqual([1, 2, 3].map((done) => `  ${done} of about 3 packages compiled`));
    });

    test("that fails says why, and that the next one goes on from there", async () => {
        goIs({ list: LISTED, build: "echo a; echo 'no space left on device' >&2; exit 1" });
        expect((await build()).failure).toBe(
            "its build failed (no space left on device); the compiled packages are in Go's cache, and the next run continues from there",
        );
    });

    test("that cannot get its modules says so", async () => {
        goIs({ list: "echo 'go: example.com/a@v1.0.0: no such host' >&2; exit 1", build: "exit 1" });
        expect((await build()).failure).toMatch(/^its build failed \(go: example\.com\/a@v1\.0\.0: no such host\)/);
    });
});

describe("The Docker engine that is built", () => {
    /** The newest version of the module when the engine was released. Raise both together. */
    const MODULE_OF: Readonly<Record<string, string>> = { "29.10.0": "v2.0.0-beta.24" };

    test("is of the time of the version that the install script pins", () => {
        const pins = readFileSync(join(CHECKOUT, "sandbox/machine/docker-module/go.mod"), "utf8");
        expect(/github\.com\/moby\/moby\/v2 (\S+)/.exec(pins)?.[1]).toBe(MODULE_OF[DEFAULT_ENGINE_VERSION]);
    });
});
