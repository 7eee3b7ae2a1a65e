import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Sandbox } from "./support";

/** The client files follow the daemon: no one is locked out of a daemon that keeps its earlier certificates. */
describe("the client files", () => {
    const sandbox = new Sandbox("modern");
    const NEW_KEYS = ["--set", "keyAlgorithm=RSA-3072"];
    let folder = "";

    beforeAll(async () => {
        await sandbox.up();
        folder = (await sandbox.outputs())["dockerCertPath"] ?? "";
    }, 600_000);

    afterAll(async () => {
        await sandbox.dispose();
    }, 120_000);

    const files = (): string[] =>
        ["ca.pem", "cert.pem", "key.pem"].map((name) => readFileSync(join(folder, name), "utf8"));
    const canUseDaemon = async (): Promise<boolean> => (await sandbox.call(["docker", "version"])).code === 0;

    test("stay and keep working if the daemon does not accept its new certificates", async () => {
        const before = files();
        const wrong = ["--set", 'daemonOptions=["--default-runtime=nowhere"]'];
        const { code, stdout, stderr } = await sandbox.call(["up", ...NEW_KEYS, ...wrong]);
        expect(code).toBe(1);
        expect(`${stdout}${stderr}`).toContain("the daemon is running with the earlier settings");
        expect(files()).toEqual(before);
        expect(await canUseDaemon()).toBe(true);
    }, 300_000);

    test("are replaced by the next up with correct settings", async () => {
        const before = files();
        await sandbox.up(NEW_KEYS);
        expect(files().map((content, index) => content === before[index])).toEqual([false, false, false]);
        expect(await canUseDaemon()).toBe(true);
    }, 300_000);
});
