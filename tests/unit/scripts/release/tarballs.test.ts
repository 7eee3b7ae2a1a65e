import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { packageProblems, unpacked } from "../../../../scripts/release/tarballs";
import { CHECKOUT } from "../../../support/checkout";
import { scratchFolder } from "../../../support/scratch";

const CONTENTS = {
    entries: ["cli/main.js", "index.js", "index.d.ts"],
    assets: ["components/engine/scripts/main.sh", "sandbox/machine/programs/systemd/gpg"],
};

const MANIFEST = {
    name: "sample",
    version: "1.2.0",
    license: "Apache-2.0",
    repository: { type: "git", url: "git+https://github.com/docker-host-vm/docker-host-vm.git" },
    publishConfig: { access: "public", provenance: true },
    main: "dist/index.js",
    bin: { sample: "dist/cli/main.js" },
    files: ["dist", "extra.yaml"],
    dependencies: { "@scope/types": "^1.0.0", semver: "^7.0.0", yaml: "^2.0.0" },
    peerDependencies: { other: "1.2.0" },
};

const FILES: Readonly<Record<string, string>> = {
    LICENSE: "",
    "README.md": "",
    "extra.yaml": "",
    "package.json": JSON.stringify(MANIFEST),
    "dist/index.js": 'require("node:fs"); const late = () => require("./late"); require("semver/package.json");',
    "dist/late.js": 'void import("yaml");',
    "dist/index.d.ts": 'export { A } from "./types"; import { B } from "@scope/types/b";',
    "dist/types/index.d.ts": "export interface A {}",
    "dist/cli/main.js": "#!/usr/bin/env node\n",
};

const root = scratchFolder();
let packages = 0;

/** What is wrong with the package when these files are others; without a text, a file is not there. */
function problems(
    changes: Readonly<Record<string, string | undefined>> = {},
    change?: (folder: string) => void,
): string[] {
    const folder = join(root, String(packages++), "package");
    for (const asset of CONTENTS.assets) {
        cpSync(join(CHECKOUT, asset), join(folder, "dist", asset));
    }
    for (const [name, text] of Object.entries({ ...FILES, ...changes })) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        if (text !== undefined) {
            writeFileSync(join(folder, name), text);
        }
    }
    chmodSync(join(folder, "dist/cli/main.js"), 0o755);
    change?.(folder);
    return packageProblems(folder, CONTENTS, "1.2.0");
}

const manifest = (changes: object): Readonly<Record<string, string>> => ({
    "package.json": JSON.stringify({ ...MANIFEST, ...changes }),
});

test("A package with all that it needs has no problem", () => {
    expect(problems()).toEqual([]);
});

describe("A problem is named:", () => {
    test.each<[string, Readonly<Record<string, string | undefined>>, string]>([
        ["a test", { "dist/index.test.js": "" }, "holds dist/index.test.js, which nothing in it loads"],
        ["a source", { "index.ts": "" }, "holds index.ts, which nothing in it loads"],
        ["declarations that no other uses", { "dist/b.d.ts": "" }, "holds dist/b.d.ts, which nothing in it loads"],
        ["no licence", { LICENSE: undefined }, "has no LICENSE"],
        ["no listed file", { "extra.yaml": undefined }, "has no extra.yaml"],
        [
            "no declarations",
            { "dist/types/index.d.ts": undefined },
            'dist/index.d.ts imports "./types", which does not exist',
        ],
        ["no compiled file", { "dist/late.js": undefined }, 'dist/index.js imports "./late", which does not exist'],
        ["no entry point", { "dist/index.js": undefined }, "ENOENT"],
        ["a token", { "extra.yaml": `token: npm_${"a1".repeat(18)}` }, "holds what looks like a secret, in extra.yaml"],
        [
            "a key",
            { "extra.yaml": `-----BEGIN RSA PRIVATE KEY-----\n${"MIIE".repeat(16)}` },
            "holds what looks like a secret, in extra.yaml",
        ],
        ["too much", { "extra.yaml": "a".repeat(1_500_000) }, "bytes unpacked, expected at most 1500000"],
        ["another version", manifest({ version: "1.3.0" }), "has version 1.3.0 in its package.json, expected 1.2.0"],
        [
            "a library of another version",
            manifest({ peerDependencies: { other: "^1.2.0" } }),
            "has peerDependencies.other ^1.2.0 in its package.json, expected 1.2.0",
        ],
        ["a private package", manifest({ publishConfig: undefined }), "has publishConfig.access undefined"],
        [
            "a dependency that is not declared",
            manifest({ dependencies: { "@scope/types": "^1.0.0", semver: "^7.0.0" } }),
            "loads yaml, which is no dependency",
        ],
        [
            "a dependency that is not used",
            manifest({ dependencies: { ...MANIFEST.dependencies, marked: "^18.0.0" } }),
            "depends on marked and never loads it",
        ],
    ])("%s", (_what, changes, problem) => {
        expect(problems(changes)).toContainEqual(expect.stringContaining(problem));
    });

    test("a file to copy that is not there", () => {
        const changed = problems({}, (folder) => {
            rmSync(join(folder, "dist/components"), { recursive: true });
        });
        expect(changed).toEqual(["sample has no dist/components/engine/scripts/main.sh"]);
    });

    test.each(["dist/cli/main.js", "dist/sandbox/machine/programs/systemd/gpg"])("%s without its mode", (file) => {
        const changed = problems({}, (folder) => {
            chmodSync(join(folder, file), 0o644);
        });
        expect(changed).toEqual([`sample has ${file}, which cannot be executed`]);
    });
});

test("A tarball is unpacked for as long as it is looked at", async () => {
    const folder = join(root, "tarball");
    mkdirSync(join(folder, "package"), { recursive: true });
    writeFileSync(join(folder, "package/package.json"), "{}");
    const tarball = join(folder, "sample.tgz");
    execFileSync("tar", ["-czf", tarball, "-C", folder, "package"]);
    let seen = "";
    await unpacked(tarball, (inside) => {
        expect(existsSync(join(inside, "package.json"))).toBe(true);
        seen = inside;
        return Promise.resolve();
    });
    expect(seen).toMatch(/package$/);
    expect(existsSync(seen)).toBe(false);
});
