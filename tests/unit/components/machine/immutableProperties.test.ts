import { describe, expect, test } from "@jest/globals";
import { authorizedKeysPath, IMMUTABLE_VM_PROPERTIES } from "../../../../components/machine/immutableProperties";

describe("What Azure refuses to change on a VM", () => {
    test("has no repetitions", () => {
        expect(new Set(IMMUTABLE_VM_PROPERTIES).size).toBe(IMMUTABLE_VM_PROPERTIES.length);
    });

    test.each(["hardwareProfile.vmSize", "storageProfile.osDisk.deleteOption", "tags"])("is not %s", (property) => {
        expect(IMMUTABLE_VM_PROPERTIES.filter((path) => property.startsWith(path))).toEqual([]);
    });
});

describe("The administrator's keys", () => {
    test("are where Azure wants them", () => {
        expect(authorizedKeysPath("azureuser")).toBe("/home/azureuser/.ssh/authorized_keys");
    });
});
