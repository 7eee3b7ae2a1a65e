import { listAt, textAt } from "../../../shared/json";
import type { Write } from "../armType";
import { attachmentsOf } from "../types/disk";
import { nameOf, parentId, resourceGroupId, sameId } from "../resourceIds";
import { TOKENS } from "../types";
import { regionOf } from "../types/common";
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
        textAt(inputs, "virtualNetwork", "id"),
        ...regionalReferences({ inputs }),
    ].filter((id) => id !== undefined);
}

/** Those of them that must be in the region of the resource itself. */
function regionalReferences({ inputs }: Pick<Write, "inputs">): string[] {
    return [
        ...listAt(inputs, "ipConfigurations").flatMap((one) =>
            listAt(one, "applicationSecurityGroups").map((group) => textAt(group, "id")),
        ),
        textAt(inputs, "proximityPlacementGroup", "id"),
        textAt(inputs, "host", "id"),
        textAt(inputs, "storageProfile", "osDisk", "managedDisk", "diskEncryptionSet", "id"),
        textAt(inputs, "encryption", "diskEncryptionSetId"),
    ].filter((id) => id !== undefined);
}

/** Azure's message about a location that is none of its cloud's. */
function unavailable(write: Write, what: string): string | undefined {
    const region = regionOf(write.inputs);
    const { regions, someRegions } = write.cloud;
    return region === undefined || regions.test(region)
        ? undefined
        : `The provided location '${region}' is not available for ${what}. List of available regions is '${someRegions.join(",")}'.`;
}

/** The location, the parent of a resource, and every resource that it refers to must exist in the cloud. */
export const existenceRules: readonly WriteRule[] = [
    {
        code: "LocationNotAvailableForResourceGroup",
        status: 400,
        source: SOURCES.deploymentErrors,
        on: TOKENS.resourceGroup,
        violation: (write) => unavailable(write, "resource group"),
    },
    {
        code: "LocationNotAvailableForResourceType",
        status: 400,
        source: SOURCES.deploymentErrors,
        on: "all",
        violation: (write) => {
            const [, provider, type] = /\/providers\/([^/]+)\/([^/]+)\/[^/]+$/.exec(write.id) ?? [];
            return type && unavailable(write, `resource type '${String(provider)}/${type}'`);
        },
    },
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
            const isElsewhere = (id: string): boolean =>
                textAt(write.store.get(id)?.properties, "location") !== regionOf(write.inputs);
            const dangling =
                references(write).find((id) => write.store.get(id) === undefined) ??
                regionalReferences(write).find(isElsewhere);
            return (
                dangling &&
                `Resource ${dangling} referenced by resource ${write.id} was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.`
            );
        },
    },
];
