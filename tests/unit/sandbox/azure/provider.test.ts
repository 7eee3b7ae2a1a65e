import { expect, it } from "@jest/globals";
import { AzureDriver } from "./support";

it("emulates azure-native for the types that the components create or take, and for no other", () => {
    const { provider } = new AzureDriver();
    expect(provider).toMatchObject({ name: "azure-native", version: "3.28.0" });
    expect(Object.keys(provider.handlers).sort()).toEqual([
        "azure-native:authorization:RoleAssignment",
        "azure-native:compute:Disk",
        "azure-native:compute:VirtualMachine",
        "azure-native:compute:VirtualMachineExtension",
        "azure-native:devtestlab:GlobalSchedule",
        "azure-native:keyvault:Secret",
        "azure-native:keyvault:Vault",
        "azure-native:managedidentity:UserAssignedIdentity",
        "azure-native:network:NetworkInterface",
        "azure-native:network:NetworkSecurityGroup",
        "azure-native:network:PublicIPAddress",
        "azure-native:network:Subnet",
        "azure-native:network:VirtualNetwork",
        "azure-native:resources:ResourceGroup",
    ]);
});
