// Compiles each package into its dist/ folder and copies the other files that its programs read.
"use strict";

const { execFileSync } = require("node:child_process");
const { chmodSync, cpSync, readdirSync, rmSync } = require("node:fs");
const { join, resolve } = require("node:path");
const { loadedFrom } = require("./loadedFiles.js");
const { PACKAGES } = require("./packages.js");

const ROOT = resolve(__dirname, "..");

for (const [folder, { entries, assets }] of Object.entries(PACKAGES)) {
    const dist = join(ROOT, folder, "dist");
    rmSync(dist, { recursive: true, force: true });
    const compiler = join(ROOT, "node_modules", "typescript", "bin", "tsc");
    execFileSync(process.execPath, [compiler, "--project", join(ROOT, folder, "tsconfig.build.json")], {
        stdio: "inherit",
    });
    for (const asset of assets) {
        cpSync(join(ROOT, asset), join(dist, asset), { recursive: true });
    }
    removeUnloaded(dist, entries);
    for (const program of Object.values(require(join(ROOT, folder, "package.json")).bin ?? {})) {
        chmodSync(join(ROOT, folder, program), 0o755);
    }
    if (folder !== ".") {
        // npm packs a license only from the package's own folder.
        cpSync(join(ROOT, "LICENSE"), join(ROOT, folder, "LICENSE"));
    }
}

/**
 * Removes files that no program loads: TypeScript also compiles modules that are imported only for their types.
 *
 * @param {string} dist @param {readonly string[]} entries
 */
function removeUnloaded(dist, entries) {
    const { files } = loadedFrom(entries.map((entry) => join(dist, entry)));
    for (const name of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
        if (/\.(js|d\.ts)$/.test(name) && !files.has(join(dist, name))) {
            rmSync(join(dist, name));
        }
    }
}
