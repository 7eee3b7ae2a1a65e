import { describe, expect, it } from "@jest/globals";
import type { Values } from "../../../../../sandbox/providers/values";
import { AzureDriver, changed, GROUP, IDS, INPUTS } from "../support";

const attached = (...luns: number[]) =>
    luns.map((lun) => ({ lun, createOption: "Attach", deleteOption: "Detach", managedDisk: { id: IDS.Disk } }));

/** The inputs of a VM with data disks with these numbers. */
const vmWith = (luns: readonly number[] = [0], others: Values = {}): Values => ({
    ...changed("VirtualMachine", "storageProfile.dataDisks", attached(...luns)),
    ...others,
});

/** The emulated Azure with a disk, and a VM that has it unless `attach` is false. */
async function withDisk(disk: Values = {}, attach = true): Promise<AzureDriver> {
    const azure = await new AzureDriver().up("VirtualMachine");
    await azure.create("Disk", { ...INPUTS.Disk, ...disk });
    if (attach) {
        await azure.create("VirtualMachine", vmWith());
    }
    return azure;
}

describe("a disk", () => {
    it.each([
        ["no size", { diskSizeGB: undefined }, "The value 'undefined' of parameter 'disk.diskSizeGB' is out of range."],
        ["a size of 0", { diskSizeGB: 0 }, "must be between '1' and '32767', inclusive."],
        ["an unknown type", { sku: { name: "Fast" } }, "The AccountType Fast is invalid."],
    ])("with %s is rejected", async (_, inputs, message) => {
        await expect(withDisk(inputs)).rejects.toMatchObject({
            status: 400,
            message: expect.stringContaining(message),
        });
    });

    it("is never made smaller", async () => {
        const azure = await withDisk({}, false);
        await expect(azure.update("Disk", { ...INPUTS.Disk, diskSizeGB: 63 })).rejects.toMatchObject({
            status: 400,
            message: expect.stringContaining(`id ${IDS.Disk} cannot be resized down.`),
        });
    });

    it("grows while a VM that runs has it, but not beyond 4 TiB", async () => {
        const azure = await withDisk();
        expect(await azure.update("Disk", { ...INPUTS.Disk, diskSizeGB: 4096 })).toMatchObject({ diskSizeGB: 4096 });
        expect(azure.machines.calls.at(-1)).toBe("provide a disk of 4096 GiB");
        await expect(azure.update("Disk", { ...INPUTS.Disk, diskSizeGB: 4097 })).rejects.toMatchObject({
            status: 409,
            code: "OperationNotAllowed",
            message: expect.stringContaining(
                `Cannot resize disk data while it is attached to running VM ${IDS.VirtualMachine}.`,
            ),
        });
    });

    it.each([
        ["detached", false],
        ["attached", true],
    ])("that is %s changes its type only while no running VM has it", async (_, attach) => {
        const azure = await withDisk({}, attach);
        const update = azure.update("Disk", { ...INPUTS.Disk, sku: { name: "Standard_LRS" } });
        const refusal = expect.objectContaining({ status: 409, code: "OperationNotAllowed" });
        expect(
            await update.then(
                () => "converted",
                (error: unknown) => error,
            ),
        ).toEqual(attach ? refusal : "converted");
    });

    it("changes its type and grows beyond 4 TiB while its VM is deallocated", async () => {
        const azure = await withDisk();
        await azure.az("vm", "deallocate", "--ids", IDS.VirtualMachine, "--output", "json");
        const changes = { sku: { name: "Standard_LRS" }, diskSizeGB: 8192 };
        expect(await azure.update("Disk", { ...INPUTS.Disk, ...changes })).toMatchObject({
            sku: { name: "Standard_LRS" },
            diskSizeGB: 8192,
        });
    });

    it.each([
        ["zones", { zones: ["1"] }],
        ["creationData", { creationData: { createOption: "Copy" } }],
    ])("keeps its %s", async (name, inputs) => {
        const azure = await withDisk({}, false);
        await expect(azure.update("Disk", { ...INPUTS.Disk, ...inputs })).rejects.toMatchObject({
            status: 409,
            code: "PropertyChangeNotAllowed",
            message: expect.stringContaining(`Changing property '${name}' is not allowed.`),
        });
    });

    it("cannot be deleted while a VM has it", async () => {
        const azure = await withDisk();
        await expect(azure.delete("Disk")).rejects.toMatchObject({
            status: 409,
            code: "OperationNotAllowed",
            message: expect.stringContaining(`Disk data is attached to VM ${IDS.VirtualMachine}.`),
        });
        await azure.update("VirtualMachine", INPUTS.VirtualMachine);
        await azure.delete("Disk");
        expect(azure.machines.calls.at(-1)).toBe("delete a disk");
    });

    it("is refused where the sandbox cannot attach it", async () => {
        const azure = await new AzureDriver().up("VirtualMachine");
        azure.machines.diskObstacle = "it has no loop devices";
        await expect(azure.create("Disk")).rejects.toThrow(
            "the sandbox cannot emulate a data disk on this machine: it has no loop devices",
        );
        expect(azure.resourceIds).not.toContain(IDS.Disk.toLowerCase());
    });
});

