import { expect, test } from "@jest/globals";
import { findingLine } from "../../../../preview/findings/finding";
import { roleFindings } from "../../../../preview/findings/roleFindings";
import { UNKNOWN } from "../../../../preview/plan/properties";
import type { PlannedResource } from "../../../../preview/plan/plan";
import { planOf, planned } from "../support";

const VAULTS = planned("docker-host-vm:index:ClientVaults", "team");
const inputs = {
    principalId: "p",
    roleDefinitionId: "/subscriptions/s/providers/x/contributor",
    scope: "/subscriptions/s",
};
const assignment = (operation: "create" | "replace" | "delete" | "same", parent = "", version = ""): PlannedResource =>
    planned(`azure-native:authorization${version}:RoleAssignment`, "host-role", { operation, parent, after: inputs });
const SECRETS_USER = "4633458b-17de-408a-b874-0445c86b69e6";
const VAULT = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/ci";
const reader = (scope: string): PlannedResource => {
    const roleDefinitionId = `/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/${SECRETS_USER}`;
    const after = { principalId: "p", roleDefinitionId, scope };
    return planned("azure-native:authorization:RoleAssignment", "reader", {
        operation: "create",
        parent: VAULTS.urn,
        after,
    });
};
const given =
    "**Role given** (`host-role`): the principal `p` gets the role `contributor` on `/subscriptions/s`. If it is the identity of a Docker host, each of the host's clients has that role.";

test.each([
    ["a role that is given", assignment("create"), [given]],
    ["a role of another API version", assignment("create", "", "/v20220401"), [given]],
    ["a role that is given to somebody else", assignment("replace"), [given]],
    ["a role that stays", assignment("same"), []],
    ["a role that is taken away", assignment("delete"), []],
    ["another role within the vaults", assignment("create", VAULTS.urn), [given]],
    ["a reader of a client's vault, who has a finding of his own", reader(VAULT), []],
    ["a reader of a vault that is new", reader(UNKNOWN), []],
    ["a reader of more than a vault", reader("/subscriptions/s"), [expect.stringContaining(SECRETS_USER)]],
])("The report tells of %s", (_what, resource, expected) => {
    expect(roleFindings(planOf(VAULTS, resource)).map((one) => findingLine(one).source)).toEqual(expected);
});
