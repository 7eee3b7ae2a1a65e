import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { toolCache } from "../shared/toolCache";
import { unpackPackages } from "../shared/tools/debianPackages";

/** A program, and the environment that it runs in. */
export interface Tool {
    readonly program: string;
    readonly env: NodeJS.ProcessEnv;
}

/**
 * A program of Debian's packages, which are unpacked into the tool cache and not installed.
 *
 * @param packages - the first one has the program
 * @param path - where it lies, for example `usr/bin/shellcheck`
 * @throws Error with one line that says why it cannot be had.
 */
export async function unpackedProgram(packages: readonly [string, ...string[]], path: string): Promise<Tool> {
    const { folder, libraries } = await unpackPackages(packages, toolCache());
    const program = join(folder, path);
    if (!existsSync(program)) {
        throw new Error(`this distribution has no package ${packages[0]}`);
    }
    const LD_LIBRARY_PATH = libraries.map((each) => join(folder, each)).join(delimiter);
    // Where its packages' data is looked for besides the system's own folders.
    const XDG_DATA_HOME = join(folder, "usr/share");
    return { program, env: { ...process.env, LD_LIBRARY_PATH, XDG_DATA_HOME } };
}