describe("a VM with a data disk", () => {
    it("has it in its response, with the disk's name, size and type", async () => {
        const azure = await withDisk({}, false);
        const { outputs } = await azure.create("VirtualMachine", vmWith());
        expect(outputs["storageProfile"]).toMatchObject({
            dataDisks: [
                {
                    lun: 0,
                    name: "data",
                    diskSizeGB: 64,
                    deleteOption: "Detach",
                    managedDisk: { id: IDS.Disk, storageAccountType: "StandardSSD_LRS" },
                },
            ],
        });
    });

    it("cannot have a disk that does not exist", async () => {
        const azure = await new AzureDriver().up("VirtualMachine");
        await expect(azure.create("VirtualMachine", vmWith())).rejects.toMatchObject({
            code: "InvalidResourceReference",
            message: expect.stringContaining(`Resource ${IDS.Disk} referenced by`),
        });
    });

    it("cannot have two with the same number", async () => {
        const azure = await withDisk({}, false);
        await expect(azure.create("VirtualMachine", vmWith([1, 1]))).rejects.toMatchObject({
            status: 400,
            code: "InvalidParameter",
            message: expect.stringContaining("A disk at LUN 1 already exists."),
        });
    });

    it("cannot have a disk of another VM", async () => {
        const azure = await withDisk();
        const nic = { ...INPUTS.NetworkInterface, networkInterfaceName: "other", ipConfigurations: [] };
        const { id } = await azure.create("NetworkInterface", nic);
        const other = vmWith([0], { vmName: "other", networkProfile: { networkInterfaces: [{ id }] } });
        await expect(azure.create("VirtualMachine", other)).rejects.toMatchObject({
            status: 409,
            code: "ConflictingUserInput",
            message: expect.stringContaining(
                `Disk 'data' cannot be attached as the disk is already owned by VM '${IDS.VirtualMachine}'.`,
            ),
        });
    });

    it.each([
        [["1"], undefined, "is not in zone '1'."],
        [["1"], ["2"], "is not in the same zone as the VM. VM zone: '1'. Disk zone: '2'."],
        [undefined, ["2"], "is not in the same zone as the VM. VM zone: ''. Disk zone: '2'."],
    ])("in %j cannot have one in %j", async (zones, diskZones, message) => {
        const region = { location: "westeurope" };
        const azure = await withDisk({ ...region, zones: diskZones }, false);
        await expect(azure.create("VirtualMachine", vmWith([0], { ...region, zones }))).rejects.toMatchObject({
            status: 400,
            code: "BadRequest",
            message: expect.stringContaining(`Disk ${IDS.Disk} cannot be attached to the VM because it ${message}`),
        });
    });

    it("leaves it behind when it is deleted, unless it says otherwise", async () => {
        const azure = await withDisk();
        await azure.delete("VirtualMachine");
        expect(azure.resourceIds).toContain(IDS.Disk.toLowerCase());
        const dataDisks = attached(0).map((disk) => ({ ...disk, deleteOption: "Delete" }));
        await azure.create("VirtualMachine", changed("VirtualMachine", "storageProfile.dataDisks", dataDisks));
        await azure.delete("VirtualMachine");
        expect(azure.resourceIds).not.toContain(IDS.Disk.toLowerCase());
        expect(azure.machines.calls.at(-1)).toBe("delete a disk");
    });

    it("that runs gets and loses it in place", async () => {
        const azure = await withDisk({}, false);
        await azure.create("VirtualMachine");
        await azure.update("VirtualMachine", vmWith());
        expect(azure.machines.calls.at(-1)).toBe("attach 0");
        await azure.update("VirtualMachine", INPUTS.VirtualMachine);
        expect(azure.machines.calls.at(-1)).toBe("attach none");
    });
});

