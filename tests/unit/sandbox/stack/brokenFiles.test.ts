import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { findPulumi } from "../../../../sandbox/pulumi/pulumi";
import { Home } from "../../../../sandbox/stack/home";
import { lockHome } from "../../../../sandbox/stack/homeLock";
import { replaceFile } from "../../../../shared/atomicFile";
import { installPlugins } from "../../../../sandbox/pulumi/plugins";
import { readState, readStates } from "../../../../sandbox/stack/stackStates";
import { CHECKOUT } from "../../../support/checkout";
import { folder } from "../../../support/eachTest";

let home: Home;

beforeEach(() => {
    home = new Home(folder);
    home.prepare();
});

/** Writes a file into the home and returns its path. */
function put(path: string, content: string): string {
    const file = join(home.directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
}

/** A truncated file, an empty one, and files with the wrong structure. */
const BROKEN = [
    ['{ "checkpoint": { "lat', "text that is not JSON"],
    ["", "an empty file"],
    ["[]", "another JSON document"],
    ['{ "checkpoint": { "latest": { "resources": {} } } }', "another JSON document"],
] as const;

describe("The state of a stack", () => {
    const PATH = "state/.pulumi/stacks/demo/dev.json";

    test("is read from Pulumi's file", () => {
        const latest = { resources: [{ id: "/a" }, {}], pending_operations: [{ type: "creating", resource: {} }] };
        put(PATH, JSON.stringify({ version: 3, checkpoint: { latest } }));
        const { resources, pendingOperations } = readState(home, "demo", "dev");
        expect(resources).toEqual([{ id: "/a" }, {}]);
        expect(pendingOperations.map(({ type }) => type)).toEqual(["creating"]);
    });

    test.each([
        ["there is no file", undefined],
        ["it was never brought up", '{ "version": 3, "checkpoint": { "stack": "dev" } }'],
        ["it was destroyed", '{ "version": 3, "checkpoint": { "latest": { "resources": null } } }'],
    ])("is empty when %s", (_name, content) => {
        if (content !== undefined) {
            put(PATH, content);
        }
        expect(readState(home, "demo", "dev")).toEqual({ resources: [], pendingOperations: [] });
    });

    test.each(BROKEN)("is never mistaken for an empty one: %j", (content, got) => {
        const file = put(PATH, content);
        const message = `${file}: expected the state of a stack, got ${got}. Remove the whole sandbox: rm -rf '${home.directory}'`;
        expect(() => readState(home, "demo", "dev")).toThrow(message);
        expect(() => readStates(home)).toThrow(message);
    });

    test("can be restored from Pulumi's copy", () => {
        const file = put(PATH, "");
        put(`${PATH}.bak`, "{}");
        expect(() => readState(home, "demo", "dev")).toThrow(`mv '${file}.bak' '${file}'`);
    });
});

describe("The lock of a home", () => {
    test.each(BROKEN)("blocks the home if it cannot be read, and says so: %j", (content, got) => {
        const file = put("operation.lock", content);
        expect(() => {
            lockHome(home);
        }).toThrow(
            `${file}: expected the lock of an operation, got ${got}. If no operation is running, remove it: rm '${file}'`,
        );
    });

    test("is taken over if its process has ended", () => {
        const file = put("operation.lock", JSON.stringify({ pid: 1, startTime: "1", bootId: "another" }));
        lockHome(home);
        expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ pid: process.pid });
    });
});

describe("Other files of a home", () => {
    test("are ignored by git, whatever repository the home is in", () => {
        expect(readFileSync(join(home.directory, ".gitignore"), "utf8")).toBe("*\n");
    });

    test.each(BROKEN)("say what to do if the description of the VMs is damaged: %j", (content, got) => {
        const file = put("capability.json", content);
        expect(() => home.capability).toThrow(
            `${file}: expected a description of the VMs, got ${got}. Run npx docker-host-vm-sandbox up`,
        );
    });

    test("say what to do if the list of stand-ins is damaged", async () => {
        const file = put("stand-ins.json", '["tls"');
        const { command } = await findPulumi(() => undefined);
        await expect(installPlugins(home, command, CHECKOUT)).rejects.toThrow(
            `${file}: expected a list of the stand-in providers, got text that is not JSON. Remove the whole sandbox`,
        );
    });

    test("stay unchanged if they cannot be written completely", () => {
        const file = put("kept.json", "before");
        expect(() => {
            replaceFile(join(file, "below"), "after");
        }).toThrow("ENOTDIR");
        expect(readFileSync(file, "utf8")).toBe("before");
    });
});
