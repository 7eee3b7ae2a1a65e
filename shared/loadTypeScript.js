// Lets Node run TypeScript when it is preloaded: `node --require ./shared/loadTypeScript.js program.ts`. Types are not checked.
// Compiled files are cached by their contents in node_modules, because a sandbox starts half a dozen programs for each
// operation.
"use strict";

const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { basename, join } = require("node:path");
const { version } = require("@swc/core/package.json");

const CACHE = join(__dirname, "..", "node_modules", ".cache", "typescript");

/** @type {import("@swc/core").Options} */
const OPTIONS = {
    swcrc: false,
    sourceMaps: "inline",
    jsc: { target: "es2022", parser: { syntax: "typescript", decorators: true } },
    module: { type: "commonjs" },
};

/** @param {string} file @returns {string} JavaScript */
function compiled(file) {
    const source = readFileSync(file, "utf8");
    const sourceFileName = basename(file);
    const key = JSON.stringify([version, OPTIONS, sourceFileName, source]);
    const kept = join(CACHE, `${createHash("sha256").update(key).digest("hex")}.js`);
    try {
        return readFileSync(kept, "utf8");
    } catch {
        const { code } = require("@swc/core").transformSync(source, { ...OPTIONS, filename: file, sourceFileName });
        keep(kept, code);
        return code;
    }
}

/** @param {string} file @param {string} code */
function keep(file, code) {
    const draft = `${file}.${process.pid}`;
    try {
        mkdirSync(CACHE, { recursive: true });
        writeFileSync(draft, code);
        renameSync(draft, file);
    } catch {
        // If the user cannot write the cache, files are compiled each time.
    }
}

/** @param {any} module @param {string} file */
function load(module, file) {
    module._compile(compiled(file), file);
}

process.setSourceMapsEnabled(true);
require.extensions[".ts"] = load;