describe("premium disks", () => {
    it.each(["Standard_B2ls_v2", "standard_d2S_V3", "Standard_DS1_v2", "Standard_M8-2ms", "Standard_NC24ads_A100_v4"])(
        "are accepted for the size %s",
        async (vmSize) => {
            const azure = await withDisk({ sku: { name: "Premium_LRS" } }, false);
            const { outputs } = await azure.create("VirtualMachine", {
                ...vmWith(),
                hardwareProfile: { vmSize },
                storageProfile: { ...(vmWith()["storageProfile"] as Values), imageReference: { id: `${GROUP}/x` } },
            });
            expect(outputs["provisioningState"]).toBe("Succeeded");
        },
    );

    it.each([
        ["data", { sku: { name: "Premium_LRS" } }, "StandardSSD_LRS"],
        ["build-os-disk", {}, "Premium_LRS"],
    ])("are rejected for the size Standard_D2_v3: %s", async (name, disk, osType) => {
        const azure = await withDisk(disk, false);
        const inputs = vmWith([0], { hardwareProfile: { vmSize: "Standard_D2_v3" } });
        const osDisk = (inputs["storageProfile"] as Values)["osDisk"] as Values;
        osDisk["managedDisk"] = { storageAccountType: osType };
        await expect(azure.create("VirtualMachine", inputs)).rejects.toMatchObject({
            status: 400,
            code: "InvalidParameter",
            message: expect.stringContaining(
                `the VM size Standard_D2_v3 does not support the storage account type Premium_LRS of disk '${name}'.`,
            ),
        });
    });
});

describe("the OS disk", () => {
    const sized = (size: number): Values => changed("VirtualMachine", "storageProfile.osDisk.diskSizeGB", size);

    it("has the size that it was created with, which a later VM without one keeps", async () => {
        const azure = await new AzureDriver().up("VirtualMachine");
        expect((await azure.create("VirtualMachine", sized(64))).outputs).toMatchObject({
            storageProfile: { osDisk: { diskSizeGB: 64 } },
        });
        expect(await azure.update("VirtualMachine", INPUTS.VirtualMachine)).toMatchObject({
            storageProfile: { osDisk: { diskSizeGB: 64 } },
        });
    });

    it("is not smaller than the image", async () => {
        const azure = await new AzureDriver().up("VirtualMachine");
        await expect(azure.create("VirtualMachine", sized(29))).rejects.toMatchObject({
            status: 409,
            code: "OperationNotAllowed",
            message: expect.stringContaining("Disk with size 29GB, which is smaller than the size 30GB"),
        });
    });

    it("is not resized by its VM", async () => {
        const azure = await new AzureDriver().up("VirtualMachineExtension");
        await expect(azure.update("VirtualMachine", sized(64))).rejects.toMatchObject({
            status: 409,
            code: "Conflict",
        });
        expect(await azure.update("VirtualMachine", sized(30))).toMatchObject({ provisioningState: "Succeeded" });
        await azure.az("vm", "deallocate", "--ids", IDS.VirtualMachine, "--output", "json");
        await expect(azure.update("VirtualMachine", sized(64))).rejects.toMatchObject({
            status: 409,
            code: "ResizeDiskError",
            message: expect.stringContaining(
                `Managed disk resize via Virtual Machine 'build' is not allowed. Please resize disk resource at ${GROUP}/providers/Microsoft.Compute/disks/build-os-disk.`,
            ),
        });
    });

    it("keeps its type", async () => {
        const azure = await new AzureDriver().up("VirtualMachineExtension");
        const converted = changed("VirtualMachine", "storageProfile.osDisk.managedDisk", {
            storageAccountType: "Premium_LRS",
        });
        await expect(azure.update("VirtualMachine", converted)).rejects.toMatchObject({
            code: "PropertyChangeNotAllowed",
            message: expect.stringContaining(
                "Changing property 'osDisk.managedDisk.storageAccountType' is not allowed.",
            ),
        });
    });
});
