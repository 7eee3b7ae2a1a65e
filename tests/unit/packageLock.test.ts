import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { CHECKOUT } from "../support/checkout";

/** What npm copies from package.json into the lock file's entry for the package itself. */
const COPIED = [
    "name",
    "version",
    "license",
    "bin",
    "engines",
    "os",
    "cpu",
    "workspaces",
    "dependencies",
    "devDependencies",
    "optionalDependencies",
    "peerDependencies",
    "peerDependenciesMeta",
] as const;

function read(file: string): Record<string, unknown> {
    return JSON.parse(readFileSync(join(CHECKOUT, file), "utf8")) as Record<string, unknown>;
}

/** Otherwise `npm install`, which `pulumi package add` runs, changes the lock file of a clean checkout. */
test.each(COPIED)("the lock file's own entry has the %s of package.json", (field) => {
    const packages = read("package-lock.json")["packages"] as Record<string, Record<string, unknown>>;
    expect(packages[""]?.[field]).toEqual(read("package.json")[field]);
});
