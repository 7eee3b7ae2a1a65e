import { describe, expect, it } from "@jest/globals";
import type { Values } from "../../../../../sandbox/providers/values";
import { AzureDriver, IDS, INPUTS } from "../support";

describe("the zone of a VM", () => {
    const zonal = (location: string): Values => ({ ...INPUTS.VirtualMachine, location, zones: ["2"] });

    it.each(["westeurope", "West US 2"])("may be one of %s", async (location) => {
        const azure = await new AzureDriver().up("VirtualMachine");
        const { outputs } = await azure.create("VirtualMachine", zonal(location));
        expect(outputs["zones"]).toEqual(["2"]);
    });

    it.each(["westus", "northcentralus"])("is rejected in %s, which has none", async (location) => {
        const azure = await new AzureDriver().up("VirtualMachine");
        await expect(azure.create("VirtualMachine", zonal(location))).rejects.toMatchObject({
            status: 400,
            code: "LocationNotSupportAvailabilityZones",
            message: expect.stringContaining(
                `The resource 'Microsoft.Compute/virtualMachines/build' does not support availability zones at location '${location}'.`,
            ),
        });
    });
});

describe("a spot VM", () => {
    const SPOT = { priority: "Spot", evictionPolicy: "Deallocate", billingProfile: { maxPrice: -1 } };
    const spot = (changes: Values): Values => ({
        ...INPUTS.VirtualMachine,
        hardwareProfile: { vmSize: "Standard_D2s_v5" },
        ...SPOT,
        ...changes,
    });

    it.each([{}, { evictionPolicy: "Delete", billingProfile: { maxPrice: 0.05 } }])("may have %j", async (changes) => {
        const azure = await new AzureDriver().up("VirtualMachine");
        const { outputs } = await azure.create("VirtualMachine", spot(changes));
        expect(outputs).toMatchObject({ ...SPOT, ...changes });
    });

    it.each<[string, Values]>([
        ["EvictionPolicyCanBeSetOnlyOnAzureSpotVirtualMachines", { priority: undefined }],
        ["MaxPriceValueInvalid", { billingProfile: { maxPrice: 0 } }],
        ["SkuNotAvailable", { hardwareProfile: { vmSize: "Standard_B2ls_v2" } }],
        ["SkuNotAvailable", { hardwareProfile: { vmSize: "Standard_D2_v2_Promo" } }],
    ])("is rejected with %s if it has %j", async (code, changes) => {
        const azure = await new AzureDriver().up("VirtualMachine");
        await expect(azure.create("VirtualMachine", spot(changes))).rejects.toMatchObject({ code });
        expect(azure.machines.calls).toEqual([]);
    });

    it.each<[string, Values]>([
        ["VMPriorityCannotBeApplied", { priority: undefined }],
        ["PropertyChangeNotAllowed", { evictionPolicy: "Delete" }],
        ["OperationNotAllowed", { billingProfile: { maxPrice: 1 } }],
    ])("rejects with %s a change to %j while it is allocated", async (code, changes) => {
        const azure = await new AzureDriver().up("VirtualMachine");
        await azure.create("VirtualMachine", spot({}));
        await expect(azure.update("VirtualMachine", spot(changes))).rejects.toMatchObject({ status: 409, code });
    });

    it("gets another price while it is deallocated", async () => {
        const azure = await new AzureDriver().up("VirtualMachine");
        await azure.create("VirtualMachine", spot({}));
        await azure.az("vm", "deallocate", "--ids", IDS.VirtualMachine, "--output", "json");
        const dearer = { billingProfile: { maxPrice: 1 } };
        expect(await azure.update("VirtualMachine", spot(dearer))).toMatchObject(dearer);
    });

    it("is not made of a VM that is none", async () => {
        const azure = await new AzureDriver().up();
        await expect(azure.update("VirtualMachine", spot({}))).rejects.toMatchObject({ status: 409 });
    });
});

