import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { isRootless } from "../../sandbox/machine/disk";
import { changesOf, filesBelow, processesUsing, Sandbox, type Changes } from "./support";

/** Only root can attach a data disk here. */
const describeAsRoot = isRootless() ? describe.skip : describe;

/** The life of a stack in the real Pulumi engine. Only Azure is emulated; see docs/architecture.md. */
describe.each(["dev", "modern"] as const)("the stack %s", (stack) => {
    const sandbox = new Sandbox(stack);
    let first: Changes;

    beforeAll(async () => {
        first = await sandbox.json(["up"]);
    }, 600_000);

    afterAll(async () => {
        await sandbox.dispose();
    }, 120_000);

    test("comes up with 30 resources", () => {
        expect(first.changeSummary).toEqual({ create: 30 });
    });

    test("has the outputs that clients need, with the address as endpoint", async () => {
        const outputs = await sandbox.outputs();
        expect(Object.keys(outputs).sort()).toEqual([
            "clientCertPaths",
            "dockerCertPath",
            "dockerHost",
            "fqdn",
            "hosts",
            "publicIpAddress",
            "resourceGroupName",
            "sshCommand",
            "sshPrivateKey",
            "verifyCommand",
            "vmId",
            "vmName",
        ]);
        expect(outputs["dockerHost"]).toBe(`tcp://${outputs["publicIpAddress"] ?? ""}:4243`);
        expect(outputs["publicIpAddress"]).toMatch(/^127\./);
    });

    test("does not change on a second up", async () => {
        const second = await sandbox.json(["up"]);
        expect(changesOf(second)).toEqual([]);
        expect(second.changeSummary).toEqual({ same: 30 });
    }, 60_000);

    test("shows complete commands, and the image that can run without a network", async () => {
        const { stdout } = await sandbox.call(["up", "--skip-preview"]);
        expect(stdout).toContain((await sandbox.outputs())["verifyCommand"]);
        expect(stdout).toContain("Image: each VM has sandbox/busybox; other images cannot be pulled\n");
        const { code, stdout: said } = await sandbox.call([
            "docker",
            "run",
            "--rm",
            "sandbox/busybox",
            "echo",
            "hello",
        ]);
        expect([code, said]).toEqual([0, "hello\n"]);
    }, 60_000);

    test("shows no drift on a refresh", async () => {
        expect((await sandbox.json(["refresh"])).changeSummary).toEqual({ same: 30 });
    }, 60_000);

    test("previews another size as an update of only the VM", async () => {
        const preview = await sandbox.json(["preview", "--set", "vmSize=Standard_B4ls_v2"]);
        expect(changesOf(preview)).toContain("update azure-native:compute:VirtualMachine::docker-host-vm");
        expect(preview.changeSummary["replace"]).toBeUndefined();
    }, 60_000);

    test("previews with each property that changes, on request", async () => {
        const { code, stdout } = await sandbox.call(["preview", "--diff", "--set", "vmSize=Standard_B4ms"]);
        expect(code).toBe(0);
        expect(stdout).toMatch(/~ vmSize *: "\w+" => "Standard_B4ms"/);
    }, 60_000);

    test("previews another administrator as a replacement of only the VM and its extensions", async () => {
        const changes = changesOf(await sandbox.json(["preview", "--set", "adminUsername=builder"]));
        expect(changes.filter((change) => change.startsWith("replace "))).toEqual([
            "replace azure-native:compute:VirtualMachine::docker-host-vm",
            "replace azure-native:compute:VirtualMachineExtension::docker-host-vmaccess",
            "replace azure-native:compute:VirtualMachineExtension::docker-host-docker",
        ]);
    }, 60_000);

    test("previews a second host with creations only", async () => {
        const preview = await sandbox.json(["preview", "--set", 'hostNames=["docker-host","second"]']);
        expect(Object.keys(preview.changeSummary).sort()).toEqual(["create", "same"]);
        expect(preview.changeSummary).toEqual({ create: 13, same: 30 });
    }, 60_000);

    test("previews another engineInstall as a replacement of the VM and its extensions", async () => {
        const other = {
            dev: ["--set", "engineInstall=CustomScript", "--set", "image=ubuntu-24.04"],
            modern: ["--set", "engineInstall=DockerExtension", "--set", "image=ubuntu-14.04"],
        };
        const changes = changesOf(await sandbox.json(["preview", ...other[stack]]));
        expect(changes.filter((change) => change.startsWith("replace "))).toEqual([
            "replace azure-native:compute:VirtualMachine::docker-host-vm",
            "replace azure-native:compute:VirtualMachineExtension::docker-host-vmaccess",
            "replace azure-native:compute:VirtualMachineExtension::docker-host-docker",
        ]);
        expect(changes.filter((change) => change.startsWith("update "))).toEqual([
            "update command:local:Command::docker-host-ready",
        ]);
    }, 60_000);

    test("rejects a wrong port before anything changes, and names the key", async () => {
        const { code, stdout, stderr } = await sandbox.call(["up", "--set", "dockerPort=70000"]);
        expect(code).toBe(1);
        expect(`${stdout}${stderr}`).toContain("dockerPort: expected a whole number from 1 to 65535");
        expect(`${stdout}${stderr}`).not.toContain("at loadSettings");
        expect((await sandbox.json(["preview"])).changeSummary).toEqual({ same: 30 });
    }, 60_000);

    // The DockerExtension can set up no disk.
    if (stack === "modern") {
        describeAsRoot("with a data disk", () => {
            test("keeps it when the VM is replaced, and gives it up only when it may", async () => {
                const disks = (settings: object): string[] => [
                    "--set",
                    `disks=${JSON.stringify({ dataDisk: settings })}`,
                ];
                const changes = changesOf(await sandbox.json(["up", "--skip-preview", ...disks({ sizeGB: 4 })]));
                expect(changes).toEqual([
                    "create azure-native:compute:Disk::docker-host-data-disk",
                    "update azure-native:compute:VirtualMachine::docker-host-vm",
                    "update azure-native:compute:VirtualMachineExtension::docker-host-docker",
                    "update command:local:Command::docker-host-ready",
                ]);
                const { code } = await sandbox.call(["docker", "volume", "create", "kept"]);
                expect(code).toBe(0);

                const refused = await sandbox.call(["destroy"]);
                expect(refused.code).toBe(1);
                expect(`${refused.stdout}${refused.stderr}`).toMatch(
                    /-data-disk" cannot be deleted\s+because it is protected/,
                );

                const replaced = ["--replace", "**::docker-host-vm", ...disks({ sizeGB: 4, allowDataLoss: true })];
                await sandbox.json(["up", "--skip-preview", ...replaced]);
                expect((await sandbox.call(["docker", "volume", "ls", "--quiet"])).stdout).toBe("kept\n");

                expect(changesOf(await sandbox.json(["up", "--skip-preview"]))).toContain(
                    "delete azure-native:compute:Disk::docker-host-data-disk",
                );
                expect((await sandbox.call(["docker", "volume", "ls", "--quiet"])).stdout).toBe("");
                expect(readdirSync(join(sandbox.home, "disks"))).toEqual([]);
            }, 180_000);
        });
    }

    test("leaves no resource, process, file or mount after destroy", async () => {
        const { dockerCertPath = "" } = await sandbox.outputs();
        expect(existsSync(join(dockerCertPath, "key.pem"))).toBe(true);
        expect(processesUsing(sandbox.home)).not.toEqual([]);

        expect((await sandbox.json(["destroy"])).changeSummary).toEqual({ delete: 30 });

        expect(JSON.parse(readFileSync(join(sandbox.home, "azure.json"), "utf8"))).toEqual({});
        expect(readdirSync(join(sandbox.home, "machines"))).toEqual([]);
        expect(existsSync(dockerCertPath)).toBe(false);
        expect(filesBelow(join(sandbox.home, "client"))).toEqual([]);
        expect(readFileSync("/proc/mounts", "utf8")).not.toContain(sandbox.home);
        expect(processesUsing(sandbox.home)).toEqual([]);
    }, 120_000);
});
