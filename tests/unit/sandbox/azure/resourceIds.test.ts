import { describe, expect, it } from "@jest/globals";
import { nameOf, parentId, resourceGroupId, sameId } from "../../../../sandbox/azure/resourceIds";
import { GROUP, IDS } from "./support";

describe("ARM ids", () => {
    it("contain the group and a subscription that is visibly not real", () => {
        expect(resourceGroupId("rg")).toBe(GROUP);
    });

    it.each([
        [IDS.Subnet, IDS.VirtualNetwork],
        [IDS.VirtualMachineExtension, IDS.VirtualMachine],
        [IDS.VirtualMachine, GROUP],
        [IDS.RoleAssignment, IDS.Vault],
        [GROUP, GROUP],
    ])("show that %s is in %s", (id, parent) => {
        expect(parentId(id)).toBe(parent);
    });

    it("end with the name", () => {
        expect(nameOf(IDS.Subnet)).toBe("subnet");
        expect(nameOf(GROUP)).toBe("rg");
    });

    it("are the same in any casing, and two missing ids are never the same", () => {
        expect(sameId(IDS.Subnet, IDS.Subnet.toUpperCase())).toBe(true);
        expect(sameId(IDS.Subnet, GROUP)).toBe(false);
        expect(sameId(undefined, undefined)).toBe(false);
    });
});
