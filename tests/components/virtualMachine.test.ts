import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { createVirtualMachine, type VirtualMachineOrder } from "../../components/virtualMachine";
import { type Recorder, type Registration, startRecorder } from "../support/recorder";

const PASSWORD = "Correct+Horse1";
const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH";
const ORDER: VirtualMachineOrder = {
    hostName: "build",
    resourceGroupName: "group",
    location: "westus",
    networkInterfaceId: "/nic",
    vmSize: "Standard_B2s",
    image: "ubuntu-14.04",
    adminUsername: "azureuser",
    sshPublicKeys: [KEY],
};

let recorder: Recorder;

beforeEach(async () => {
    recorder = await startRecorder();
});

async function made(order: Partial<VirtualMachineOrder> = {}): Promise<Registration> {
    createVirtualMachine("build", { ...ORDER, ...order }, {});
    await recorder.settled();
    return recorder.byName("build-vm");
}

describe("An argument of the VM that is known only later", () => {
    const program = join(__dirname, "../support/lateArguments.ts");
    const run = (password: string, key: string) =>
        spawnSync(process.execPath, ["--import", "tsx", program, password, key], { encoding: "utf8" });

    test("stops the program when the password is wrong, which is not shown", () => {
        const { status, stderr } = run("hunter2", KEY);
        expect(status).not.toBe(0);
        expect(stderr).toContain("adminPassword: expected 12 to 72 characters");
        expect(stderr).not.toContain("hunter2");
    });

    test("stops the program when an SSH key is wrong", () => {
        const { status, stderr } = run(PASSWORD, "ssh-dss AAAA");
        expect(status).not.toBe(0);
        expect(stderr).toContain("sshPublicKeys[0]: expected one line of an OpenSSH public key");
    });

    test("does not stop it when it is right", () => {
        expect(run(PASSWORD, KEY)).toMatchObject({ status: 0, stderr: "" });
    });
});

describe("The VM", () => {
    test("lets nobody log in by password when none is given", async () => {
        const { inputs } = await made();
        expect(inputs["osProfile"]).toEqual({
            computerName: "build",
            adminUsername: "azureuser",
            allowExtensionOperations: true,
            linuxConfiguration: {
                disablePasswordAuthentication: true,
                provisionVMAgent: true,
                ssh: { publicKeys: [{ path: "/home/azureuser/.ssh/authorized_keys", keyData: KEY }] },
            },
        });
    });

    test("takes a password as a secret, also when it came in clear", async () => {
        const { inputs, secretPaths } = await made({ adminPassword: PASSWORD });
        expect(secretPaths).toEqual(["osProfile.adminPassword"]);
        expect(inputs["osProfile"]).toMatchObject({
            adminPassword: PASSWORD,
            linuxConfiguration: { disablePasswordAuthentication: false },
        });
    });

    test("takes a password that is known only later", async () => {
        const { inputs } = await made({ adminPassword: pulumi.secret(PASSWORD) });
        expect(inputs["osProfile"]).toMatchObject({ adminPassword: PASSWORD });
    });

    test("takes an SSH key without the line end that its file has", async () => {
        const { inputs } = await made({ sshPublicKeys: [pulumi.output(`${KEY}\n`)] });
        expect(inputs["osProfile"]).toMatchObject({
            linuxConfiguration: { ssh: { publicKeys: [{ keyData: KEY }] } },
        });
    });

    test("takes its OS disk with it when it goes", async () => {
        const { inputs } = await made();
        expect(inputs["storageProfile"]).toEqual({
            imageReference: { publisher: "Canonical", offer: "UbuntuServer", sku: "14.04.5-LTS", version: "latest" },
            osDisk: {
                name: "build-os-disk",
                createOption: "FromImage",
                caching: "ReadWrite",
                managedDisk: { storageAccountType: "StandardSSD_LRS" },
                deleteOption: "Delete",
            },
        });
    });

    test("has that name, size, place and network interface", async () => {
        const { inputs } = await made();
        expect(inputs).toMatchObject({
            vmName: "build",
            resourceGroupName: "group",
            location: "westus",
            hardwareProfile: { vmSize: "Standard_B2s" },
            networkProfile: { networkInterfaces: [{ id: "/nic", primary: true }] },
        });
    });

    test("is replaced, the old one first, where Azure refuses a change", async () => {
        const { deleteBeforeReplace, replaceOnChanges } = await made();
        expect(deleteBeforeReplace).toBe(true);
        expect(replaceOnChanges).toEqual(
            expect.arrayContaining([
                "osProfile.computerName",
                "osProfile.adminUsername",
                "osProfile.customData",
                "storageProfile.imageReference",
                "networkProfile.networkInterfaces",
            ]),
        );
    });

    test("is not replaced for another size, which Azure changes in place", async () => {
        const { replaceOnChanges } = await made();
        expect(replaceOnChanges.filter((path) => path.startsWith("hardwareProfile"))).toEqual([]);
    });
});
