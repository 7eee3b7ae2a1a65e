import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Home, PROJECT } from "../../sandbox/home";
import { writeManifest } from "../../sandbox/manifest";

let home: Home;

beforeEach(() => {
    home = new Home(mkdtempSync(join(tmpdir(), "manifest-")));
    home.prepare();
});

afterEach(() => {
    rmSync(home.directory, { recursive: true, force: true });
});

/** Writes the file for a stack whose folder is there, and reads it. */
function write(stack: string): Record<string, unknown> {
    mkdirSync(home.workspace(PROJECT, stack), { recursive: true });
    writeManifest(home, "/opt/pulumi/bin/pulumi", PROJECT, stack);
    return JSON.parse(readFileSync(home.manifest, "utf8")) as Record<string, unknown>;
}

describe("sandbox.json", () => {
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
        expect(statSync(home.manifest).mode & 0o777).toBe(0o600);
    });

    test("keeps the stacks of earlier operations as long as they are there", () => {
        write("dev");
        const [dev, modern] = [home.workspace(PROJECT, "dev"), home.workspace(PROJECT, "modern")];
        const both = { [`${PROJECT}/dev`]: dev, [`${PROJECT}/modern`]: modern };
        expect(write("modern")["stacks"]).toEqual(both);
        rmSync(dev, { recursive: true });
        expect(write("modern")["stacks"]).toEqual({ [`${PROJECT}/modern`]: modern });
    });

    test("is written whole, with nothing beside it", () => {
        write("dev");
        expect(readdirSync(home.directory).filter((name) => name.startsWith("sandbox.json"))).toEqual(["sandbox.json"]);
    });
});
