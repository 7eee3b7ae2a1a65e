import { textAt } from "../../../shared/json";
import { nameOf, sameId } from "../resourceIds";
import type { Store } from "../store";
import { TOKENS } from "../types";
import { otherWith, SOURCES, type WriteRule } from "./rule";

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Azure's built-in roles that the emulated Azure knows, by the name of their definition. */
const ROLES = {
    owner: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    contributor: "b24988ac-6180-42a0-ab88-20f7382dd24c",
    reader: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
    vaultAdministrator: "00482a5a-887f-4fb3-b363-3b7fe8e74483",
    vaultReader: "21090545-7ca7-4776-b22c-e363652d74d2",
    vaultSecretsOfficer: "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
    vaultSecretsUser: "4633458b-17de-408a-b874-0445c86b69e6",
    vmAdministratorLogin: "1c0163c0-47e6-4577-8991-ea5c82e286e4",
    vmUserLogin: "fb879df8-f326-4884-b1cf-06f3ad86be52",
} as const;

/** Whether a principal can delete secrets below an ARM id, from that vault itself: as an owner or a contributor it cannot. */
export function canDeleteSecret(principalId: string, id: string, store: Store): boolean {
    return store.list(TOKENS.roleAssignment).some(({ properties }) => {
        const role = nameOf(textAt(properties, "roleDefinitionId") ?? "");
        const scope = textAt(properties, "scope") ?? "";
        return (
            properties["principalId"] === principalId &&
            (role === ROLES.vaultSecretsOfficer || role === ROLES.vaultAdministrator) &&
            (sameId(scope, id) || id.toLowerCase().startsWith(`${scope.toLowerCase()}/`))
        );
    });
}

/** The rules for role assignments. There is no directory here, so any GUID is a principal of any type. */
export const authorizationRules: readonly WriteRule[] = [
    {
        code: "InvalidRoleAssignmentId",
        status: 400,
        source: SOURCES.recorded,
        on: TOKENS.roleAssignment,
        violation: ({ name }) =>
            GUID.test(name)
                ? undefined
                : `The role assignment ID '${name}' is not valid. The role assignment ID must be a GUID.`,
    },
    {
        code: "InvalidPrincipalId",
        status: 400,
        source: SOURCES.recorded,
        on: TOKENS.roleAssignment,
        violation: ({ inputs }) => {
            const id = textAt(inputs, "principalId") ?? "";
            return GUID.test(id) ? undefined : `The Principal ID '${id}' is not valid. Principal ID must be a GUID.`;
        },
    },
    {
        code: "RoleDefinitionDoesNotExist",
        status: 400,
        source: SOURCES.recorded,
        on: TOKENS.roleAssignment,
        violation: ({ inputs }) => {
            const role = nameOf(textAt(inputs, "roleDefinitionId") ?? "");
            return Object.values<string>(ROLES).includes(role)
                ? undefined
                : `The specified role definition with ID '${role.replaceAll("-", "")}' does not exist.`;
        },
    },
    {
        code: "RoleAssignmentUpdateNotPermitted",
        status: 400,
        source: SOURCES.recorded,
        on: TOKENS.roleAssignment,
        violation: ({ inputs, before }) =>
            before === undefined || before.properties["principalId"] === inputs["principalId"]
                ? undefined
                : "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.",
    },
    {
        code: "RoleAssignmentExists",
        status: 409,
        source: SOURCES.recorded,
        on: TOKENS.roleAssignment,
        violation: (write) => {
            const same = otherWith(write, TOKENS.roleAssignment, ({ properties }) =>
                ["principalId", "roleDefinitionId", "scope"].every((name) =>
                    sameId(textAt(properties, name), textAt(write.inputs, name)),
                ),
            );
            return (
                same &&
                `The role assignment already exists. The ID of the existing role assignment is ${nameOf(same.id).replaceAll("-", "")}.`
            );
        },
    },
];
