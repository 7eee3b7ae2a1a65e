import { randomUUID } from "node:crypto";
import type { Values } from "../../providers/values";
import { at, recordAt, textAt } from "../../../shared/json";
import type { ArmType, Write } from "../armType";
import { DEPLOYER } from "../deployer";
import { kept, topLevel } from "./common";

export const userAssignedIdentity: ArmType = {
    ...topLevel("Microsoft.ManagedIdentity", "userAssignedIdentities", "resourceName"),
    token: "azure-native:managedidentity:UserAssignedIdentity",
    apiVersion: "2023-01-31",
    replacingInputs: ["location"],
    project: (write) => ({
        ...kept(write, "clientId", randomUUID),
        ...kept(write, "principalId", randomUUID),
        tenantId: DEPLOYER.tenantId,
    }),
};

/** The identities of a VM as Azure returns them: its own keeps its principal for as long as the VM has it. */
export function vmIdentity({ inputs, before, store }: Write): Values {
    const type = textAt(inputs, "identity", "type");
    if (type === undefined || type === "None") {
        return {};
    }
    const former = at(before?.properties, "identity", "principalId");
    const own = { principalId: former ?? randomUUID(), tenantId: DEPLOYER.tenantId };
    const assigned = assignedIds(inputs).map((id) => {
        const { clientId, principalId } = recordAt(store.get(id)?.properties);
        return [id, { clientId, principalId }];
    });
    return {
        identity: {
            type,
            ...(type.startsWith("SystemAssigned") ? own : {}),
            ...(assigned.length > 0 ? { userAssignedIdentities: Object.fromEntries(assigned) as Values } : {}),
        },
    };
}

/** The IDs of the user-assigned identities in the inputs of a VM. */
export function assignedIds(inputs: Values): string[] {
    const ids = at(inputs, "identity", "userAssignedIdentities");
    return Array.isArray(ids) ? ids.map(String) : [];
}
