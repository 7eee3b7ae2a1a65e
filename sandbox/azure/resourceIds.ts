/** The emulated subscription. The nil UUID says at a glance that it is none of Azure's. */
const SUBSCRIPTION = "00000000-0000-0000-0000-000000000000";

/** ARM id of a resource group. */
export function resourceGroupId(name: string): string {
    return `/subscriptions/${SUBSCRIPTION}/resourceGroups/${name}`;
}

/** ARM id of the resource that this one lies in: the virtual network of a subnet, the resource group of a VM. */
export function parentId(id: string): string {
    const segments = id.split("/");
    const nested = segments.length > 9;
    return segments.slice(0, nested ? -2 : 5).join("/");
}

/** The last part of an ARM id. */
export function nameOf(id: string): string {
    return id.slice(id.lastIndexOf("/") + 1);
}

/** Whether two ARM ids name the same resource. */
export function sameId(one: string | undefined, other: string | undefined): boolean {
    return one !== undefined && one.toLowerCase() === other?.toLowerCase();
}
