import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { sandboxManifest } from "../../../../shared/sandboxHome";
import { PROJECT } from "../../../../configKeys";
import { Home } from "../../../../sandbox/stack/home";
import { forgetHome, noteDestroyed, writeManifest } from "../../../../sandbox/stack/manifest";
import { folder } from "../../../support/eachTest";
import { CHECKOUT } from "../../../support/checkout";

let home: Home;

beforeEach(() => {
    home = new Home(folder);
    home.prepare();
    process.env["XDG_CACHE_HOME"] = join(folder, "cache");
});

/** Writes the manifest for a stack whose folder exists, and reads it. */
function write(stack: string, project = { name: PROJECT, directory: CHECKOUT }): Record<string, unknown> {
    mkdirSync(home.workspace(project.name, stack), { recursive: true });
    writeManifest(home, "/opt/pulumi/bin/pulumi", project, stack);
    return JSON.parse(readFileSync(sandboxManifest(home.directory), "utf8")) as Record<string, unknown>;
}

describe("The manifest of a sandbox", () => {
    test("says where engine, state, catalogue and the stand-in for the Azure CLI are", () => {
        const { engine, azureCli, environment, images } = write("dev");
        const [node, ...args] = azureCli as string[];
        expect([node, args.at(-1)]).toEqual([process.execPath, home.directory]);
        expect(existsSync(args.at(-2) ?? "")).toBe(true);
        expect(engine).toBe("/opt/pulumi/bin/pulumi");
        expect(environment).toEqual(home.environment());
        expect(images).toContain("Canonical:UbuntuServer:14.04.5-LTS:14.04.201911070");
    });

    test("contains the path of the passphrase's file and not the passphrase, and only its owner can read it", () => {
        const text = JSON.stringify(write("dev"));
        expect(text).toContain(home.passphraseFile);
        expect(text).not.toContain(readFileSync(home.passphraseFile, "utf8"));
        expect(statSync(sandboxManifest(home.directory)).mode & 0o777).toBe(0o600);
    });

    test("keeps the stacks of earlier operations as long as they exist", () => {
        write("dev");
        const [dev, modern] = [home.workspace(PROJECT, "dev"), home.workspace(PROJECT, "modern")];
        const both = { [`${PROJECT}/dev`]: dev, [`${PROJECT}/modern`]: modern };
        expect(write("modern")["stacks"]).toEqual(both);
        rmSync(dev, { recursive: true });
        expect(write("modern")["stacks"]).toEqual({ [`${PROJECT}/modern`]: modern });
    });

    test("has the projects' folders, for suggested commands", () => {
        const demo = { name: "demo", directory: "/src/demo" };
        const own = { [`${PROJECT}/dev`]: CHECKOUT };
        expect(write("dev")["projects"]).toEqual(own);
        expect(write("dev", demo)["projects"]).toEqual({ ...own, "demo/dev": "/src/demo" });
        rmSync(home.workspace("demo", "dev"), { recursive: true });
        expect(write("dev")["projects"]).toEqual(own);
    });

    test("says which stacks were destroyed, until they are brought up again", () => {
        const destroyed = (): unknown =>
            (JSON.parse(readFileSync(sandboxManifest(home.directory), "utf8")) as { destroyed: unknown }).destroyed;
        expect(write("dev")["destroyed"]).toEqual([]);
        noteDestroyed(home, { name: PROJECT }, "dev");
        expect(destroyed()).toEqual([`${PROJECT}/dev`]);
        expect(write("modern")["destroyed"]).toEqual([`${PROJECT}/dev`]);
        expect(write("dev")["destroyed"]).toEqual([]);
    });

    test("is removed with its home", () => {
        write("dev");
        forgetHome(home);
        expect(existsSync(sandboxManifest(home.directory))).toBe(false);
    });

    test("is written atomically, and leaves no other file", () => {
        write("dev");
        expect(readdirSync(dirname(sandboxManifest(home.directory)))).toHaveLength(1);
    });

    test("is removed when another manifest is written and its own stacks are gone", () => {
        write("dev");
        rmSync(home.workspace(PROJECT, "dev"), { recursive: true });
        const other = new Home(join(home.directory, "other"));
        other.prepare();
        mkdirSync(other.workspace(PROJECT, "dev"), { recursive: true });
        writeManifest(other, "pulumi", { name: PROJECT, directory: CHECKOUT }, "dev");
        expect(existsSync(sandboxManifest(home.directory))).toBe(false);
        expect(existsSync(sandboxManifest(other.directory))).toBe(true);
    });

    test("does not affect another home's manifest, written by another version in another format", () => {
        write("dev");
        const other = join(dirname(sandboxManifest(home.directory)), "other.json");
        writeFileSync(other, "{}");
        write("dev");
        expect(existsSync(other)).toBe(true);
    });
});
