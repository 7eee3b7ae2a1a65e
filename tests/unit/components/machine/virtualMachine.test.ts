import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { type AdministratorSpec, checkedAdministrator } from "../../../../components/machine/administrator";
import {
    createVirtualMachine,
    ownPrincipal,
    type VirtualMachineSpec,
} from "../../../../components/machine/virtualMachine";
import { type Recorder, type Registration, startRecorder } from "../../../support/recorder";
import { CHECKOUT, TYPESCRIPT } from "../../../support/checkout";

const PASSWORD = "Correct+Horse1";
const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH";
const ORDER: Omit<VirtualMachineSpec, "administrator"> = {
    hostName: "build",
    resourceGroupName: "group",
    location: "westus",
    networkInterfaceId: "/nic",
    vmSize: "Standard_B2ls_v2",
    image: "ubuntu-24.04",
};

let recorder: Recorder;

beforeEach(async () => {
    recorder = await startRecorder();
});

async function made(
    spec: Partial<VirtualMachineSpec> = {},
    credentials: Partial<AdministratorSpec> = {},
): Promise<Registration> {
    const given = { adminUsername: "azureuser", sshPublicKeys: [KEY], ...credentials };
    createVirtualMachine("build", { ...ORDER, administrator: checkedAdministrator("build", given), ...spec }, {});
    await recorder.settled();
    return recorder.byName("build-vm");
}

