import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { CHECKOUT } from "./checkout";
import { findActionlint, findShellcheck, lint } from "./linters";
import type { Tool } from "./unpackedProgram";

/** Runs actionlint on the GitHub workflows, including the examples, or on the files named as arguments. */

const EXAMPLES = join("examples", "ci");

function workflows(): string[] {
    const list = (folder: string): string[] =>
        readdirSync(join(CHECKOUT, folder))
            .filter((name) => /\.ya?ml$/.test(name))
            .map((name) => join(folder, name));
    return [...list(join(".github", "workflows")), ...list(EXAMPLES).filter((file) => !file.includes("gitlab-"))];
}

/** Replaces pinned commits with major versions, by which actionlint knows the inputs of actions. */
const unpinned = (text: string): string => text.replace(/@[0-9a-f]{40} # v(\d+)\.\S+/g, "@v$1");

/** False positives of actionlint 1.7.12: GitHub documents these two properties of the context `job`, rhysd/actionlint#705. */
const MISTAKES = 'property "workflow_(sha|repository)" is not defined in object type {check_run_id';

/** Prints the problems in a file. Returns whether there are none. */
function isClean(program: string, shellcheck: Tool, file: string): boolean {
    const args = [
        "-stdin-filename",
        file,
        "-shellcheck",
        shellcheck.program,
        "-pyflakes",
        "",
        "-ignore",
        MISTAKES,
        "-",
    ];
    const { status } = spawnSync(program, args, {
        cwd: CHECKOUT,
        env: shellcheck.env,
        input: unpinned(readFileSync(resolve(CHECKOUT, file), "utf8")),
        stdio: ["pipe", "inherit", "inherit"],
    });
    return status === 0;
}

void lint(async () => {
    const [program, shellcheck] = [await findActionlint(), await findShellcheck()];
    const named = process.argv.slice(2);
    return (named.length > 0 ? named : workflows()).map((file) => isClean(program, shellcheck, file));
});
