// Compiles each package into its dist/ folder and copies the other files that its programs read; does nothing if they were built from
// the same sources.
"use strict";

const { execFileSync } = require("node:child_process");
const { createHash } = require("node:crypto");
const {
    chmodSync,
    cpSync,
    existsSync,
    mkdirSync,
    readdirSync,
    readFileSync,
    rmSync,
    statSync,
    writeFileSync,
} = require("node:fs");
const { dirname, join, resolve } = require("node:path");
const { loadedFrom } = require("./loadedFiles.js");
const { PACKAGES } = require("./packages.js");

const ROOT = resolve(__dirname, "..");
/** The hash of the sources of the last build. */
const BUILT = join(ROOT, "node_modules", ".cache", "built");

const packages = Object.entries(PACKAGES);
const sources = hashOfSources();
if (!packages.every(([folder]) => existsSync(join(ROOT, folder, "dist"))) || built() !== sources) {
    rmSync(BUILT, { force: true });
    packages.forEach(([folder, contents]) => {
        build(folder, contents);
    });
    mkdirSync(dirname(BUILT), { recursive: true });
    writeFileSync(BUILT, sources);
}

/** @returns {string | undefined} */
function built() {
    return existsSync(BUILT) ? readFileSync(BUILT, "utf8") : undefined;
}

/** @returns {string} of all files of the checkout from which packages are made, and of the packages that compile them */
function hashOfSources() {
    const hash = createHash("sha256");
    const inside = ["components", "shared", "cli", "sandbox", "policy", "preview", "scripts"].flatMap((folder) =>
        readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
    );
    const above = readdirSync(ROOT).filter((name) => /\.(ts|json)$/.test(name));
    const isSource = (/** @type {string} */ file) =>
        !/(^|[/\\])(dist|node_modules)([/\\]|$)/.test(file) && statSync(join(ROOT, file)).isFile();
    for (const name of [...inside, ...above].filter(isSource).sort()) {
        hash.update(name).update(readFileSync(join(ROOT, name)));
    }
    return hash.digest("hex");
}

/** @param {string} folder @param {import("./packages.js").Contents} contents */
function build(folder, { entries, assets }) {
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
