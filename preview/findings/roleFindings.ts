import { kindOf } from "../../shared/azure/resourceKind";
import { prose } from "../markdown/markdown";
import type { Plan, PlannedResource } from "../plan/plan";
import { readable } from "../plan/properties";
import { danger, type Finding } from "./finding";
import { isVaultReader } from "./vaultFindings";

/** Whether a resource gives a role in Azure. The roles of vaults' readers have findings of their own. */
function givesRole(resource: PlannedResource): boolean {
    return kindOf(resource.type) === "authorization:RoleAssignment" && !isVaultReader(resource);
}

/** Roles that somebody gets in Azure. Those of a VM's identity are roles of everyone who can use its daemon. */
export function roleFindings({ resources, isNew }: Plan): Finding[] {
    const given = isNew
        ? []
        : resources.filter(({ operation }) => operation === "create" || operation === "replace").filter(givesRole);
    return given.map((assignment) => {
        const [principal = "", definition = "", scope = ""] = ["principalId", "roleDefinitionId", "scope"].map((name) =>
            String(readable(assignment.after?.[name])),
        );
        const role = definition.split("/").at(-1) ?? "";
        const text = prose`the principal ${principal} gets the role ${role} on ${scope}. If it is the identity of a Docker host, each of the host's clients has that role.`;
        return danger("hardening", "role given", [assignment], text);
    });
}
