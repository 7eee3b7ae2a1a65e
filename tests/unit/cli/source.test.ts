import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { shellQuote } from "../../../shared/shellQuote";
import { sandboxManifest } from "../../../shared/sandboxHome";
import { folder } from "../../support/eachTest";
import { findSource, ownCommand, upCommand } from "../../../cli/source";

beforeEach(() => {
    process.chdir(folder);
    writeFileSync("Pulumi.yaml", "name: demo\nruntime: nodejs\n");
    process.env["XDG_CACHE_HOME"] = join(folder, "cache");
});

/** Writes down a sandbox as it does itself, and gives its folder. */
function sandbox(name: string, stacks: readonly string[], content: object = {}): string {
    const home = join(folder, name);
    mkdirSync(home, { recursive: true });
    const folders = Object.fromEntries(stacks.map((stack) => [`demo/${stack}`, join(home, "stacks", stack)]));
    const places = { environment: { PULUMI_HOME: home }, stacks: folders, projects: {}, destroyed: [] };
    const manifest = { engine: "pulumi", ...places, azureCli: ["az"], images: [], ...content };
    mkdirSync(dirname(sandboxManifest(home)), { recursive: true });
    writeFileSync(sandboxManifest(home), JSON.stringify(manifest));
    return home;
}

describe("A stack is looked for", () => {
    test("in the current directory's project", () => {
        expect(findSource({})).toEqual({ cwd: folder });
        expect(findSource({ stack: "prod" })).toEqual({ cwd: folder, stack: "prod" });
    });

    test("in another project", () => {
        mkdirSync("infra");
        const infra = join(folder, "infra");
        // Pulumi looks for the project's file in the folders above as well.
        expect(findSource({ cwd: "infra" })).toEqual({ cwd: infra, project: infra });
    });

    test("in a project's folder only, unless the stack's name includes the project", () => {
        rmSync("Pulumi.yaml");
        expect(() => findSource({})).toThrow(`--cwd: expected a folder with a Pulumi.yaml, got ${folder}`);
        expect(() => findSource({ stack: "org/prod" })).toThrow("Name the folder of a Pulumi project");
        expect(findSource({ stack: "org/shop/prod" })).toEqual({ cwd: folder, stack: "org/shop/prod" });
    });

    test("in the sandbox of the current directory, where there is one", () => {
        const home = sandbox(".sandbox", ["dev", "modern"]);
        expect(findSource({})).toMatchObject({ cwd: join(home, "stacks/dev"), stack: "dev" });
        expect(findSource({ stack: "modern" })).toMatchObject({ cwd: join(home, "stacks/modern"), stack: "modern" });
    });

    test("but not there when no sandbox is wanted, or a stack that it does not have", () => {
        sandbox(".sandbox", ["dev"]);
        expect(findSource({ home: false })).toEqual({ cwd: folder });
        expect(findSource({ stack: "prod" })).toEqual({ cwd: folder, stack: "prod" });
    });

    test("in the sandbox of another project's folder, as if that were the current directory", () => {
        const home = sandbox("infra/.sandbox", ["dev"]);
        sandbox(".sandbox", ["other"]);
        expect(findSource({ cwd: "infra" })).toMatchObject({ cwd: join(home, "stacks/dev"), stack: "dev" });
    });

    test("of another project in the sandbox that is named", () => {
        const stacks = { "one/dev": join(folder, "one"), "other/dev": join(folder, "other") };
        const home = sandbox("elsewhere", [], { stacks });
        mkdirSync("infra");
        writeFileSync("infra/Pulumi.yaml", "name: other\nruntime: nodejs\n");
        expect(findSource({ home, cwd: "infra" })).toMatchObject({ cwd: join(folder, "other"), stack: "dev" });
        // As the messages of a stack with a stack reference name it.
        expect(findSource({ home, stack: "organization/one/dev" })).toMatchObject({ cwd: join(folder, "one") });
    });

    test("and one that was destroyed is not meant where another is up", () => {
        const home = sandbox(".sandbox", ["dev", "modern"], { destroyed: ["demo/dev"] });
        expect(findSource({})).toMatchObject({ cwd: join(home, "stacks/modern"), stack: "modern" });
        expect(findSource({ home, stack: "dev" })).toMatchObject({ cwd: join(home, "stacks/dev"), stack: "dev" });
    });

    test("but not in the sandbox of the current directory after it was destroyed there", () => {
        const home = sandbox(".sandbox", ["dev", "modern"], { destroyed: ["demo/dev"] });
        expect(findSource({ stack: "dev" })).toEqual({ cwd: folder, stack: "dev" });
        sandbox(".sandbox", ["dev"], { destroyed: ["demo/dev"] });
        expect(findSource({})).toEqual({ cwd: folder });
        expect(findSource({ home })).toMatchObject({ cwd: join(home, "stacks/dev"), stack: "dev" });
    });

    test("in the sandbox that is named, whose only stack needs no name", () => {
        const home = sandbox("elsewhere", ["modern"]);
        expect(findSource({ home })).toMatchObject({ stack: "modern", sandbox: { directory: home } });
    });

    test.each([
        [{ cwd: "nowhere" }, "--cwd: expected a folder with a Pulumi.yaml"],
        [{ cwd: "nowhere", stack: "org/shop/prod" }, "--cwd: expected a folder with a Pulumi.yaml"],
        [{ home: "nowhere" }, "a sandbox that you brought up on this machine"],
    ])("and %j is not found", (selection, message) => {
        expect(() => findSource(selection)).toThrow(message);
    });

    test("and a sandbox without the stack says which it has", () => {
        const home = sandbox("elsewhere", ["one", "two"]);
        expect(() => findSource({ home })).toThrow("(demo/one, demo/two), got none");
        expect(() => findSource({ home, stack: "__proto__" })).toThrow("(demo/one, demo/two), got __proto__");
    });

    test("and of two projects' stacks of one name, the project must be named", () => {
        const stacks = { "one/dev": join(folder, "one"), "other/dev": join(folder, "other") };
        const home = sandbox("elsewhere", [], { stacks });
        expect(() => findSource({ home })).toThrow("(one/dev, other/dev), got none");
        writeFileSync("Pulumi.yaml", "name: one\nruntime: nodejs\n");
        expect(findSource({ home })).toMatchObject({ cwd: join(folder, "one"), stack: "dev" });
        expect(findSource({ home, stack: "other/dev" })).toMatchObject({ cwd: join(folder, "other"), stack: "dev" });
    });
});

