import { describe, expect, it } from "@jest/globals";
import { AzureDriver, IDS, type TypeName } from "../support";

const CONFIGURATION = `${IDS.NetworkInterface}/ipConfigurations/primary`;

const CASES: [TypeName, TypeName, string, string][] = [
    [
        "PublicIPAddress",
        "NetworkInterface",
        "PublicIPAddressCannotBeDeleted",
        `Public IP address ${IDS.PublicIPAddress} can not be deleted since it is still allocated to resource ${CONFIGURATION}.`,
    ],
    [
        "NetworkInterface",
        "VirtualMachine",
        "NicInUse",
        `Network Interface ${IDS.NetworkInterface} is used by existing resource ${IDS.VirtualMachine}.`,
    ],
    [
        "NetworkSecurityGroup",
        "NetworkInterface",
        "InUseNetworkSecurityGroupCannotBeDeleted",
        `Network security group ${IDS.NetworkSecurityGroup} cannot be deleted because it is in use by the following resources: ${IDS.NetworkInterface}.`,
    ],
    [
        "Subnet",
        "NetworkInterface",
        "InUseSubnetCannotBeDeleted",
        `Subnet subnet is in use by ${CONFIGURATION} and cannot be deleted.`,
    ],
    [
        "VirtualNetwork",
        "NetworkInterface",
        "InUseSubnetCannotBeDeleted",
        `Subnet subnet is in use by ${CONFIGURATION} and cannot be deleted.`,
    ],
];

describe.each(CASES)("a %s that a %s uses", (type, user, code, message) => {
    it("cannot be deleted", async () => {
        const azure = await new AzureDriver().up();
        const before = azure.recorded;
        const stringContaining: unknown = expect.stringContaining(message);
        await expect(azure.delete(type)).rejects.toMatchObject({ status: 400, code, message: stringContaining });
        expect(azure.recorded).toBe(before);
    });

    it("can be deleted when the user is gone", async () => {
        const azure = await new AzureDriver().up();
        await azure.delete("VirtualMachine");
        if (user === "NetworkInterface") {
            await azure.delete("NetworkInterface");
        }
        await azure.delete(type);
        expect(await azure.read(type, {})).toBeUndefined();
    });
});
