import type * as pulumi from "@pulumi/pulumi";
import type { Problem } from "../validation/problems";
import { rule, text } from "../validation/rules";
import { anyOf, missing, type Rules, walk } from "../validation/walk";
import { allowedSources } from "./allowedSources";
import { dockerPort } from "./networkRules";

/** The arguments of a `HostNetwork`. */
export interface HostNetworkArgs {
    /**
     * Who may reach SSH and the Docker port: IPv4 ranges in CIDR notation (`203.0.113.7/32`) and Azure service tags
     * (`AzureCloud`). `Internet` and `*` let everybody in and are warned about. There is no default. A change takes
     * effect in place.
     */
    allowedSources: string[];
    /**
     * TCP port of the Docker daemon, 1 to 65535, not 22. A change takes effect in place.
     *
     * @defaultValue 4243
     */
    dockerPort?: number;
    /**
     * Azure region, e.g. `westus`. A change replaces everything.
     *
     * @defaultValue - the provider's (`azure-native:location`)
     */
    location?: string;
}

/** A network as a host uses it. A `HostNetwork` can be given where one is asked for, or the `network` of a host. */
export interface HostNetworkReference {
    /** Name of the resource group that the VM goes into. */
    resourceGroupName: pulumi.Input<string>;
    /** Azure region of that network. */
    location: pulumi.Input<string>;
    /** Azure resource id of the subnet that the host's network interface joins. Not needed with an `address`. */
    subnetId?: pulumi.Input<string>;
    /** Azure resource id of the security group that guards that interface. Not needed with an `address`. */
    securityGroupId?: pulumi.Input<string>;
    /** TCP port of the Docker daemon that the network lets through. */
    dockerPort: pulumi.Input<number>;
}

/** The rules of the arguments. */
export const hostNetworkRules = {
    allowedSources,
    dockerPort,
    location: text,
} as const satisfies Rules<HostNetworkArgs>;

/** All that is wrong with the arguments. */
export function hostNetworkProblems(args: HostNetworkArgs): readonly Problem[] {
    const own = walk(args, hostNetworkRules);
    return anyOf(own, []) ? own : [...own, ...missingSources(args)];
}

/** The problem of arguments that let nobody in. */
export function missingSources(args: object): readonly Problem[] {
    return missing(args, "allowedSources", 'Write your own address, for example ["203.0.113.7/32"]');
}

/** What a host's own network interface needs of a network that others made. */
export const joinable = rule(
    (value) => typeof value === "string" && value !== "",
    "an Azure resource id: the host's network interface joins it",
    "Give a HostNetwork, or the host's address with an interface that is in a network already",
);

/** The rules of a network that others made. */
export const hostNetworkReferenceRules = {
    resourceGroupName: { input: text },
    location: { input: text },
    subnetId: { input: joinable },
    securityGroupId: { input: joinable },
    dockerPort: { input: dockerPort },
} as const satisfies Rules<HostNetworkReference>;
