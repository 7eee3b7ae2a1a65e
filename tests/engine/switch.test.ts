import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { changesOf, Sandbox } from "./support";

/** A stack that goes from the shape of 2014 to what Azure runs today. */
describe("switching the way of installation", () => {
    const sandbox = new Sandbox("dev");
    const modern = ["--set", "engineInstall=CustomScript", "--set", "image=ubuntu-24.04"];

    beforeAll(async () => {
        await sandbox.json(["up"]);
    }, 600_000);

    afterAll(async () => {
        await sandbox.dispose();
    }, 120_000);

    test("keeps address, authority and client files, and ends with a daemon that answers", async () => {
        const before = await sandbox.outputs();
        const changes = changesOf(await sandbox.json(["up", ...modern]));
        expect(changes.filter((change) => /PublicIPAddress|tls:index|ClientFiles/.test(change))).toEqual([]);
        expect(await sandbox.outputs()).toEqual(before);
        const { code, stdout } = await sandbox.call(["docker", "info", "--format", "{{.LiveRestoreEnabled}}"]);
        expect([code, stdout.trim()]).toEqual([0, "true"]);
    }, 120_000);

    test("shows new certificates after a change of the names, without a new VM", async () => {
        const args = [...modern, "--set", 'serverNames=["docker.example.org"]'];
        const changes = changesOf(await sandbox.json(["up", ...args]));
        expect(changes.filter((change) => change.includes("VirtualMachine"))).toEqual([
            "update azure-native:compute:VirtualMachineExtension::docker-host-docker",
        ]);
        expect((await sandbox.call(["docker", "version"])).code).toBe(0);
    }, 120_000);
});
