// Publishes the tarballs of a folder, in the order of its packages.json: node publish.js FOLDER [--dry-run]. Needs nothing but
// Node.js and npm, so that no dependency runs beside the right to publish.
"use strict";

const { execFileSync } = require("node:child_process");
const { createHash } = require("node:crypto");
const { readFileSync } = require("node:fs");
const { resolve } = require("node:path");

/**
 * @typedef {object} Packed
 * @property {string} name
 * @property {string} version
 * @property {string} file
 * @property {string} integrity - as the registry has it
 */

/** @param {readonly string[]} args */
const npm = (args) => execFileSync("npm", args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

/**
 * The integrity of a version that the registry has; nothing where it has none.
 *
 * @param {Packed} packed
 * @returns {string | undefined}
 */
function publishedIntegrity({ name, version }) {
    try {
        return npm(["view", `${name}@${version}`, "dist.integrity", "--loglevel=silent"]).trim() || undefined;
    } catch {
        // Not published yet. If it is because the registry does not answer, publishing fails as well.
        return undefined;
    }
}

/**
 * The absolute path of a tarball: npm takes a relative one such as `release/x.tgz` for a repository on GitHub.
 *
 * @param {string} folder @param {Packed} packed
 * @returns {string}
 */
function checkedTarball(folder, { file, integrity }) {
    const path = resolve(folder, file);
    const found = `sha512-${createHash("sha512").update(readFileSync(path)).digest("base64")}`;
    if (found !== integrity) {
        throw new Error(`expected ${path} with ${integrity}, got ${found}`);
    }
    return path;
}

/** @param {string} folder @param {boolean} isDryRun */
function publish(folder, isDryRun) {
    /** @type {readonly Packed[]} */
    const packages = JSON.parse(readFileSync(resolve(folder, "packages.json"), "utf8"));
    for (const packed of packages) {
        const label = `${packed.name}@${packed.version}`;
        const published = isDryRun ? undefined : publishedIntegrity(packed);
        if (published === packed.integrity) {
            // A run that failed half-way is started again.
            process.stdout.write(`${label} is published already\n`);
        } else if (published !== undefined) {
            throw new Error(`expected ${label} with ${packed.integrity}, the registry has it with ${published}`);
        } else {
            const options = isDryRun ? ["--dry-run", "--loglevel=error"] : [];
            process.stdout.write(npm(["publish", checkedTarball(folder, packed), ...options]));
        }
    }
}

try {
    const [folder = "", option] = process.argv.slice(2);
    publish(folder, option === "--dry-run");
} catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
}
