import { expect, test } from "@jest/globals";
import { findingLine } from "../../../../preview/findings/finding";
import { vaultFindings } from "../../../../preview/findings/vaultFindings";
import type { PlannedResource } from "../../../../preview/plan/plan";
import { planOf, planned } from "../support";

const ROLE_ASSIGNMENT = "azure-native:authorization:RoleAssignment";
const VAULTS = planned("docker-host-vm:index:ClientVaults", "team");
const ID = "6a1d6bd1-1dd2-4a3c-8a55-3a5bb5f8f0f4";

const assignment = (operation: "create" | "replace" | "delete" | "same", parent = VAULTS.urn): PlannedResource => {
    const inputs = {
        principalId: ID,
        roleDefinitionId: "/subscriptions/s/roleDefinitions/4633458b-17de-408a-b874-0445c86b69e6",
        scope: "/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/ci",
    };
    return planned(ROLE_ASSIGNMENT, "team-ci-reader-pipeline", { operation, parent, before: inputs, after: inputs });
};
const added = `**Reader of client files added**: \`pipeline\`, the principal \`${ID}\`, can read the files of client \`ci\`, and so gets root on its hosts.`;

test.each([
    ["a reader who is added", assignment("create"), [added]],
    ["a reader who is another one now", assignment("replace"), [added]],
    ["a reader who stays", assignment("same"), []],
    ["another role assignment", assignment("create", ""), []],
    [
        "a reader who is removed",
        assignment("delete"),
        [
            "**Reader of client files removed**: `pipeline` can no longer fetch the files of client `ci`. Files from before stay valid unless the client is shut out or gets a new key.",
        ],
    ],
])("The report tells of %s", (_what, resource, expected) => {
    expect(vaultFindings(planOf(VAULTS, resource)).map((one) => findingLine(one).source)).toEqual(expected);
});
