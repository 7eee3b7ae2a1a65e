import { listAt, textAt } from "../../../shared/json";
import type { Write } from "../armType";
import { attachmentsOf } from "../types/disk";
import { nameOf, parentId, resourceGroupId, sameId } from "../resourceIds";
import { SOURCES, type WriteRule } from "./rule";

/** The ids of the resources that a resource refers to. */
function references({ inputs }: Write): string[] {
    const configurations = listAt(inputs, "ipConfigurations");
    return [
        textAt(inputs, "networkSecurityGroup", "id"),
        ...configurations.map((configuration) => textAt(configuration, "subnet", "id")),
        ...configurations.map((configuration) => textAt(configuration, "publicIPAddress", "id")),
        textAt(inputs, "targetResourceId"),
        ...attachmentsOf(inputs).map((disk) => disk.id),
        ...listAt(inputs, "networkProfile", "networkInterfaces").map((one) => textAt(one, "id")),
        textAt(inputs, "natGateway", "id"),
        ...listAt(inputs, "publicIpAddresses").map((one) => textAt(one, "id")),
    ].filter((id) => id !== undefined);
}

/** The parent of a resource must exist, and every resource that it refers to. */
export const existenceRules: readonly WriteRule[] = [
    {
        code: "ResourceGroupNotFound",
        status: 404,
        source: SOURCES.deploymentErrors,
        on: "all",
        violation: ({ id, store }) => {
            // A role assignment has no input with the group: its scope may be elsewhere.
            const [, name = ""] = /\/resourceGroups\/([^/]+)/i.exec(id) ?? [];
            const group = resourceGroupId(name);
            return name === "" || sameId(group, id) || store.get(group)
                ? undefined
                : `Resource group '${name}' could not be found.`;
        },
    },
    {
        code: "ParentResourceNotFound",
        status: 404,
        source: SOURCES.deploymentErrors,
        on: "all",
        violation: ({ id, store }) => {
            const parent = parentId(id);
            return sameId(parent, id) || store.get(parent) !== undefined
                ? undefined
                : `Can not perform requested operation on nested resource. Parent resource '${nameOf(parent)}' not found.`;
        },
    },
    {
        code: "InvalidResourceReference",
        status: 400,
        source: SOURCES.deploymentErrors,
        on: "all",
        violation: (write) => {
            const dangling = references(write).find((id) => write.store.get(id) === undefined);
            return (
                dangling &&
                `Resource ${dangling} referenced by resource ${write.id} was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.`
            );
        },
    },
];
