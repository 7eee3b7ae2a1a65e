import { listAt, textAt } from "../../../shared/json";
import type { Write } from "../armType";
import { nameOf, parentId, sameId } from "../resourceIds";
import type { StoredResource } from "../store";
import { TOKENS } from "../types";
import { bounds, meet } from "./prefixes";
import { otherWith, SOURCES, type WriteRule } from "./rule";

/** The subnets in the network of a subnet, without itself. */
function sibling({ id, store }: Write, is: (other: StoredResource) => boolean): StoredResource | undefined {
    return store.below(parentId(id)).find((other) => !sameId(other.id, id) && is(other));
}

/** The static private addresses of an interface, with the ranges of their subnets. */
function staticAddresses({ inputs, store }: Write): { address: string; prefix: string; subnetId: string }[] {
    return listAt(inputs, "ipConfigurations")
        .filter((one) => textAt(one, "privateIPAllocationMethod") === "Static")
        .map((one) => {
            const subnetId = textAt(one, "subnet", "id") ?? "";
            const prefix = textAt(store.get(subnetId)?.properties, "addressPrefix") ?? "";
            return { address: textAt(one, "privateIPAddress") ?? "", prefix, subnetId };
        });
}

/** Whether an address is one that Azure reserves in a subnet: the first four, and the last. */
function isReserved(address: string, prefix: string): boolean {
    const [at] = bounds(address) ?? [];
    const range = bounds(prefix);
    return at !== undefined && range !== undefined && (at < range[0] + 4 || at === range[1]);
}

/** The rules for subnets and for the private addresses in them. */
export const subnetRules: readonly WriteRule[] = [
    {
        code: "NetcfgInvalidSubnet",
        status: 400,
        source: SOURCES.recorded,
        on: TOKENS.subnet,
        violation: ({ id, inputs, store }) => {
            const network = store.get(parentId(id));
            const space = network?.properties["addressSpace"] as { addressPrefixes?: string[] } | undefined;
            const own = bounds(textAt(inputs, "addressPrefix") ?? "");
            const isInside = (space?.addressPrefixes ?? []).map(bounds).some((range) => {
                return own !== undefined && range !== undefined && range[0] <= own[0] && own[1] <= range[1];
            });
            return isInside
                ? undefined
                : `Subnet '${nameOf(id)}' is not valid in virtual network '${nameOf(parentId(id))}'.`;
        },
    },
    {
        code: "NetcfgSubnetRangesOverlap",
        status: 400,
        source: SOURCES.recorded,
        on: TOKENS.subnet,
        violation: (write) => {
            const own = bounds(textAt(write.inputs, "addressPrefix") ?? "");
            const other = sibling(write, ({ properties }) =>
                meet(own, bounds(textAt(properties, "addressPrefix") ?? "")),
            );
            return (
                other &&
                `Subnet '${nameOf(write.id)}' is not valid because its IP address range overlaps with that of an existing subnet in virtual network '${nameOf(parentId(write.id))}'.`
            );
        },
    },
    {
        code: "InUsePrefixCannotBeDeleted",
        status: 400,
        source: SOURCES.recorded,
        on: TOKENS.subnet,
        violation: ({ id, inputs, before, store }) => {
            const was = textAt(before?.properties, "addressPrefix");
            const isUsed = store
                .list(TOKENS.networkInterface)
                .some(({ properties }) =>
                    listAt(properties, "ipConfigurations").some((one) => sameId(textAt(one, "subnet", "id"), id)),
                );
            return before !== undefined && isUsed && was !== textAt(inputs, "addressPrefix")
                ? `IpPrefix ${String(was)} on Subnet ${nameOf(id)} has active allocations and cannot be deleted.`
                : undefined;
        },
    },
    {
        code: "PrivateIPAddressNotInSubnet",
        status: 400,
        source: SOURCES.deploymentErrors,
        on: TOKENS.networkInterface,
        violation: (write) => {
            const outside = staticAddresses(write).find(
                ({ address, prefix }) => !meet(bounds(address), bounds(prefix)),
            );
            return (
                outside &&
                `Private static IP address ${outside.address} does not belong to the range of subnet prefix ${outside.prefix}.`
            );
        },
    },
    {
        code: "PrivateIPAddressInReservedRange",
        status: 400,
        source: SOURCES.deploymentErrors,
        on: TOKENS.networkInterface,
        violation: (write) => {
            const reserved = staticAddresses(write).find(({ address, prefix }) => isReserved(address, prefix));
            return (
                reserved &&
                `Private static IP address ${reserved.address} falls within reserved IP range of subnet prefix ${reserved.prefix}.`
            );
        },
    },
    {
        code: "PrivateIPAddressIsAllocated",
        status: 400,
        source: SOURCES.recorded,
        on: TOKENS.networkInterface,
        violation: (write) => {
            const mine = staticAddresses(write);
            const holder = otherWith(write, TOKENS.networkInterface, ({ properties }) =>
                listAt(properties, "ipConfigurations").some((one) =>
                    mine.some(
                        ({ address, subnetId }) =>
                            textAt(one, "privateIPAddress") === address &&
                            sameId(textAt(one, "subnet", "id"), subnetId),
                    ),
                ),
            );
            return (
                holder &&
                `IP configuration ${write.id}/ipConfigurations/primary is using the private IP address ${String(mine[0]?.address)} which is already allocated to resource ${holder.id}.`
            );
        },
    },
    {
        code: "InvalidResourceReference",
        status: 400,
        source: SOURCES.deploymentErrors,
        on: TOKENS.networkInterface,
        violation: ({ id, inputs, store }) => {
            const networks = listAt(inputs, "ipConfigurations").map((one) =>
                parentId(textAt(one, "subnet", "id") ?? ""),
            );
            const region = textAt(inputs, "location")?.toLowerCase().replaceAll(" ", "");
            const elsewhere = [textAt(inputs, "networkSecurityGroup", "id"), ...networks].find((one) => {
                const location = textAt(store.get(one ?? "")?.properties, "location");
                return location !== undefined && location !== region;
            });
            return (
                elsewhere &&
                `Resource ${elsewhere} referenced by resource ${id} was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.`
            );
        },
    },
];