describe("A sandbox's file", () => {
    test("that comes with a folder is not believed, since it names the program to run", () => {
        const home = sandbox("elsewhere", ["dev"]);
        const copy = join(folder, ".sandbox");
        mkdirSync(copy);
        cpSync(sandboxManifest(home), join(copy, "sandbox.json"));
        expect(() => findSource({ home: copy })).toThrow("that you brought up on this machine");
        expect(findSource({})).toEqual({ cwd: folder });
    });

    test.each([
        { engine: 5 },
        { azureCli: "az" },
        { environment: { A: 1 } },
        { stacks: [] },
        { projects: 1 },
        { destroyed: "dev" },
        { images: "none" },
    ])("with %j is refused", (content) => {
        const home = sandbox("elsewhere", ["dev"], content);
        expect(() => findSource({ home })).toThrow("expected the manifest of a sandbox in");
    });
});

describe("Advice", () => {
    test("repeats what the user has selected", () => {
        const selection = { home: "my home", host: "build" };
        expect(ownCommand("verify", selection, shellQuote)).toBe(
            "npx docker-host-vm verify --home 'my home' --host 'build'",
        );
        expect(ownCommand("verify", { home: false }, shellQuote)).toBe("npx docker-host-vm verify --no-home");
    });

    test("knows how a stack is brought up", () => {
        expect(upCommand({ cwd: folder })).toBe("pulumi up");
        expect(upCommand({ cwd: folder, stack: "prod" })).toBe("pulumi up --stack prod");
        const home = sandbox("elsewhere", ["dev"]);
        expect(upCommand(findSource({ home }))).toBe(`npx docker-host-vm-sandbox up --home ${home} --stack dev`);
    });

    test("brings up no other project than the one that was asked about", () => {
        mkdirSync("infra");
        expect(upCommand(findSource({ cwd: "infra" }))).toBe(`pulumi up --cwd ${join(folder, "infra")}`);
        expect(upCommand(findSource({ cwd: "." }))).toBe("pulumi up");
        const home = sandbox("elsewhere", ["dev"], { projects: { "demo/dev": "/src/demo" } });
        expect(upCommand(findSource({ home }))).toBe(
            `npx docker-host-vm-sandbox up --home ${home} --cwd /src/demo --stack dev`,
        );
    });
});