describe("An argument of the VM that is known only later", () => {
    const program = join(CHECKOUT, "tests/support/lateArguments.ts");
    const run = (...values: string[]) =>
        spawnSync(process.execPath, [...TYPESCRIPT, program, ...values], { encoding: "utf8" });

    test("stops the program when the password is wrong, which is not shown", () => {
        const { status, stderr } = run("hunter2", KEY);
        expect(status).not.toBe(0);
        expect(stderr).toContain("adminPassword: expected 12 to 72 characters");
        expect(stderr).not.toContain("hunter2");
    });

    test("stops the program when an SSH key is wrong", () => {
        const { status, stderr } = run(PASSWORD, "ssh-dss AAAA");
        expect(status).not.toBe(0);
        expect(stderr).toContain("sshPublicKeys[0]: expected a one-line OpenSSH public key");
        expect(stderr).toContain('got "ssh-dss AAAA"');
    });

    test("stops the program when a secret is wrong, and does not show it", () => {
        const { status, stderr } = run(PASSWORD, "ssh-dss AAAA", "secret");
        expect(status).not.toBe(0);
        expect(stderr).toContain("sshPublicKeys[0]: expected a one-line OpenSSH public key");
        expect(stderr).not.toContain("AAAA");
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
                patchSettings: { patchMode: "AutomaticByPlatform", assessmentMode: "AutomaticByPlatform" },
                ssh: { publicKeys: [{ path: "/home/azureuser/.ssh/authorized_keys", keyData: KEY }] },
            },
        });
    });

    test("takes a password as a secret, also when it came in clear", async () => {
        const { inputs, secretPaths } = await made({}, { adminPassword: PASSWORD });
        expect(secretPaths).toEqual(["osProfile.adminPassword"]);
        expect(inputs["osProfile"]).toMatchObject({
            adminPassword: PASSWORD,
            linuxConfiguration: { disablePasswordAuthentication: false },
        });
    });

    test("takes a password that is known only later", async () => {
        const { inputs } = await made({}, { adminPassword: pulumi.secret(PASSWORD) });
        expect(inputs["osProfile"]).toMatchObject({ adminPassword: PASSWORD });
    });

    test("takes an SSH key without the line end that its file has", async () => {
        const { inputs } = await made({}, { sshPublicKeys: [pulumi.output(`${KEY}\n`)] });
        expect(inputs["osProfile"]).toMatchObject({
            linuxConfiguration: { ssh: { publicKeys: [{ keyData: KEY }] } },
        });
    });

    test("takes its OS disk with it when it goes", async () => {
        const { inputs } = await made();
        expect(inputs["storageProfile"]).toEqual({
            imageReference: { publisher: "Canonical", offer: "ubuntu-24_04-lts", sku: "server", version: "latest" },
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
            hardwareProfile: { vmSize: "Standard_B2ls_v2" },
            networkProfile: { networkInterfaces: [{ id: "/nic", primary: true }] },
        });
    });

    test("has an OS disk of the chosen size and type, and is replaced for another type", async () => {
        const { inputs, replaceOnChanges } = await made({ disks: { osDisk: { sizeGB: 64, type: "Premium_LRS" } } });
        expect(inputs["storageProfile"]).toMatchObject({
            osDisk: { diskSizeGB: 64, managedDisk: { storageAccountType: "Premium_LRS" } },
        });
        expect(replaceOnChanges).toContain("storageProfile.osDisk.managedDisk.storageAccountType");
        expect(replaceOnChanges).not.toContain("storageProfile.osDisk.diskSizeGB");
    });

    test("has its data disk as number 0, and leaves it behind", async () => {
        const { inputs } = await made({ disks: { dataDisk: { sizeGB: 64 } } });
        const { id } = { id: "azure-native:compute:Disk/build-data-disk" };
        expect(inputs["storageProfile"]).toMatchObject({
            dataDisks: [
                { lun: 0, createOption: "Attach", deleteOption: "Detach", caching: "ReadOnly", managedDisk: { id } },
            ],
        });
    });

    test("is in the chosen zone", async () => {
        expect((await made({ machine: { zone: "2" } })).inputs["zones"]).toEqual(["2"]);
    });

    test.each([
        [{ evictionPolicy: "Deallocate" }, -1],
        [{ evictionPolicy: "Delete", maxPrice: 0.05 }, 0.05],
    ] as const)("is a spot VM with %j", async (spot, maxPrice) => {
        const { evictionPolicy } = spot;
        const billingProfile = { maxPrice };
        expect((await made({ machine: { spot } })).inputs).toMatchObject({
            priority: "Spot",
            evictionPolicy,
            billingProfile,
        });
    });

    test.each([true, false])("keeps its serial log with boot diagnostics: %s", async (bootDiagnostics) => {
        const { inputs } = await made({ machine: { bootDiagnostics } });
        expect(inputs["diagnosticsProfile"]).toEqual({ bootDiagnostics: { enabled: bootDiagnostics } });
    });

    const IDENTITY =
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/team";
    test.each([
        [{}, { type: "None" }],
        [{ systemAssigned: true }, { type: "SystemAssigned" }],
        [{ userAssignedIds: [IDENTITY] }, { type: "UserAssigned", userAssignedIdentities: [IDENTITY] }],
        [
            { systemAssigned: true, userAssignedIds: [pulumi.output(IDENTITY)] },
            { type: "SystemAssigned, UserAssigned", userAssignedIdentities: [IDENTITY] },
        ],
    ])("has the identities of row %#", async (identity, inAzure) => {
        expect((await made({ identity })).inputs["identity"]).toEqual(inAzure);
    });

    test.each([{}, { machine: {} }])("has no other settings with %j", async (spec) => {
        const { inputs } = await made(spec);
        expect(Object.keys(inputs).sort()).toEqual([
            "hardwareProfile",
            "location",
            "networkProfile",
            "osProfile",
            "resourceGroupName",
            "securityProfile",
            "storageProfile",
            "vmName",
        ]);
    });

    test("is replaced, the old one first, where Azure refuses a change", async () => {
        const { deleteBeforeReplace, replaceOnChanges } = await made();
        expect(deleteBeforeReplace).toBe(true);
        expect(replaceOnChanges).toEqual(
            expect.arrayContaining([
                "osProfile.computerName",
                "osProfile.adminUsername",
                "osProfile.customData",
                "zones",
                "priority",
                "evictionPolicy",
                "storageProfile.imageReference",
                "networkProfile",
                "securityProfile.securityType",
                "securityProfile.uefiSettings",
            ]),
        );
    });

    test("keeps the credentials of its first boot, which VMAccess changes instead", async () => {
        const { ignoreChanges } = await made();
        expect(ignoreChanges).toEqual([
            "osProfile.adminPassword",
            "osProfile.linuxConfiguration.disablePasswordAuthentication",
            "osProfile.linuxConfiguration.ssh",
        ]);
    });

    test.each([
        "hardwareProfile",
        "billingProfile",
        "securityProfile.encryptionAtHost",
        "osProfile.linuxConfiguration.patchSettings",
        "osProfile.adminPassword",
        "osProfile.linuxConfiguration.ssh",
    ])("is not replaced for another %s, which Azure changes in place", async (property) => {
        const { replaceOnChanges } = await made();
        const covering = replaceOnChanges.filter(
            (path) => path.startsWith(property) || property.startsWith(`${path}.`),
        );
        expect(covering).toEqual([]);
    });
});

