import { describe, expect, it } from "@jest/globals";
import { AzureDriver, IDS } from "./support";

it("emulates azure-native for the types that the components create or take, and for no other", () => {
    const { provider } = new AzureDriver();
    expect(provider).toMatchObject({ name: "azure-native", version: "3.28.0" });
    expect(Object.keys(provider.handlers).sort()).toEqual([
        "azure-native:authorization:RoleAssignment",
        "azure-native:compute:DedicatedHost",
        "azure-native:compute:DedicatedHostGroup",
        "azure-native:compute:Disk",
        "azure-native:compute:DiskEncryptionSet",
        "azure-native:compute:ProximityPlacementGroup",
        "azure-native:compute:VirtualMachine",
        "azure-native:compute:VirtualMachineExtension",
        "azure-native:devtestlab:GlobalSchedule",
        "azure-native:keyvault:Secret",
        "azure-native:keyvault:Vault",
        "azure-native:managedidentity:UserAssignedIdentity",
        "azure-native:network:ApplicationSecurityGroup",
        "azure-native:network:NatGateway",
        "azure-native:network:NetworkInterface",
        "azure-native:network:NetworkSecurityGroup",
        "azure-native:network:PublicIPAddress",
        "azure-native:network:Subnet",
        "azure-native:network:VirtualNetwork",
        "azure-native:privatedns:PrivateRecordSet",
        "azure-native:privatedns:PrivateZone",
        "azure-native:privatedns:VirtualNetworkLink",
        "azure-native:resources:ResourceGroup",
    ]);
});

describe("a function that reads a resource", () => {
    it("returns the properties of an existing one", async () => {
        const azure = await new AzureDriver().up();
        const read = azure.provider.functions?.["azure-native:network:getVirtualNetwork"];
        expect(read?.({ resourceGroupName: "RG", virtualNetworkName: "vnet" })).toMatchObject({
            id: IDS.VirtualNetwork,
            location: "westus",
        });
    });

    it("returns the extensions of a VM", async () => {
        const azure = await new AzureDriver().up();
        const read = azure.provider.functions?.["azure-native:compute:getVirtualMachine"];
        expect(read?.({ resourceGroupName: "RG", vmName: "build" })).toMatchObject({
            name: "build",
            location: "westus",
            resources: [{ id: IDS.VirtualMachineExtension, name: "docker", type: "DockerExtension" }],
        });
    });

    it("fails as Azure does for a missing one", () => {
        const read = new AzureDriver().provider.functions?.["azure-native:network:getNetworkSecurityGroup"];
        expect(() => read?.({ resourceGroupName: "rg", networkSecurityGroupName: "nsg" })).toThrow(
            `Code="ResourceNotFound" Message="The Resource 'Microsoft.Network/networkSecurityGroups/nsg' under resource group 'rg' was not found. `,
        );
    });
});
