import { describe, expect, it } from "@jest/globals";
import { execFile } from "node:child_process";
import { readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { Store } from "../../../../sandbox/azure/store";
import { stateFile } from "./support";
import { CHECKOUT, TYPESCRIPT } from "../../../support/checkout";

const resource = (id: string, type = "t") => ({ id, type, properties: {} });

/** Another process that stores fifty resources. */
async function writer(file: string, name: string): Promise<void> {
    const program = `
        const { Store } = require("${CHECKOUT}/sandbox/azure/store.ts");
        const store = new Store(process.argv[1]);
        for (let i = 0; i < 50; i += 1) store.put({ id: "/" + process.argv[2] + i, type: "t", properties: {} });`;
    await promisify(execFile)(process.execPath, [...TYPESCRIPT, "--eval", program, file, name], {
        cwd: CHECKOUT,
    });
}

describe("the store", () => {
    it("is empty before anything is written, and creates its folder", () => {
        const store = new Store(`${stateFile()}/below/azure.json`);
        expect(store.get("/a")).toBeUndefined();
        expect(store.list()).toEqual([]);
        store.put(resource("/a"));
        expect(store.list()).toEqual([resource("/a")]);
    });

    it("finds an id in any casing and keeps the casing from its creation", () => {
        const store = new Store(stateFile());
        store.put(resource("/A/b"));
        expect(store.get("/a/B")).toEqual(resource("/A/b"));
    });

    it("finds the resources below an id, and removes them with it", () => {
        const store = new Store(stateFile());
        for (const id of ["/a", "/a/b", "/A/b/c", "/ab"]) {
            store.put(resource(id));
        }
        expect(store.below("/a").map(({ id }) => id)).toEqual(["/a/b", "/A/b/c"]);
        store.remove("/A");
        expect(store.list().map(({ id }) => id)).toEqual(["/ab"]);
    });

    it("lists by type", () => {
        const store = new Store(stateFile());
        store.put(resource("/a", "one"));
        store.put(resource("/b", "other"));
        expect(store.list("other").map(({ id }) => id)).toEqual(["/b"]);
    });

    it.each([
        ["", "an empty file"],
        ['{ "/a": {', "text that is not JSON"],
        ["[]", "another JSON document"],
        ['{ "/a": { "id": "/a" } }', "another JSON document"],
    ])("rejects a file that contains %j instead of starting empty", (content, got) => {
        const file = stateFile();
        writeFileSync(file, content);
        const message = `${file}: expected the state of the emulated Azure, got ${got}. Restore the file, or remove the whole sandbox: rm -rf '${dirname(file)}'`;
        expect(() => {
            new Store(file).put(resource("/a"));
        }).toThrow(message);
        expect(() => new Store(file).list()).toThrow(message);
        expect(readdirSync(dirname(file))).toEqual(["azure.json"]);
    });

    it("leaves one file, which only its owner can read", () => {
        const file = stateFile();
        new Store(file).put(resource("/a"));
        expect(readdirSync(dirname(file))).toEqual(["azure.json"]);
        expect(statSync(file).mode & 0o777).toBe(0o600);
    });

    it("takes over the lock of a killed process", () => {
        const file = stateFile();
        writeFileSync(`${file}.lock`, "");
        utimesSync(`${file}.lock`, 0, 0);
        new Store(file).put(resource("/a"));
        expect(readdirSync(dirname(file))).toEqual(["azure.json"]);
    });

    it("loses nothing if two processes write at once", async () => {
        const file = stateFile();
        await Promise.all([writer(file, "a"), writer(file, "b")]);
        expect(new Store(file).list()).toHaveLength(100);
    }, 60_000);
});
