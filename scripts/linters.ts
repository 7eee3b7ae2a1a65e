import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buildGoPrograms } from "../shared/tools/goPrograms";
import { outputOf } from "../shared/processes";
import { toolCache } from "../shared/toolCache";
import { explained, FAILURE } from "../shared/errors";
import { type Tool, unpackedProgram } from "./unpackedProgram";

/** Ends the program with 0 when something was looked at and all of it is clean, otherwise with 1. */
export async function lint(verdicts: () => Promise<readonly boolean[]>): Promise<void> {
    process.exitCode = FAILURE;
    try {
        const clean = await verdicts();
        process.exitCode = clean.length > 0 && clean.every(Boolean) ? 0 : FAILURE;
    } catch (error) {
        process.stderr.write(`${explained(error)}\n`);
    }
}

/**
 * shellcheck from the PATH, else unpacked from Debian's package.
 *
 * @throws Error that says what to install when neither is to be had.
 */
export async function findShellcheck(): Promise<Tool> {
    const { program, env } = await shellcheck();
    // Scripts are UTF-8, which shellcheck reads only in such a locale.
    return { program, env: { ...env, LC_ALL: "C.UTF-8" } };
}

async function shellcheck(): Promise<Tool> {
    if ((await outputOf("shellcheck", "--version")) !== undefined) {
        return { program: "shellcheck", env: process.env };
    }
    try {
        return await unpackedProgram(["shellcheck"], "usr/bin/shellcheck");
    } catch (error) {
        throw new Error(
            `There is no shellcheck on the PATH, and ${explained(error)}. Install it: https://www.shellcheck.net`,
            { cause: error },
        );
    }
}

const ACTIONLINT_MODULE = join(__dirname, "actionlint-module");
const ACTIONLINT = "github.com/rhysd/actionlint";

/**
 * The path of actionlint at the version that scripts/actionlint-module pins: from the PATH if it is that one, else built
 * from its Go module and kept in the tool cache. Another version would find other things.
 *
 * @throws Error that says what to install when neither is to be had.
 */
export async function findActionlint(): Promise<string> {
    const pins = readFileSync(join(ACTIONLINT_MODULE, "go.mod"), "utf8");
    const version = new RegExp(`${ACTIONLINT} v(\\S+)`).exec(pins)?.[1] ?? "";
    const onPath = await outputOf("actionlint", "--version");
    if (onPath?.split("\n")[0]?.replace(/^v/, "") === version) {
        return "actionlint";
    }
    const root = join(toolCache(), `actionlint-${version}`);
    const program = join(root, "bin", "actionlint");
    const failure = existsSync(program) ? undefined : await buildActionlint(root);
    if (failure !== undefined) {
        throw new Error(
            `There is no actionlint ${version} on the PATH, and ${failure}. Install Go to have it built (https://go.dev/dl), or that version of it: https://${ACTIONLINT}/releases`,
        );
    }
    return program;
}

async function buildActionlint(root: string): Promise<string | undefined> {
    if ((await outputOf("go", "version")) === undefined) {
        return "no Go to build it with";
    }
    const targets = { actionlint: `${ACTIONLINT}/cmd/actionlint` };
    const spec = { module: ACTIONLINT_MODULE, targets, ldflags: "-s -w" };
    return buildGoPrograms(spec, root, (line) => void process.stderr.write(`${line}\n`));
}
