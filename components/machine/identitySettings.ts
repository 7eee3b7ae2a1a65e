import type * as pulumi from "@pulumi/pulumi";
import { validatedInput } from "../validation/throwIfInvalid";
import { allOf, distinct, listOfInputs, matches, rule, trueOrFalse } from "../validation/rules";
import { membersOf, type Rules } from "../validation/walk";

/**
 * The managed identities of a VM, with which its processes can sign in to Azure without a stored secret. **Every client of the host,
 * and every container that can reach Azure's metadata service, can act as them**: give them few roles.
 *
 * @see https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/overview
 */
export interface IdentitySettings {
    /**
     * Whether the VM has an identity of its own, which exists as long as the VM. The host's output `principalId` names it in role
     * assignments. A change takes effect in place.
     *
     * @defaultValue false
     */
    systemAssigned?: boolean;
    /**
     * Azure resource IDs of user-assigned identities, which outlive the VM and can be shared. A change takes effect in place.
     *
     * @defaultValue `[]`
     */
    userAssignedIds?: pulumi.Input<string>[];
}

/** The resource ID of a user-assigned identity. */
const userAssignedId = rule(
    (value) =>
        matches(
            /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.ManagedIdentity\/userAssignedIdentities\/[^/]+$/i,
            value,
        ),
    "the Azure resource ID of a user-assigned managed identity",
    "Run `az identity list --query [].id` to list them",
);

const rules = {
    systemAssigned: trueOrFalse,
    userAssignedIds: allOf(listOfInputs(userAssignedId), distinct),
} as const satisfies Rules<IdentitySettings>;

/** The rule for the identities of a VM. */
export const identity = membersOf("the identities of the VM", rules, Object.keys(rules));

/** The identities of a VM for Azure's API. */
interface VmIdentity {
    readonly type: "None" | "SystemAssigned" | "UserAssigned" | "SystemAssigned, UserAssigned";
    readonly userAssignedIdentities?: pulumi.Output<string>[];
}

/** The identities in Azure's form. Settings without any identity remove those that the VM has. */
export function vmIdentity(
    subject: string,
    { systemAssigned = false, userAssignedIds = [] }: IdentitySettings,
): VmIdentity {
    const ids = userAssignedIds.map((id, index) =>
        validatedInput(subject, `identity.userAssignedIds[${index}]`, userAssignedId, id),
    );
    if (ids.length === 0) {
        return { type: systemAssigned ? "SystemAssigned" : "None" };
    }
    return { type: systemAssigned ? "SystemAssigned, UserAssigned" : "UserAssigned", userAssignedIdentities: ids };
}
