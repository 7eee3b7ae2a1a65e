import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "@jest/globals";
import { CHECKOUT } from "../../../support/checkout";
import { scratchFolder } from "../../../support/scratch";

const root = scratchFolder();

/** Stands for npm: writes down what it is asked to publish, and has the versions in REGISTRY with their integrity. */
const NPM = `#!/usr/bin/env node
const [command, what, ...options] = process.argv.slice(2);
const published = JSON.parse(process.env.REGISTRY);
if (command === "view") {
    process.exitCode = what in published ? 0 : 1;
    console.log(published[what] ?? "");
} else if (!require("node:path").isAbsolute(what) || what.endsWith(process.env.REFUSED)) {
    process.exitCode = 1;
} else {
    require("node:fs").appendFileSync(process.env.LOG, [command, what, ...options].join(" ") + "\\n");
}
`;

const integrityOf = (content: string): string => `sha512-${createHash("sha512").update(content).digest("base64")}`;

/** Publishes two packages; gives what npm was asked for, and how it ended. */
function publish(
    registry: Readonly<Record<string, string>>,
    { options = [] as string[], refused = "none", changed = "none" } = {},
) {
    const folder = mkdtempSync(join(root, "release-"));
    const packages = ["library", "sandbox"].map((name) => ({
        name,
        version: "1.2.0",
        file: `${name}-1.2.0.tgz`,
        integrity: integrityOf(name),
    }));
    packages.forEach(({ name, file }) => {
        writeFileSync(join(folder, file), name === changed ? "other content" : name);
    });
    writeFileSync(join(folder, "packages.json"), JSON.stringify(packages));
    writeFileSync(join(folder, "npm"), NPM);
    chmodSync(join(folder, "npm"), 0o755);
    const log = join(folder, "log");
    writeFileSync(log, "");
    const path = `${folder}:${process.env["PATH"] ?? ""}`;
    const env = { ...process.env, PATH: path, REGISTRY: JSON.stringify(registry), LOG: log, REFUSED: refused };
    // As the workflow names it: relative to the current folder.
    const args = [join(CHECKOUT, "scripts/release/publish.js"), basename(folder), ...options];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { env, encoding: "utf8", cwd: root });
    const asked = readFileSync(log, "utf8").replaceAll(`${folder}/`, "").split("\n").filter(Boolean);
    return { asked, status, stdout, stderr };
}

test("The packages are published in their order", () => {
    const { asked, status } = publish({});
    expect(asked).toEqual(["publish library-1.2.0.tgz", "publish sandbox-1.2.0.tgz"]);
    expect(status).toBe(0);
});

test("A run that was broken off goes on with what is missing", () => {
    const { asked, status, stdout } = publish({ "library@1.2.0": integrityOf("library") });
    expect(asked).toEqual(["publish sandbox-1.2.0.tgz"]);
    expect(stdout).toBe("library@1.2.0 is published already\n");
    expect(status).toBe(0);
});

test("Another package under the same version is an error, and nothing after it is published", () => {
    const { asked, status, stderr } = publish({ "library@1.2.0": "sha512-other" });
    expect(asked).toEqual([]);
    expect(stderr).toBe(
        `expected library@1.2.0 with ${integrityOf("library")}, the registry has it with sha512-other\n`,
    );
    expect(status).toBe(1);
});

test("After a failure nothing more is published", () => {
    const { asked, status, stderr } = publish({}, { refused: "library-1.2.0.tgz" });
    expect(asked).toEqual([]);
    expect(stderr).toContain("Command failed: npm publish");
    expect(status).toBe(1);
});

test("A dry run asks no registry and publishes nothing", () => {
    const { asked } = publish({ "library@1.2.0": "sha512-other" }, { options: ["--dry-run"] });
    expect(asked).toEqual([
        "publish library-1.2.0.tgz --dry-run --loglevel=error",
        "publish sandbox-1.2.0.tgz --dry-run --loglevel=error",
    ]);
});

test("A tarball that is not the one that was packed is an error, and is not published", () => {
    const { asked, status, stderr } = publish({}, { changed: "sandbox" });
    expect(asked).toEqual(["publish library-1.2.0.tgz"]);
    expect(stderr).toMatch(/^expected .*sandbox-1.2.0.tgz with sha512-.+, got sha512-/);
    expect(status).toBe(1);
});
