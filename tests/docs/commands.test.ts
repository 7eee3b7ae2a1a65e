import {
    cpSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    readlinkSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import packageJson from "../../package.json";
import { shellQuote } from "../../shared/shellQuote";
import { findPulumi } from "../../sandbox/pulumi/pulumi";
import { Home } from "../../sandbox/stack/home";
import { removeHome } from "../endToEnd/support";
import { run } from "../support/run";
import { commandBlocks, markProblem, RUN_ELSEWHERE, runnable, withoutComment } from "./commandBlocks";
import { type Block, placeOf } from "./markdown";
import { CHECKOUT } from "../support/checkout";

/** Every command of the documentation, typed as written in a clone of the checkout, page after page. */

const { all, run: toRun } = commandBlocks();

describe("The documentation's blocks of commands", () => {
    test("are run, or say what they need", () => {
        const problems = all.flatMap((block) => {
            const problem = markProblem(block);
            return problem === undefined ? [] : [`${placeOf(block)}: ${problem}`];
        });
        expect(problems).toEqual([]);
    });

    test("that another check runs are still there, and that check still runs them", () => {
        const lines = new Set(toRun.flatMap(({ text }) => text.split("\n").map(withoutComment)));
        expect(Object.keys(RUN_ELSEWHERE).filter((line) => !lines.has(line))).toEqual([]);
        const unproven = Object.entries(RUN_ELSEWHERE).flatMap(([line, { by, proof }]) => {
            const check = readFileSync(join(CHECKOUT, by), "utf8");
            return proof.every((fragment) => check.includes(fragment)) ? [] : [`${by}: ${line}`];
        });
        expect(unproven).toEqual([]);
    });
});

const scratch = mkdtempSync(join(tmpdir(), "docs-"));
const clone = join(scratch, "docker-host-vm");
const sandboxHome = new Home(join(clone, ".sandbox"));
const env = {
    // What the commands keep of their own goes with the scratch folder; what is costly to fetch is the user's.
    HOME: scratch,
    XDG_CACHE_HOME: process.env["XDG_CACHE_HOME"] ?? join(process.env["HOME"] ?? "", ".cache"),
    npm_config_cache: process.env["npm_config_cache"] ?? join(process.env["HOME"] ?? "", ".npm"),
    DOCKER_CONFIG: join(scratch, ".docker"),
    NO_COLOR: "1",
};

async function must(program: string, args: readonly string[], cwd = clone): Promise<string> {
    const { code, stdout, stderr } = await run(program, args, env, cwd);
    if (code !== 0) {
        throw new Error(
            `${program} ${args[0] ?? ""} ended with ${code}:\n${stdout.slice(-3000)}\n${stderr.slice(-3000)}`,
        );
    }
    return stdout;
}

/** What package.json says of the programs that the package brings. */
interface Manifest {
    readonly bin?: Readonly<Record<string, string>>;
}

/** Clones the checkout, with what is not committed yet and with its packages. */
async function makeClone(): Promise<void> {
    await must("git", ["clone", "--quiet", CHECKOUT, clone], scratch);
    const changed = await must("git", ["ls-files", "--modified", "--others", "--exclude-standard", "-z"], CHECKOUT);
    for (const file of changed.split("\0").filter(Boolean)) {
        rmSync(join(clone, file), { force: true });
        if (existsSync(join(CHECKOUT, file))) {
            cpSync(join(CHECKOUT, file), join(clone, file));
        }
    }
    const [from, to] = [join(CHECKOUT, "node_modules"), join(clone, "node_modules")];
    mkdirSync(to);
    for (const entry of readdirSync(from, { withFileTypes: true }).filter(({ name }) => name !== ".bin")) {
        const path = join(from, entry.name);
        // A link leads to a package of this repository: in the clone to its own.
        symlinkSync(entry.isSymbolicLink() ? readlinkSync(path) : path, join(to, entry.name));
    }
    cpSync(join(from, ".bin"), join(to, ".bin"), { recursive: true, verbatimSymlinks: true });
    cpSync(join(CHECKOUT, "dist"), join(clone, "dist"), { recursive: true });
    // As npm links the programs of an installed package.
    const { bin: programs = {} } = JSON.parse(readFileSync(join(clone, "package.json"), "utf8")) as Manifest;
    for (const [name, file] of Object.entries(programs)) {
        const program = join(clone, file);
        writeFileSync(join(to, ".bin", name), `#!/bin/sh\nexec node ${shellQuote(program)} "$@"\n`, { mode: 0o755 });
    }
}

/** The plain Pulumi program over the sandbox's state, for what only reads it: there is no host for Node programs here. */
async function pulumiFunction(stack: string): Promise<string> {
    const { command } = await findPulumi(() => undefined);
    const settings = Object.entries(sandboxHome.environment()).map(([name, value]) => `${name}=${shellQuote(value)}`);
    const place = ["-C", sandboxHome.workspace(packageJson.name, stack), "-s", stack].map(shellQuote).join(" ");
    return `pulumi() { env ${settings.join(" ")} ${shellQuote(command.command)} ${place} "$@"; }`;
}

/** A page as one script. The last line on standard error that begins with PLACE says where it was. */
async function scriptOf(blocks: readonly Block[]): Promise<string> {
    const parts = blocks.map((block) => {
        const lines = block.text.split("\n").map(runnable).join("\n");
        return `echo ${shellQuote(`PLACE ${placeOf(block)}`)} >&2\ncd ${shellQuote(clone)}\n${lines}`;
    });
    return ["set -euo pipefail", await pulumiFunction("modern"), ...parts].join("\n");
}

beforeAll(async () => {
    await makeClone();
}, 120_000);

afterAll(async () => {
    await removeHome(sandboxHome.directory);
    rmSync(scratch, { recursive: true, force: true });
}, 120_000);

/** Types a page's commands; gives what they said if one of them failed. */
async function type(page: string): Promise<string> {
    const script = await scriptOf(toRun.filter((block) => block.page === page));
    const { code, stdout, stderr } = await run("bash", ["-c", script], env, clone);
    const place = [...stderr.matchAll(/^PLACE (.+)$/gm)].at(-1)?.[1] ?? page;
    return code === 0 ? "" : `${place} ended with ${code}\n${stdout.slice(-3000)}\n${stderr.slice(-3000)}`;
}

describe("The commands as written", () => {
    test("of the README succeed, from a fresh clone on", async () => {
        expect(await type("README.md")).toBe("");
    }, 300_000);

    describe("with both stacks up,", () => {
        beforeAll(async () => {
            await must("npm", ["run", "--silent", "sandbox", "--", "up", "--skip-preview"]);
        }, 120_000);

        const guides = new Set(toRun.map(({ page }) => page).filter((page) => page !== "README.md"));
        test.each([...guides])(
            "of %s succeed",
            async (page) => {
                expect(await type(page)).toBe("");
            },
            300_000,
        );
    });
});
