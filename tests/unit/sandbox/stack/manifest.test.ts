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

/** Writes the file for a stack whose folder is there, and reads it. */
function write(stack: string, project = { name: PROJECT, directory: CHECKOUT }): Record<string, unknown> {
    mkdirSync(home.workspace(project.name, stack), { recursive: true });
    writeManifest(home, "/opt/pulumi/bin/pulumi", project, stack);
    return JSON.parse(readFileSync(sandboxManifest(home.directory), "utf8")) as Record<string, unknown>;
}

describe("What a sandbox writes down of itself", () => {
    test("says where engine, state and catalogue are", () => {
        const { engine, environment, images } = write("dev");
        expect(engine).toBe("/opt/pulumi/bin/pulumi");
        expect(environment).toEqual(home.environment());
        expect(images).toContain("Canonical:UbuntuServer:14.04.5-LTS:14.04.201911070");
    });

    test("holds the passphrase's file and not the passphrase, and is for its owner only", () => {
        const text = JSON.stringify(write("dev"));
        expect(text).toContain(home.passphraseFile);
        expect(text).not.toContain(readFileSync(home.passphraseFile, "utf8"));
        expect(statSync(sandboxManifest(home.directory)).mode & 0o777).toBe(0o600);
    });

    test("keeps the stacks of earlier operations as long as they are there", () => {
        write("dev");
        const [dev, modern] = [home.workspace(PROJECT, "dev"), home.workspace(PROJECT, "modern")];
        const both = { [`${PROJECT}/dev`]: dev, [`${PROJECT}/modern`]: modern };
        expect(write("modern")["stacks"]).toEqual(both);
        rmSync(dev, { recursive: true });
        expect(write("modern")["stacks"]).toEqual({ [`${PROJECT}/modern`]: modern });
    });

    test("has the projects' folders, for advice", () => {
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

    test("goes with a home that is about to be removed", () => {
        write("dev");
        forgetHome(home);
        expect(existsSync(sandboxManifest(home.directory))).toBe(false);
    });

    test("is written whole, with nothing beside it", () => {
        write("dev");
        expect(readdirSync(dirname(sandboxManifest(home.directory)))).toHaveLength(1);
    });

    test("goes when another home is written down and this one's stacks are gone", () => {
        write("dev");
        rmSync(home.workspace(PROJECT, "dev"), { recursive: true });
        const other = new Home(join(home.directory, "other"));
        other.prepare();
        mkdirSync(other.workspace(PROJECT, "dev"), { recursive: true });
        writeManifest(other, "pulumi", { name: PROJECT, directory: CHECKOUT }, "dev");
        expect(existsSync(sandboxManifest(home.directory))).toBe(false);
        expect(existsSync(sandboxManifest(other.directory))).toBe(true);
    });

    test("leaves what another version wrote of another home in another form", () => {
        write("dev");
        const other = join(dirname(sandboxManifest(home.directory)), "other.json");
        writeFileSync(other, "{}");
        write("dev");
        expect(existsSync(other)).toBe(true);
    });
});
