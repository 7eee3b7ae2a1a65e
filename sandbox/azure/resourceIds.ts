/** The emulated subscription. The nil UUID shows at a glance that it is not a real one. */
export const SUBSCRIPTION = "00000000-0000-0000-0000-000000000000";

/** The ARM id of a resource group. */
export function resourceGroupId(name: string): string {
    return `/subscriptions/${SUBSCRIPTION}/resourceGroups/${name}`;
}

/**
 * The ARM id of a resource's parent: the virtual network of a subnet, the resource group of a VM, the scope of a role
 * assignment.
 */
export function parentId(id: string): string {
    const [, scope] = /^(.*\/providers\/.*)\/providers\//i.exec(id) ?? [];
    if (scope !== undefined) {
        return scope;
    }
    const segments = id.split("/");
    const nested = segments.length > 9;
    return segments.slice(0, nested ? -2 : 5).join("/");
}

/** The last part of an ARM id. */
export function nameOf(id: string): string {
    return id.slice(id.lastIndexOf("/") + 1);
}

/** Whether two ARM ids are those of the same resource. */
export function sameId(one: string | undefined, other: string | undefined): boolean {
    return one !== undefined && one.toLowerCase() === other?.toLowerCase();
}
