"use strict";

const { readFileSync, statSync } = require("node:fs");
const { isBuiltin } = require("node:module");
const { dirname, join } = require("node:path");
const { preProcessFile } = require("typescript");

/**
 * The files and packages that compiled files load, directly or indirectly, at any time. For declarations, those that their
 * types come from.
 *
 * @param {readonly string[]} entries - absolute paths; they are part of the result
 * @returns {{ files: Set<string>, packages: Set<string> }}
 * @throws Error that names a file that does not exist
 */
function loadedFrom(entries) {
    const files = new Set(entries);
    /** @type {Set<string>} */
    const packages = new Set();
    // Iterating over a set includes elements that are added meanwhile.
    for (const file of files) {
        for (const { fileName } of preProcessFile(readFileSync(file, "utf8"), true, true).importedFiles) {
            if (fileName.startsWith(".")) {
                files.add(resolved(file, fileName));
            } else if (!isBuiltin(fileName)) {
                packages.add(/^(@[^/]+\/)?[^/]+/.exec(fileName)?.[0] ?? fileName);
            }
        }
    }
    return { files, packages };
}

/** @param {string} file @param {string} request - relative */
function resolved(file, request) {
    const extension = file.endsWith(".d.ts") ? ".d.ts" : ".js";
    const path = join(dirname(file), request);
    const candidates = [path.replace(/\.js$/, extension), `${path}${extension}`, join(path, `index${extension}`)];
    const found = candidates.find((each) => statSync(each, { throwIfNoEntry: false })?.isFile());
    if (found === undefined) {
        throw new Error(`${file} imports "${request}", which does not exist`);
    }
    return found;
}

module.exports = { loadedFrom };
