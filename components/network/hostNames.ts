import type * as pulumi from "@pulumi/pulumi";
import type { Problem } from "../validation/problems";
import { perRun } from "../perRun";

/** The names of a run's hosts by resource group. */
const taken = perRun(() => new Map<unknown, Set<string>>());

/**
 * Azure ignores the case of a resource group's name. An unknown name is identified by its output, which hosts pass on to each
 * other.
 */
const keyOf = (resourceGroupName: pulumi.Input<string> | undefined): unknown =>
    typeof resourceGroupName === "string" ? resourceGroupName.toLowerCase() : resourceGroupName;

/**
 * The problem of a host name that another host in the same network already uses: Azure identifies the VM, its address and its
 * interface by it.
 */
export function takenNameProblems(
    network: { readonly resourceGroupName?: pulumi.Input<string> } | undefined,
    hostName: string,
): readonly Problem[] {
    const expected = "a name that no other host in the same network has";
    const fix = "Choose another name, or give this host its own network";
    return taken().get(keyOf(network?.resourceGroupName))?.has(hostName) === true
        ? [{ argument: "hostName", expected, got: hostName, fix }]
        : [];
}

/** Records the name of a host. */
export function takeName(resourceGroupName: pulumi.Input<string>, hostName: string): void {
    const key = keyOf(resourceGroupName);
    taken().set(key, new Set([...(taken().get(key) ?? []), hostName]));
}