describe("accelerated networking", () => {
    const nic = { ...INPUTS.NetworkInterface, enableAcceleratedNetworking: true };
    const vm = (vmSize: string): Values => ({ ...INPUTS.VirtualMachine, hardwareProfile: { vmSize } });
    const azureWith = async (inputs: Values): Promise<AzureDriver> => {
        const azure = await new AzureDriver().up("NetworkInterface");
        await azure.create("NetworkInterface", inputs);
        return azure;
    };

    it.each(["Standard_B2ls_v2", "Standard_B12ms", "Standard_D2s_v5"])("works with the size %s", async (size) => {
        const azure = await azureWith(nic);
        expect(await azure.accepts("VirtualMachine", vm(size))).toBe(true);
    });

    it.each(["Standard_B2s", "Standard_B1ls", "Standard_B8ms", "Standard_A2m_v2", "Basic_A1"])(
        "is rejected with the size %s",
        async (size) => {
            const azure = await azureWith(nic);
            const code = "VMSizeIsNotPermittedToEnableAcceleratedNetworking";
            await expect(azure.create("VirtualMachine", vm(size))).rejects.toMatchObject({ status: 400, code });
            expect(await (await azureWith(INPUTS.NetworkInterface)).accepts("VirtualMachine", vm(size))).toBe(true);
        },
    );

    it("changes only while no allocated VM uses the interface", async () => {
        const azure = await azureWith(INPUTS.NetworkInterface);
        await expect(azure.update("NetworkInterface", nic)).resolves.toMatchObject({
            enableAcceleratedNetworking: true,
        });
        await azure.create("VirtualMachine");
        await expect(azure.update("NetworkInterface", INPUTS.NetworkInterface)).rejects.toMatchObject({
            status: 409,
            code: "OperationNotAllowed",
        });
        await azure.az("vm", "deallocate", "--ids", IDS.VirtualMachine, "--output", "json");
        const { enableAcceleratedNetworking } = await azure.update("NetworkInterface", INPUTS.NetworkInterface);
        expect(enableAcceleratedNetworking).not.toBe(true);
    });
});

describe("the identities of a VM", () => {
    const vm = (identity: Values): Values => ({ ...INPUTS.VirtualMachine, identity });
    const assigned = { type: "UserAssigned", userAssignedIdentities: [IDS.UserAssignedIdentity] };

    it("have a principal that stays as long as the VM has it", async () => {
        const azure = await new AzureDriver().up();
        const first = await azure.update("VirtualMachine", vm({ type: "SystemAssigned" }));
        expect(first["identity"]).toEqual({
            type: "SystemAssigned",
            principalId: expect.stringMatching(/^[0-9a-f-]{36}$/),
            tenantId: "00000000-0000-0000-0000-000000000003",
        });
        const second = await azure.update("VirtualMachine", { ...vm({ type: "SystemAssigned" }), tags: { a: "b" } });
        expect(second["identity"]).toEqual(first["identity"]);
        expect(await azure.update("VirtualMachine", vm({ type: "None" }))).not.toHaveProperty("identity");
        expect(await azure.update("VirtualMachine", vm({ type: "SystemAssigned" }))).not.toMatchObject({
            identity: first["identity"],
        });
    });

    it("can be user-assigned ones that exist", async () => {
        const azure = await new AzureDriver().up();
        const { identity } = await azure.update("VirtualMachine", vm(assigned));
        const { principalId, clientId } = (await azure.read("UserAssignedIdentity", {}))?.outputs ?? {};
        expect(identity).toEqual({
            type: "UserAssigned",
            userAssignedIdentities: { [IDS.UserAssignedIdentity]: { clientId, principalId } },
        });
        const gone = vm({ ...assigned, userAssignedIdentities: [`${IDS.UserAssignedIdentity}-2`] });
        await expect(azure.update("VirtualMachine", gone)).rejects.toMatchObject({ code: "FailedIdentityOperation" });
    });

    it.each([{ type: "UserAssigned" }, { ...assigned, type: "SystemAssigned" }])(
        "are rejected as %j",
        async (identity) => {
            const azure = await new AzureDriver().up();
            await expect(azure.update("VirtualMachine", vm(identity))).rejects.toMatchObject({
                code: "InvalidIdentityType",
            });
        },
    );
});
