"use strict";

const { readFileSync, statSync } = require("node:fs");
const { isBuiltin } = require("node:module");
const { dirname, join } = require("node:path");
const { preProcessFile } = require("typescript");

/**
 * What compiled files load, be it late: all files, these included, and the names of the packages. Of declarations, what they
 * take types from.
 *
 * @param {readonly string[]} entries - absolute paths
 * @returns {{ files: Set<string>, packages: Set<string> }}
 * @throws Error that names a file that does not exist
 */
function loadedFrom(entries) {
    const files = new Set(entries);
    /** @type {Set<string>} */
    const packages = new Set();
    // A set is walked to what is added on the way.
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
        throw new Error(`${file} imports "${request}", and there is no such file`);
    }
    return found;
}

module.exports = { loadedFrom };