const TRUSTED = { securityType: "TrustedLaunch", uefiSettings: { secureBootEnabled: true, vTpmEnabled: true } };
const OWN = "Debian:debian-12:12-gen2:latest";

describe("The security profile of a VM", () => {
    test.each([
        "ubuntu-20.04",
        "ubuntu-22.04",
        "ubuntu-24.04",
        "ubuntu-26.04",
        "Canonical:ubuntu-24_04-lts:server:latest",
    ])("has trusted launch from the image %s", async (image) => {
        expect((await made({ image })).inputs["securityProfile"]).toEqual(TRUSTED);
    });

    const arm = "Canonical:ubuntu-24_04-lts:server-arm64:latest";
    test.each(["ubuntu-14.04", "ubuntu-18.04", "ubuntu-24.04-arm64", arm, OWN])(
        "is empty from the image %s",
        async (image) => {
            expect((await made({ image })).inputs["securityProfile"]).toEqual({});
        },
    );

    test("has trusted launch from another image when it is chosen", async () => {
        expect((await made({ image: OWN, trustedLaunch: true })).inputs["securityProfile"]).toEqual(TRUSTED);
    });

    test.each(["ubuntu-24.04", "Debian:debian-12:12-gen2:latest"])(
        "is Standard when trusted launch is declined for %s: nothing less switches it off",
        async (image) => {
            const { inputs } = await made({ image, trustedLaunch: false });
            expect(inputs["securityProfile"]).toEqual({ securityType: "Standard" });
        },
    );

    test.each<Partial<VirtualMachineSpec>>([
        { image: "ubuntu-14.04", trustedLaunch: false },
        { image: "Debian:debian-12:12-gen2:latest" },
    ])("is empty with %j: Standard needs a feature of the subscription", async (spec) => {
        expect((await made(spec)).inputs["securityProfile"]).toEqual({});
    });

    test.each<[object, Partial<VirtualMachineSpec>]>([
        [{ ...TRUSTED, encryptionAtHost: true }, {}],
        [{ securityType: "Standard", encryptionAtHost: true }, { trustedLaunch: false }],
        [{ encryptionAtHost: true }, { image: "ubuntu-14.04" }],
    ])("is %j with encryption at host and %j", async (profile, spec) => {
        expect((await made({ ...spec, encryptionAtHost: true })).inputs["securityProfile"]).toEqual(profile);
    });
});

describe("The security updates of a VM", () => {
    test.each<[string, Partial<VirtualMachineSpec>]>([
        ["AutomaticByPlatform", { image: "ubuntu-22.04" }],
        ["AutomaticByPlatform", { image: "ubuntu-24.04" }],
        ["AutomaticByPlatform", { image: OWN, patchMode: "AutomaticByPlatform" }],
        ["ImageDefault", { image: "ubuntu-24.04", patchMode: "ImageDefault" }],
        ["ImageDefault", { image: "ubuntu-14.04" }],
        ["ImageDefault", { image: "ubuntu-20.04" }],
        ["ImageDefault", { image: "ubuntu-24.04-arm64" }],
        ["ImageDefault", { image: "ubuntu-26.04" }],
        ["ImageDefault", { image: OWN }],
    ])("come by %s with %j", async (mode, spec) => {
        expect((await made(spec)).inputs["osProfile"]).toMatchObject({
            linuxConfiguration: { patchSettings: { patchMode: mode, assessmentMode: mode } },
        });
    });
});

test("An identity without a principal is an error", () => {
    expect(ownPrincipal({ principalId: "the VM" })).toBe("the VM");
    expect(() => ownPrincipal({})).toThrow("Azure returned no principal for the identity of the VM.");
});
