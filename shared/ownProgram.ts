import { extname, join } from "node:path";

/**
 * The command that runs a program of this package in Node: it is TypeScript in a checkout, and compiled in a package.
 *
 * @param file its path without an extension
 */
export function ownProgram(file: string): [program: string, ...args: string[]] {
    const extension = extname(__filename);
    const loader = extension === ".ts" ? ["--require", join(__dirname, "loadTypeScript.js")] : [];
    return [process.execPath, ...loader, `${file}${extension}`];
}
