import { describe, expect, it } from "@jest/globals";
import type { Values } from "../../../../../sandbox/providers/values";
import { AzureDriver, INPUTS } from "../support";

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
