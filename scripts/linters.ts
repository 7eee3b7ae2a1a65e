import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { buildGoPrograms } from "../shared/tools/goPrograms";
import { outputOf } from "../shared/processes";
import { toolCache } from "../shared/toolCache";
import { unpackPackages } from "../shared/tools/debianPackages";
import { explained, FAILURE } from "../shared/errors";

/** A linter, and the environment that it runs in. */
export interface Linter {
    readonly program: string;
    readonly env: NodeJS.ProcessEnv;
}

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
export async function findShellcheck(): Promise<Linter> {
    // Scripts are UTF-8, which shellcheck reads only in such a locale.
    const env = { ...process.env, LC_ALL: "C.UTF-8" };
    if ((await outputOf("shellcheck", "--version")) !== undefined) {
        return { program: "shellcheck", env };
    }
    const { folder, libraries } = await unpackPackages(["shellcheck"], toolCache()).catch((error: unknown) => {
        throw noShellcheck(explained(error));
    });
    const program = join(folder, "usr/bin/shellcheck");
    if (!existsSync(program)) {
        throw noShellcheck("this distribution has no package shellcheck");
    }
    const LD_LIBRARY_PATH = libraries.map((each) => join(folder, each)).join(delimiter);
    return { program, env: { ...env, LD_LIBRARY_PATH } };
}

const noShellcheck = (why: string): Error =>
    new Error(`There is no shellcheck on the PATH, and ${why}. Install it: https://www.shellcheck.net`);

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
