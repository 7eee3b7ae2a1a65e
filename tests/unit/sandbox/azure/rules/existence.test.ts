import { describe, expect, it } from "@jest/globals";
import { AzureDriver, changed, IDS, type TypeName, TYPE_NAMES } from "../support";

describe("existence", () => {
    it.each(TYPE_NAMES)("accepts a %s if all that it refers to exists", async (type) => {
        const azure = await new AzureDriver().up(type);
        await expect(azure.create(type)).resolves.toMatchObject({ id: IDS[type] });
    });

    it.each(TYPE_NAMES.filter((type) => type !== "ResourceGroup"))("rejects a %s without its group", async (type) => {
        await expect(new AzureDriver().create(type)).rejects.toMatchObject({
            status: 404,
            code: "ResourceGroupNotFound",
            message: `Code="ResourceGroupNotFound" Message="Resource group 'rg' could not be found."`,
        });
    });

    it.each<[TypeName, string]>([
        ["Subnet", "vnet"],
        ["VirtualMachineExtension", "build"],
        ["Secret", "dh-ci-1"],
        ["RoleAssignment", "dh-ci-1"],
    ])("rejects a %s without its parent", async (type, parent) => {
        const azure = await new AzureDriver().up("NetworkSecurityGroup");
        await expect(azure.create(type)).rejects.toMatchObject({
            status: 404,
            code: "ParentResourceNotFound",
            message: expect.stringContaining(
                `Can not perform requested operation on nested resource. Parent resource '${parent}' not found.`,
            ),
        });
    });

    it.each<[TypeName, string]>([
        ["NetworkInterface", "networkSecurityGroup.id"],
        ["NetworkInterface", "ipConfigurations.0.subnet.id"],
        ["NetworkInterface", "ipConfigurations.0.publicIPAddress.id"],
        ["VirtualMachine", "networkProfile.networkInterfaces.0.id"],
    ])("rejects a %s whose %s does not exist", async (type, path) => {
        const azure = await new AzureDriver().up(type);
        const nowhere = `${IDS.ResourceGroup}/providers/Microsoft.Network/any/nothing`;
        await expect(azure.create(type, changed(type, path, nowhere))).rejects.toMatchObject({
            status: 400,
            code: "InvalidResourceReference",
            message: expect.stringContaining(`Resource ${nowhere} referenced by resource ${IDS[type]} was not found.`),
        });
        expect(await azure.read(type, {})).toBeUndefined();
    });

    it("finds references with another casing", async () => {
        const azure = await new AzureDriver().up("NetworkInterface");
        const inputs = changed("NetworkInterface", "networkSecurityGroup.id", IDS.NetworkSecurityGroup.toUpperCase());
        expect(await azure.accepts("NetworkInterface", inputs)).toBe(true);
    });
});
