import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { toolCache } from "../shared/toolCache";
import { unpackPackages } from "../shared/tools/debianPackages";

/** A program and the environment variables for it. */
export interface Tool {
    readonly program: string;
    readonly env: NodeJS.ProcessEnv;
}

/**
 * Finds a program in Debian packages, which are unpacked into the tool cache and not installed.
 *
 * @param packages - the first one contains the program
 * @param path - the program's path, for example `usr/bin/shellcheck`
 * @throws Error with one line that says why that is not possible.
 */
export async function unpackedProgram(packages: readonly [string, ...string[]], path: string): Promise<Tool> {
    const { folder, libraries } = await unpackPackages(packages, toolCache());
    const program = join(folder, path);
    if (!existsSync(program)) {
        throw new Error(`this distribution has no package ${packages[0]}`);
    }
    const LD_LIBRARY_PATH = libraries.map((each) => join(folder, each)).join(delimiter);
    // The packages' data, in addition to the system's own folders.
    const XDG_DATA_HOME = join(folder, "usr/share");
    return { program, env: { ...process.env, LD_LIBRARY_PATH, XDG_DATA_HOME } };
}
