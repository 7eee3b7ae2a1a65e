import type * as pulumi from "@pulumi/pulumi";
import type { Problem } from "../validation/problems";
import { rule, text, trueOrFalse } from "../validation/rules";
import { anyOf, missing, type Rules, walk } from "../validation/walk";
import { tags } from "../validation/tags";
import { withDefaults } from "../withDefaults";
import { allowedSources } from "./allowedSources";
import { networking, networkingProblems, type NetworkingSettings } from "./networkingSettings";
import { dockerPort } from "./networkRules";

/** The arguments of a `HostNetwork`. Only `allowedSources` is required, unless an existing security group is given. */
export interface HostNetworkArgs {
    /**
     * Sources that can reach SSH and the Docker port: IPv4 ranges in CIDR notation (`203.0.113.7/32`) and Azure service tags
     * (`AzureCloud`). `Internet` and `*` let everybody in and cause a warning. Required, except with
     * `networking.securityGroupId`, which has its own. A change takes effect in place.
     */
    allowedSources?: string[];
    /**
     * TCP port of the Docker daemon: 1 to 65535, except 22. A change takes effect in place.
     *
     * @defaultValue 4243
     */
    dockerPort?: number;
    /**
     * Azure region, for example `westus`. A change **replaces everything**.
     *
     * @defaultValue - that of an existing network or resource group, otherwise the provider's (`azure-native:location`)
     */
    location?: string;
    /**
     * Tags, by name, of all resources that this component creates and Azure can tag: at most 50, with names of up to 512
     * characters that differ by more than case, and values of up to 256. Never write a secret into a tag. A change updates the
     * tags in place.
     *
     * @defaultValue `{}`
     * @see https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources
     */
    tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
    /**
     * Existing resources to use, outbound access, sources of SSH, and additional open ports.
     *
     * @defaultValue - a new network, in which SSH and the Docker port are open to `allowedSources`
     */
    networking?: NetworkingSettings;
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
    /** Whether a host without a public address can reach the Internet. Such hosts are rejected if it is false. */
    outboundAccess?: pulumi.Input<boolean>;
}

/** The rules for the arguments. */
export const hostNetworkRules = {
    allowedSources,
    dockerPort,
    tags: { input: tags },
    location: text,
    networking,
} as const satisfies Rules<HostNetworkArgs>;

/** Checks the arguments. */
export function hostNetworkProblems(args: HostNetworkArgs): readonly Problem[] {
    const own = walk(args, hostNetworkRules);
    return anyOf(own, []) ? own : [...own, ...networkTogether(args, own)];
}

/** Checks arguments against each other, as far as each of them is valid. */
export function networkTogether(args: HostNetworkArgs, own: readonly Problem[]): readonly Problem[] {
    const { dockerPort } = withDefaults(args);
    return [
        ...(anyOf(own, ["networking"]) ? [] : missingSources(args)),
        ...(anyOf(own, Object.keys(hostNetworkRules)) ? [] : networkingProblems({ ...args, dockerPort })),
    ];
}

/** The problem of missing sources: only an existing security group has its own. */
function missingSources(args: HostNetworkArgs): readonly Problem[] {
    return args.networking?.securityGroupId === undefined
        ? missing(args, "allowedSources", 'Specify your own address, for example ["203.0.113.7/32"]')
        : [];
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
    outboundAccess: { input: trueOrFalse },
} as const satisfies Rules<HostNetworkReference>;

/** The members that a reference may lack. */
export const OPTIONAL_IN_NETWORK: readonly string[] = ["subnetId", "securityGroupId", "outboundAccess"];
