import * as network from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";
import { findOpen } from "../../shared/azure/internet";
import type { Outputs } from "../outputs";
import { throwIfInvalid, validatedInput } from "../validation/throwIfInvalid";
import { checkWhenKnown } from "../validation/walk";
import { withDefaults } from "../withDefaults";
import { checkSecurityGroup, regionOf } from "./existingNetwork";
import { type HostNetworkArgs, hostNetworkProblems, hostNetworkRules } from "./hostNetworkArgs";
import { networkingRules } from "./networkingSettings";
import { createSubnet, scopeOf } from "./ownNetwork";
import { inboundRules } from "./securityRules";

/**
 * The start of the names within the network's own resource group. It does not contain the component's name: renaming the
 * component with an alias would otherwise replace these resources, which Azure rejects while hosts use them.
 */
const NAME_PREFIX = "docker-hosts";

/**
 * A virtual network with one subnet, and a security group that allows SSH and the Docker port from the given sources only. Any
 * number of hosts can share it. Each part can also be one that exists already.
 *
 * @throws pulumi.RunError if an argument is invalid, before any resource is registered.
 */
export class HostNetwork extends pulumi.ComponentResource {
    /** Name of the resource group. */
    public readonly resourceGroupName!: pulumi.Output<string>;
    /** Azure region. */
    public readonly location!: pulumi.Output<string>;
    /** Azure resource ID of the subnet. */
    public readonly subnetId!: pulumi.Output<string>;
    /** Azure resource ID of the security group. */
    public readonly securityGroupId!: pulumi.Output<string>;
    /** TCP port of the Docker daemon. */
    public readonly dockerPort!: pulumi.Output<number>;
    /** Whether a host without a public address can reach the Internet; undefined for an existing subnet. */
    public readonly outboundAccess?: pulumi.Output<boolean>;

    constructor(name: string, args: HostNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
        const subject = `HostNetwork "${name}"`;
        throwIfInvalid(subject, hostNetworkProblems(args));
        super("docker-host-vm:index:HostNetwork", name, {}, opts);
        checkWhenKnown(subject, args, hostNetworkRules);
        const { dockerPort, networking = {}, allowedSources = [], tags } = withDefaults(args);
        const { natGateway = false, namePrefix = NAME_PREFIX } = networking;
        const child = { parent: this };
        const existing = (member: ExistingMember): pulumi.Output<string> | undefined =>
            networking[member] === undefined
                ? undefined
                : validatedInput(subject, `networking.${member}`, networkingRules[member].input, networking[member]);
        const [subnetId, virtualNetworkId] = [existing("subnetId"), existing("virtualNetworkId")];
        const guard = existing("securityGroupId");
        const given = existing("resourceGroupName");

        const networkId = subnetId ?? virtualNetworkId;
        const region = regionOf({ subject, networkId, resourceGroupName: given, location: args.location }, child);
        const scope = scopeOf(name, { resourceGroupName: given, location: region, tags }, child);
        if (guard === undefined) {
            warnOfOpenSources(this, "allowedSources", allowedSources);
            warnOfOpenSources(this, "networking.sshSources", networking.sshSources ?? []);
        } else {
            const argument = "networking.securityGroupId";
            checkSecurityGroup(this, { subject, argument, securityGroupId: guard, dockerPort });
        }
        const isConnected = networkId !== undefined || networking.addressPrefix !== undefined;
        const others = { ...networking, isConnected };
        const securityGroupId =
            guard ??
            new network.NetworkSecurityGroup(
                `${name}-nsg`,
                {
                    ...scope,
                    tags,
                    networkSecurityGroupName: `${namePrefix}-nsg`,
                    securityRules: inboundRules(dockerPort, allowedSources, others),
                },
                child,
            ).id;
        const subnet = { ...networking, scope, tags, virtualNetworkId, namePrefix };

        const outputs: Outputs<HostNetwork> = {
            ...scope,
            subnetId: subnetId ?? createSubnet(name, subnet, child).id,
            securityGroupId,
            dockerPort: pulumi.output(dockerPort),
            ...(subnetId === undefined && { outboundAccess: pulumi.output(natGateway) }),
        };
        Object.assign(this, outputs);
        this.registerOutputs(outputs);
    }
}

/** The settings that name existing resources. */
type ExistingMember = "resourceGroupName" | "virtualNetworkId" | "subnetId" | "securityGroupId";

function warnOfOpenSources(resource: pulumi.Resource, argument: string, allowed: readonly string[]): void {
    const open = findOpen(allowed, (source) => [source]);
    if (open.length > 0) {
        const sources = open.map((source) => `"${source}"`).join(", ");
        const reachable = argument === "allowedSources" ? "SSH and the Docker port are" : "SSH is";
        void pulumi.log.warn(
            `${argument} contains ${sources}: ${reachable} reachable from all or much of the Internet, and only keys and certificates protect the host. Specify your own addresses instead.`,
            resource,
        );
    }
}
