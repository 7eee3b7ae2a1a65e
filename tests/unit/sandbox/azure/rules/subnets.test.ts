import { describe, expect, it } from "@jest/globals";
import type { Values } from "../../../../../sandbox/providers/values";
import { AzureDriver, changed, IDS, INPUTS } from "../support";

describe("a subnet", () => {
    const subnet = (addressPrefix: string): Values => ({
        ...INPUTS.Subnet,
        subnetName: "second",
        addressPrefix,
    });

    it("is accepted in a free part of its network", async () => {
        const azure = await new AzureDriver().up();
        const { outputs } = await azure.create("Subnet", subnet("10.0.1.0/24"));
        expect(outputs["addressPrefix"]).toBe("10.0.1.0/24");
    });

    it.each([
        ["10.1.0.0/24", "NetcfgInvalidSubnet"],
        ["10.0.0.0/15", "NetcfgInvalidSubnet"],
        ["10.0.0.128/25", "NetcfgSubnetRangesOverlap"],
    ])("is rejected with the range %s: %s", async (prefix, code) => {
        const azure = await new AzureDriver().up();
        await expect(azure.create("Subnet", subnet(prefix))).rejects.toMatchObject({ status: 400, code });
    });

    it("keeps its range while interfaces are in it", async () => {
        const azure = await new AzureDriver().up();
        const moved = azure.update("Subnet", changed("Subnet", "addressPrefix", "10.0.1.0/24"));
        await expect(moved).rejects.toMatchObject({ code: "InUsePrefixCannotBeDeleted" });
    });
});

describe("a NAT gateway", () => {
    it("gives a VM without a public address outbound access, and stays as long as a subnet uses it", async () => {
        const azure = await new AzureDriver().up();
        await azure.update(
            "NetworkInterface",
            changed("NetworkInterface", "ipConfigurations.0.publicIPAddress", undefined),
        );
        const publicIpAddresses = [{ id: IDS.PublicIPAddress }];
        await azure.update("NatGateway", changed("NatGateway", "publicIpAddresses", publicIpAddresses));
        await azure.update("Subnet", changed("Subnet", "natGateway", { id: IDS.NatGateway }));
        expect(azure.machines.endpoint).toMatchObject({ isOnline: true });
        await expect(azure.delete("NatGateway")).rejects.toMatchObject({ code: "InUseNatGatewayCannotBeDeleted" });
        await expect(azure.delete("PublicIPAddress")).rejects.toMatchObject({ code: "PublicIPAddressCannotBeDeleted" });
    });
});

describe("a static private address", () => {
    const second = (privateIPAddress: string): Values => ({
        ...INPUTS.NetworkInterface,
        networkInterfaceName: "second",
        ipConfigurations: [
            {
                name: "primary",
                primary: true,
                privateIPAllocationMethod: "Static",
                privateIPAddress,
                subnet: { id: IDS.Subnet },
            },
        ],
    });

    it("is accepted if it is free", async () => {
        const azure = await new AzureDriver().up();
        const { outputs } = await azure.create("NetworkInterface", second("10.0.0.10"));
        expect(outputs["ipConfigurations"]).toMatchObject([{ privateIPAddress: "10.0.0.10" }]);
    });

    it.each([
        ["10.0.1.10", "PrivateIPAddressNotInSubnet"],
        ["10.0.0.3", "PrivateIPAddressInReservedRange"],
        ["10.0.0.255", "PrivateIPAddressInReservedRange"],
        ["10.0.0.4", "PrivateIPAddressIsAllocated"],
    ])("is rejected if it is %s: %s", async (address, code) => {
        const azure = await new AzureDriver().up();
        await expect(azure.create("NetworkInterface", second(address))).rejects.toMatchObject({ status: 400, code });
    });

    it("is rejected in another region than its subnet", async () => {
        const azure = await new AzureDriver().up();
        const elsewhere = azure.create("NetworkInterface", { ...second("10.0.0.10"), location: "westeurope" });
        await expect(elsewhere).rejects.toMatchObject({ code: "InvalidResourceReference" });
    });
});
