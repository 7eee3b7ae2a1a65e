import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { changesOf, Sandbox } from "./support";

/** A stack that moves from the setup of 2014 to one that Azure runs today. */
describe("switching engineInstall", () => {
    const sandbox = new Sandbox("dev");
    const modern = ["--set", "engineInstall=CustomScript", "--set", "image=ubuntu-24.04"];

    beforeAll(async () => {
        await sandbox.up();
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

    test("serves new certificates after the names change, without a new VM", async () => {
        const args = [...modern, "--set", 'serverNames=["docker.example.org"]'];
        const changes = changesOf(await sandbox.json(["up", ...args]));
        expect(changes.filter((change) => change.includes("VirtualMachine"))).toEqual([
            "update azure-native:compute:VirtualMachineExtension::docker-host-docker",
        ]);
        expect((await sandbox.call(["docker", "version"])).code).toBe(0);
    }, 120_000);

    test("runs a failed installation again in the next up, and in no later one", async () => {
        const [vm = ""] = readdirSync(join(sandbox.home, "machines"));
        const problems = join(sandbox.home, "machines", vm, "root/etc/sandbox");
        const mirror = "https://mirror.example.com/docker";
        mkdirSync(problems, { recursive: true });
        writeFileSync(join(problems, "repositories"), `${mirror} unreachable\n`);
        const args = [...modern, "--set", `engineMirror=${mirror}`, "--set", "engineVersion=28.5.2"];
        const failure = `the repository key could not be fetched from ${mirror}/gpg`;
        expect((await sandbox.call(["up", "--skip-preview", ...args])).stdout).toContain(failure);
        const extension = "azure-native:compute:VirtualMachineExtension::docker-host-docker";
        expect(changesOf(await sandbox.json(["preview", ...args]))).toContain(`replace ${extension}`);
        expect((await sandbox.call(["up", "--skip-preview", ...args])).stdout).toContain(failure);

        // A refresh makes the engine forget the failure.
        expect((await sandbox.call(["refresh", ...args])).code).toBe(0);
        const refused = await sandbox.call(["up", ...args]);
        expect(refused.code).toBe(1);
        expect(refused.stdout).toMatch(/Fix the cause, then run: pulumi up --replace 'urn:\S+docker-host-docker'/);

        rmSync(problems, { recursive: true });
        await sandbox.up([...args, "--set", "engineVersion=29.10.0"]);
        expect((await sandbox.call(["docker", "version"])).code).toBe(0);
        expect(changesOf(await sandbox.json(["preview", ...args, "--set", "engineVersion=29.10.0"]))).toEqual([]);
    }, 300_000);
});
