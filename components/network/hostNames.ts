import type * as pulumi from "@pulumi/pulumi";
import type { Problem } from "../validation/problems";
import { perRun } from "../perRun";

/** The names of a run's hosts, by the resource group that they are in. */
const taken = perRun(() => new Map<unknown, Set<string>>());

/** Azure ignores the case of a group's name. One that comes later is known by its output, which hosts hand on to each other. */
const keyOf = (resourceGroupName: pulumi.Input<string> | undefined): unknown =>
    typeof resourceGroupName === "string" ? resourceGroupName.toLowerCase() : resourceGroupName;

/** A host's name that another host of its network has: a VM, its address and its interface are known to Azure by it. */
export function takenNameProblems(
    network: { readonly resourceGroupName?: pulumi.Input<string> } | undefined,
    hostName: string,
): readonly Problem[] {
    const expected = "a name that no other host in its network has";
    const fix = "Choose another name, or give this host a network of its own";
    return taken().get(keyOf(network?.resourceGroupName))?.has(hostName) === true
        ? [{ argument: "hostName", expected, got: hostName, fix }]
        : [];
}

/** Notes that a host has a name. */
export function takeName(resourceGroupName: pulumi.Input<string>, hostName: string): void {
    const key = keyOf(resourceGroupName);
    taken().set(key, new Set([...(taken().get(key) ?? []), hostName]));
}
