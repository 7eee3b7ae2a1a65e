import type * as pulumi from "@pulumi/pulumi";
import type { Problem } from "../validation/problems";
import { rule, text } from "../validation/rules";
import { anyOf, missing, type Rules, walk } from "../validation/walk";
import { tags } from "../validation/tags";
import { allowedSources } from "./allowedSources";
import { dockerPort } from "./networkRules";

/** The arguments of a `HostNetwork`. */
export interface HostNetworkArgs {
    /**
     * Sources that can reach SSH and the Docker port: IPv4 ranges in CIDR notation (`203.0.113.7/32`) and Azure service tags
     * (`AzureCloud`). `Internet` and `*` let everybody in and cause a warning. There is no default. A change takes effect in
     * place.
     */
    allowedSources: string[];
    /**
     * TCP port of the Docker daemon: 1 to 65535, except 22. A change takes effect in place.
     *
     * @defaultValue 4243
     */
    dockerPort?: number;
    /**
     * Azure region, for example `westus`. A change **replaces everything**.
     *
     * @defaultValue - the provider's location (`azure-native:location`)
     */
    location?: string;
    /**
     * Tags of the resource group and everything in it that this component creates by name: at most 50, with names of up to 512 characters that differ by more than
     * case, and values of up to 256. Never write a secret into a tag. A change updates the tags in place.
     *
     * @defaultValue `{}`
     * @see https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources
     */
    tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** A reference to a network: a `HostNetwork`, or the `network` of a host. */
export interface HostNetworkReference {
    /** Name of the resource group for the VM. */
    resourceGroupName: pulumi.Input<string>;
    /** Azure region of the network. */
    location: pulumi.Input<string>;
    /** Azure resource ID of the subnet for the host's network interface. Not needed with an `address`. */
    subnetId?: pulumi.Input<string>;
    /** Azure resource ID of the security group for that interface. Not needed with an `address`. */
    securityGroupId?: pulumi.Input<string>;
    /** TCP port of the Docker daemon that the network allows. */
    dockerPort: pulumi.Input<number>;
}

/** The rules for the arguments. */
export const hostNetworkRules = {
    allowedSources,
    dockerPort,
    tags: { input: tags },
    location: text,
} as const satisfies Rules<HostNetworkArgs>;

/** Checks the arguments. */
export function hostNetworkProblems(args: HostNetworkArgs): readonly Problem[] {
    const own = walk(args, hostNetworkRules);
    return anyOf(own, []) ? own : [...own, ...missingSources(args)];
}

/** The problem of missing sources. */
export function missingSources(args: object): readonly Problem[] {
    return missing(args, "allowedSources", 'Specify your own address, for example ["203.0.113.7/32"]');
}

/** A resource ID that a host's new network interface needs from a given network. */
export const joinable = rule(
    (value) => typeof value === "string" && value !== "",
    "the Azure resource ID that the host's network interface needs",
    "Pass a HostNetwork, or an address whose interface is already in a network",
);

/** The rules for a reference to a network. */
export const hostNetworkReferenceRules = {
    resourceGroupName: { input: text },
    location: { input: text },
    subnetId: { input: joinable },
    securityGroupId: { input: joinable },
    dockerPort: { input: dockerPort },
} as const satisfies Rules<HostNetworkReference>;
