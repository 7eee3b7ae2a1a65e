import { describe, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { identity } from "../../../../components/machine/identitySettings";
import { ruleTable } from "../../../support/ruleTable";

const ID = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/team";

describe("The identities of a VM", () => {
    ruleTable(
        identity,
        [
            true,
            [],
            { systemAssigned: "yes" },
            { type: "SystemAssigned" },
            { userAssignedIds: ID },
            { userAssignedIds: ["team"] },
            { userAssignedIds: [`${ID}/more`] },
            { userAssignedIds: [ID, ID] },
        ],
        [
            {},
            { systemAssigned: true },
            { systemAssigned: false, userAssignedIds: [] },
            { userAssignedIds: [ID, ID.replace("team", "other")] },
            { userAssignedIds: [ID.toLowerCase()] },
            { userAssignedIds: [pulumi.output(ID)] },
        ],
    );

    test("may be an output as a whole only member by member", () => {
        expect(identity("identity", { systemAssigned: pulumi.output(true) })).toHaveLength(1);
    });
});
