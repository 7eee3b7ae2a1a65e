import { describe, expect, it } from "@jest/globals";
import { imageReference } from "../../../../../components/machine/image";
import type { Values } from "../../../../../sandbox/providers/values";
import { AzureDriver, changed, IDS, INPUTS, roleId, type TypeName } from "../support";

/** An Azure with all that a VM needs, and further resources. */
async function azureWith(...types: TypeName[]): Promise<AzureDriver> {
    const azure = await new AzureDriver().up("VirtualMachine");
    for (const type of types) {
        await azure.create(type);
    }
    return azure;
}

const vm = (properties: Values): Values => ({ ...INPUTS.VirtualMachine, ...properties });
const NEAR = { proximityPlacementGroup: { id: IDS.ProximityPlacementGroup } };
const onHost = (vmSize: string, others: Values = {}): Values =>
    vm({ host: { id: IDS.DedicatedHost }, hardwareProfile: { vmSize }, ...others });
const KEYS = {
    managedDisk: { storageAccountType: "StandardSSD_LRS", diskEncryptionSet: { id: IDS.DiskEncryptionSet } },
};
const encrypted = changed("VirtualMachine", "storageProfile.osDisk", {
    ...(INPUTS.VirtualMachine["storageProfile"] as Record<string, Values>)["osDisk"],
    ...KEYS,
});
const refused = { status: 409, code: "OperationNotAllowed" };
const stop = async (azure: AzureDriver): Promise<unknown> =>
    await azure.az("vm", "deallocate", "--ids", IDS.VirtualMachine, "--output", "json");

describe("what a VM refers to", () => {
    it.each<[TypeName, string, Values]>([
        ["ProximityPlacementGroup", "VirtualMachine", vm(NEAR)],
        ["DiskEncryptionSet", "VirtualMachine", encrypted],
    ])("must exist, in its region: %s", async (type, user, inputs) => {
        const missing = { status: 400, code: "InvalidResourceReference" };
        const azure = await azureWith();
        await expect(azure.create(user as TypeName, inputs)).rejects.toMatchObject(missing);
        await azure.create(type, { ...INPUTS[type], location: "eastus" });
        await expect(azure.create(user as TypeName, inputs)).rejects.toMatchObject(missing);
        expect(await (await azureWith(type)).accepts(user as TypeName, inputs)).toBe(true);
    });
});

describe("a proximity placement group", () => {
    it("changes only while the VM is deallocated, and stays as long as a VM is in it", async () => {
        const azure = await azureWith("ProximityPlacementGroup", "VirtualMachine");
        await expect(azure.update("VirtualMachine", vm(NEAR))).rejects.toMatchObject(refused);
        await stop(azure);
        expect(await azure.update("VirtualMachine", vm(NEAR))).toMatchObject(NEAR);
        await expect(azure.delete("ProximityPlacementGroup")).rejects.toMatchObject(refused);
        await azure.delete("VirtualMachine");
        await expect(azure.delete("ProximityPlacementGroup")).resolves.toBeUndefined();
    });
});

describe("a dedicated host", () => {
    it("takes sizes of its own series, in its own zone", async () => {
        const azure = await azureWith("DedicatedHostGroup", "DedicatedHost");
        await expect(azure.create("VirtualMachine", onHost("Standard_D2s_v4"))).rejects.toMatchObject(refused);
        await expect(azure.create("VirtualMachine", onHost("Standard_D2ads_v5"))).rejects.toMatchObject(refused);
        expect(await azure.accepts("VirtualMachine", onHost("Standard_D2s_v5"))).toBe(true);

        const zonal = await new AzureDriver().up("VirtualMachine");
        await zonal.create("DedicatedHostGroup", { ...INPUTS.DedicatedHostGroup, zones: ["1"] });
        await zonal.create("DedicatedHost");
        await expect(zonal.create("VirtualMachine", onHost("Standard_D2s_v5"))).rejects.toMatchObject(refused);
    });

    it("changes only while the VM is deallocated, and stays as long as a VM is on it, as its group does", async () => {
        const azure = await azureWith("DedicatedHostGroup", "DedicatedHost");
        await azure.create("VirtualMachine", vm({ hardwareProfile: { vmSize: "Standard_D2s_v5" } }));
        await expect(azure.update("VirtualMachine", onHost("Standard_D2s_v5"))).rejects.toMatchObject(refused);
        await stop(azure);
        await azure.update("VirtualMachine", onHost("Standard_D2s_v5"));
        await expect(azure.delete("DedicatedHost")).rejects.toMatchObject(refused);
        await expect(azure.delete("DedicatedHostGroup")).rejects.toMatchObject({ code: "CannotDeleteResource" });
    });
});

