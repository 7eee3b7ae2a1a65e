import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buildGoPrograms } from "../shared/tools/goPrograms";
import { outputOf } from "../shared/processes";
import { toolCache } from "../shared/toolCache";
import { explained, FAILURE } from "../shared/errors";
import { type Tool, unpackedProgram } from "./unpackedProgram";

/** Sets the exit code: 0 if something was checked and all of it is clean, otherwise 1. */
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
 * Finds shellcheck on PATH, otherwise unpacks it from Debian's package.
 *
 * @throws Error that says what to install if neither is possible.
 */
export async function findShellcheck(): Promise<Tool> {
    const { program, env } = await shellcheck();
    // The scripts are UTF-8, which shellcheck reads only in a UTF-8 locale.
    return { program, env: { ...env, LC_ALL: "C.UTF-8" } };
}

async function shellcheck(): Promise<Tool> {
    if ((await outputOf("shellcheck", "--version")) !== undefined) {
        return { program: "shellcheck", env: process.env };
    }
    try {
        return await unpackedProgram(["shellcheck"], "usr/bin/shellcheck");
    } catch (error) {
        throw new Error(`no shellcheck on PATH, and ${explained(error)}. Install it: https://www.shellcheck.net`, {
            cause: error,
        });
    }
}

const ACTIONLINT_MODULE = join(__dirname, "actionlint-module");
const ACTIONLINT = "github.com/rhysd/actionlint";

/**
 * Finds actionlint in the version that scripts/actionlint-module pins: on PATH, otherwise built from its Go module and kept in
 * the tool cache. Another version would report other problems.
 *
 * @throws Error that says what to install if neither is possible.
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
            `no actionlint ${version} on PATH, and ${failure}. Install that version (https://${ACTIONLINT}/releases), or Go to build it (https://go.dev/dl)`,
        );
    }
    return program;
}

async function buildActionlint(root: string): Promise<string | undefined> {
    if ((await outputOf("go", "version")) === undefined) {
        return "Go is not installed";
    }
    const targets = { actionlint: `${ACTIONLINT}/cmd/actionlint` };
    const spec = { module: ACTIONLINT_MODULE, targets, ldflags: "-s -w" };
    return buildGoPrograms(spec, root, (line) => void process.stderr.write(`${line}\n`));
}
