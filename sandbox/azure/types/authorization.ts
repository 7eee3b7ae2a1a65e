import type { ArmType } from "../armType";
import { DEPLOYER } from "../deployer";
import { kept } from "./common";

export const roleAssignment: ArmType = {
    token: "azure-native:authorization:RoleAssignment",
    armType: "Microsoft.Authorization/roleAssignments",
    apiVersion: "2022-04-01",
    nameInput: "roleAssignmentName",
    pathInputs: ["scope", "roleAssignmentName"],
    requiredInputs: ["principalId", "roleDefinitionId", "scope"],
    isNamedByGuid: true,
    replacingInputs: [],
    id: (inputs) =>
        `${String(inputs["scope"])}/providers/Microsoft.Authorization/roleAssignments/${String(inputs["roleAssignmentName"])}`,
    project: (write) => {
        const { principalId, principalType, roleDefinitionId, scope, description } = write.inputs;
        const now = new Date().toISOString();
        return {
            principalId,
            principalType,
            roleDefinitionId,
            scope,
            description,
            createdBy: DEPLOYER.objectId,
            ...kept(write, "createdOn", () => now),
            updatedBy: DEPLOYER.objectId,
            updatedOn: now,
        };
    },
};