describe("the plan of an image", () => {
    const image = "Canonical:0001-com-ubuntu-pro-jammy:pro-22_04-lts-gen2:latest";
    const withImage = (urn: string, plan?: Values): Values => ({
        ...changed("VirtualMachine", "storageProfile.imageReference", imageReference(urn)),
        ...(plan === undefined ? {} : { plan }),
    });
    const plan = { name: "pro-22_04-lts-gen2", product: "0001-com-ubuntu-pro-jammy", publisher: "canonical" };
    const wrong = { status: 400, code: "VMMarketplaceInvalidInput" };

    it("must be given for a product of the marketplace, for that product, and for no other image", async () => {
        const azure = await azureWith();
        await expect(azure.create("VirtualMachine", withImage(image))).rejects.toMatchObject(wrong);
        const other = withImage(image, { ...plan, name: "pro-20_04-lts" });
        await expect(azure.create("VirtualMachine", other)).rejects.toMatchObject(wrong);
        await expect(azure.create("VirtualMachine", withImage("ubuntu-14.04", plan))).rejects.toMatchObject(wrong);
        expect(await azure.accepts("VirtualMachine", withImage(image, plan))).toBe(true);
    });

    it("cannot change", async () => {
        const azure = await azureWith();
        const own = withImage("/communityGalleries/team/images/own", plan);
        await azure.create("VirtualMachine", own);
        const update = azure.update("VirtualMachine", { ...own, plan: { ...plan, name: "other" } });
        await expect(update).rejects.toMatchObject({ status: 409, code: "PropertyChangeNotAllowed" });
    });
});

describe("a disk encryption set", () => {
    const disk = { ...INPUTS.Disk, encryption: { diskEncryptionSetId: IDS.DiskEncryptionSet } };
    const attached = changed("VirtualMachine", "storageProfile.dataDisks", [
        { lun: 0, createOption: "Attach", managedDisk: { id: IDS.Disk } },
    ]);

    it("cannot change for an OS disk by its VM", async () => {
        const azure = await azureWith("DiskEncryptionSet", "VirtualMachine");
        await expect(azure.update("VirtualMachine", encrypted)).rejects.toMatchObject({
            status: 409,
            code: "PropertyChangeNotAllowed",
        });
    });

    it("changes for a data disk only while no allocated VM has it, and stays as long as a disk uses it", async () => {
        const azure = await azureWith("DiskEncryptionSet", "Disk");
        await azure.create("VirtualMachine", attached);
        await expect(azure.update("Disk", disk)).rejects.toMatchObject(refused);
        await stop(azure);
        expect(await azure.update("Disk", disk)).toMatchObject({ encryption: disk.encryption });
        await expect(azure.delete("DiskEncryptionSet")).rejects.toMatchObject(refused);
    });
});

describe("an application security group", () => {
    const [first] = INPUTS.NetworkInterface["ipConfigurations"] as Values[];
    const inGroup = (others: Values = {}): Values => ({
        ...INPUTS.NetworkInterface,
        ipConfigurations: [
            {
                ...first,
                publicIPAddress: undefined,
                ...others,
                applicationSecurityGroups: [{ id: IDS.ApplicationSecurityGroup }],
            },
        ],
    });

    it("takes interfaces of one virtual network, and stays as long as one is in it", async () => {
        const azure = await azureWith("ApplicationSecurityGroup");
        await azure.update("NetworkInterface", inGroup());
        const second = { ...inGroup(), networkInterfaceName: "second" };
        expect(await azure.accepts("NetworkInterface", second)).toBe(true);
        await azure.create("VirtualNetwork", { ...INPUTS.VirtualNetwork, virtualNetworkName: "other" });
        const { id } = await azure.create("Subnet", { ...INPUTS.Subnet, virtualNetworkName: "other" });
        const elsewhere = { ...inGroup({ subnet: { id } }), networkInterfaceName: "third" };
        await expect(azure.create("NetworkInterface", elsewhere)).rejects.toMatchObject({
            status: 400,
            code: "BadRequest",
        });
        await expect(azure.delete("ApplicationSecurityGroup")).rejects.toMatchObject({
            message: expect.stringContaining("it is referenced by IpConfiguration(s) primary."),
        });
    });
});

describe("the login with Microsoft Entra ID", () => {
    const extension = {
        ...INPUTS.VirtualMachineExtension,
        vmExtensionName: "login",
        publisher: "Microsoft.Azure.ActiveDirectory",
        type: "AADSSHLoginForLinux",
        typeHandlerVersion: "1.0",
        settings: {},
        protectedSettings: {},
    };

    it("needs a VM with an identity of its own, and a role for who logs in", async () => {
        const azure = await azureWith("VirtualMachine");
        const failed = { code: "VMExtensionProvisioningError" };
        await expect(azure.create("VirtualMachineExtension", extension)).rejects.toMatchObject(failed);
        await azure.update("VirtualMachine", vm({ identity: { type: "SystemAssigned" } }));
        expect(await azure.accepts("VirtualMachineExtension", extension)).toBe(true);
        const role = changed("RoleAssignment", "roleDefinitionId", roleId("1c0163c0-47e6-4577-8991-ea5c82e286e4"));
        expect(await azure.accepts("RoleAssignment", { ...role, scope: IDS.VirtualMachine })).toBe(true);
    });
});

describe("a private zone of names", () => {
    it("can be deleted with its records, but not with links", async () => {
        const azure = await azureWith("PrivateZone", "VirtualNetworkLink", "PrivateRecordSet");
        await expect(azure.delete("PrivateZone")).rejects.toMatchObject({ code: "CannotDeleteResource" });
        await azure.delete("VirtualNetworkLink");
        await expect(azure.delete("PrivateZone")).resolves.toBeUndefined();
    });
});
