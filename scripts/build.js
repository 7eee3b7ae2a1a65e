// Compiles the packages, each into its own dist/, and copies what else their programs read.
"use strict";

const { execFileSync } = require("node:child_process");
const { cpSync, rmSync } = require("node:fs");
const { join, resolve } = require("node:path");

const ROOT = resolve(__dirname, "..");

/** Each package by its folder, and the files and folders with what is no TypeScript. */
const PACKAGES = {
    ".": ["components/client/scripts", "components/engine/installEngine.sh"],
    sandbox: [
        "components/client/scripts",
        "shared/loadTypeScript.js",
        "sandbox/pulumi/azureNames.js",
        "sandbox/pulumi/pulumi-module",
        "sandbox/machine/docker-module",
        "sandbox/machine/init.sh",
        "sandbox/machine/programs",
    ],
    policy: [],
};

for (const [folder, files] of Object.entries(PACKAGES)) {
    const dist = join(ROOT, folder, "dist");
    rmSync(dist, { recursive: true, force: true });
    const compiler = join(ROOT, "node_modules", "typescript", "bin", "tsc");
    execFileSync(process.execPath, [compiler, "--project", join(ROOT, folder, "tsconfig.build.json")], {
        stdio: "inherit",
    });
    for (const file of files) {
        cpSync(join(ROOT, file), join(dist, file), { recursive: true });
    }
}
