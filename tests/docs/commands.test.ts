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
import { commandBlocks, markProblem, RUN_ELSEWHERE, scriptLines, withoutComment } from "./commandBlocks";
import { allBlocks, type Block, placeOf } from "./markdown";
import { CHECKOUT } from "../support/checkout";
import { BUILDX } from "../unit/cli/dockerClient";

/**
 * Every command of the documentation, typed as written, page after page: the README's as a stranger does, in a new folder with packed
 * packages; all others in a clone of the checkout.
 */

const { all, run: toRun } = commandBlocks();

/** Its commands bring up what the other guides speak of. */
const STACK = "docs/stack.md";

describe("The documentation's blocks of commands", () => {
    test("are run, or say what they need", () => {
        const problems = all.flatMap((block) => {
            const problem = markProblem(block);
            return problem === undefined ? [] : [`${placeOf(block)}: ${problem}`];
        });
        expect(problems).toEqual([]);
    });

    test("are marked inside of a list, too", () => {
        const marked = all.filter(
            ({ page, marks }) => page === "docs/release.md" && marks["needs"] === "a new version",
        );
        expect(marked.map(({ text }) => text)).toEqual([expect.stringMatching(/^npm pkg set version=/)]);
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
const project = join(scratch, "build");
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
    for (const built of ["dist", "sandbox/dist", "policy/dist"]) {
        cpSync(join(CHECKOUT, built), join(clone, built), { recursive: true });
    }
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
function scriptOf(blocks: readonly Block[], before: readonly string[]): string {
    const parts = blocks.map((block) => {
        return [`echo ${shellQuote(`PLACE ${placeOf(block)}`)} >&2`, ...before, scriptLines(block)].join("\n");
    });
    return ["set -euo pipefail", ...parts].join("\n");
}

/** Gives the Docker client the plugin that `builder` needs. */
function installBuildx(): void {
    const plugins = join(env.DOCKER_CONFIG, "cli-plugins");
    mkdirSync(plugins, { recursive: true });
    symlinkSync(BUILDX, join(plugins, "docker-buildx"));
}

beforeAll(async () => {
    installBuildx();
    await makeClone();
}, 120_000);

afterAll(async () => {
    await removeHome(sandboxHome.directory);
    await removeHome(join(project, ".sandbox"));
    rmSync(scratch, { recursive: true, force: true });
}, 120_000);

/** What typing a page's commands printed, and where it stopped if one of them failed. */
interface Typed {
    readonly failure: string;
    readonly said: string;
}

/** Types a page's commands in a folder, after other lines before each block. */
async function type(page: string, cwd: string, before: readonly string[] = [], more = {}): Promise<Typed> {
    const script = scriptOf(
        toRun.filter((block) => block.page === page),
        before,
    );
    const { code, stdout, stderr } = await run("bash", ["-c", script], { ...env, ...more }, cwd);
    const place = [...stderr.matchAll(/^PLACE (.+)$/gm)].at(-1)?.[1] ?? page;
    const failure = `${place} ended with ${code}\n${stdout.slice(-3000)}\n${stderr.slice(-3000)}`;
    return { failure: code === 0 ? "" : failure, said: stdout };
}

/** What typing a guide's commands said if one of them failed. */
async function typeGuide(page: string): Promise<string> {
    return (await type(page, clone, [await pulumiFunction("modern"), `cd ${shellQuote(clone)}`])).failure;
}

describe("The README", () => {
    /** Writes the files that a page shows, as a reader does. */
    function writeFiles(page: string): void {
        mkdirSync(project);
        for (const { marks, text } of allBlocks().filter((block) => block.page === page)) {
            const { file } = marks;
            if (file !== undefined) {
                writeFileSync(join(scratch, file), `${text}\n`);
            }
        }
    }

    const STRANGER = {
        GIT_AUTHOR_NAME: "A stranger",
        GIT_AUTHOR_EMAIL: "stranger@example.org",
        GIT_COMMITTER_NAME: "A stranger",
        GIT_COMMITTER_EMAIL: "stranger@example.org",
        npm_config_prefer_offline: "true",
        npm_config_audit: "false",
        // The clone has what npm ci built.
        npm_config_ignore_scripts: "true",
    };

    test("leads from packed packages to a container, a report and a policy that rejects an open port", async () => {
        writeFiles("README.md");
        const { failure, said } = await type("README.md", scratch, [], STRANGER);
        expect(failure).toBe("");
        expect(said).toMatch(/^hello$/m);
        expect(said).toMatch(
            /^ ~ +azure-native:network:NetworkSecurityGroup build-network-nsg update .*securityRules/m,
        );
        expect(said).toMatch(/❌ docker-host-vm.*\[mandatory\].* docker-port-open .*build-network-nsg/s);
        expect(said).toMatch(/^ +- \d+ deleted$/m);
        const report = readFileSync(join(project, "report.md"), "utf8");
        expect(report).toContain("🔴 **Open to the Internet**");
        expect(report).toContain("- **SSH and 4243** on `build`: `203.0.113.7/32` → `Internet`\n");
        const installed = readFileSync(join(project, "package.json"), "utf8");
        expect(installed.match(/"file:\.\.\/docker-host-vm(-\w+)?-\d.*\.tgz"/g)).toHaveLength(3);
    }, 300_000);
});

describe("The commands as written", () => {
    test("of the ready stack succeed, from a fresh clone on", async () => {
        expect(await typeGuide(STACK)).toBe("");
    }, 300_000);

    describe("with both stacks up,", () => {
        beforeAll(async () => {
            await must("npm", ["run", "--silent", "sandbox", "--", "up", "--skip-preview"]);
        }, 120_000);

        const guides = new Set(toRun.map(({ page }) => page).filter((page) => page !== "README.md" && page !== STACK));
        test.each([...guides])(
            "of %s succeed",
            async (page) => {
                expect(await typeGuide(page)).toBe("");
            },
            300_000,
        );
    });
});
