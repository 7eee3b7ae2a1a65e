import * as network from "@pulumi/azure-native/network";
import * as resources from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";
import { findOpen } from "../../shared/azure/internet";
import type { Outputs } from "../outputs";
import { throwIfInvalid } from "../validation/throwIfInvalid";
import { checkWhenKnown } from "../validation/walk";
import { withDefaults } from "../withDefaults";
import { type HostNetworkArgs, hostNetworkProblems, hostNetworkRules } from "./hostNetworkArgs";
import { inboundRules } from "./securityRules";

const ADDRESS_SPACE = "10.0.0.0/16";
const SUBNET = "10.0.0.0/24";

/**
 * The names within the network's own resource group. They do not contain the component's name: renaming the component with an
 * alias would otherwise replace these resources, which Azure rejects while hosts use them.
 */
const NAMES = { securityGroup: "docker-hosts-nsg", virtualNetwork: "docker-hosts-vnet", subnet: "docker-hosts" };

/**
 * A virtual network with one subnet, and a security group that allows SSH and the Docker port from the given sources only. Any
 * number of hosts can share it.
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

    constructor(name: string, args: HostNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
        const subject = `HostNetwork "${name}"`;
        throwIfInvalid(subject, hostNetworkProblems(args));
        super("docker-host-vm:index:HostNetwork", name, {}, opts);
        checkWhenKnown(subject, args, hostNetworkRules);
        const { dockerPort, location, tags } = withDefaults(args);
        const child = { parent: this };
        warnOfOpenSources(this, args.allowedSources);

        const group = new resources.ResourceGroup(`${name}-rg`, { location, tags }, child);
        const scope = { resourceGroupName: group.name, location: group.location };
        const securityGroup = new network.NetworkSecurityGroup(
            `${name}-nsg`,
            {
                ...scope,
                tags,
                networkSecurityGroupName: NAMES.securityGroup,
                securityRules: inboundRules(dockerPort, args.allowedSources),
            },
            child,
        );
        const virtualNetwork = new network.VirtualNetwork(
            `${name}-vnet`,
            {
                ...scope,
                tags,
                virtualNetworkName: NAMES.virtualNetwork,
                addressSpace: { addressPrefixes: [ADDRESS_SPACE] },
            },
            child,
        );
        const subnet = new network.Subnet(
            `${name}-subnet`,
            {
                resourceGroupName: group.name,
                virtualNetworkName: virtualNetwork.name,
                subnetName: NAMES.subnet,
                addressPrefix: SUBNET,
            },
            child,
        );

        const outputs: Outputs<HostNetwork> = {
            ...scope,
            subnetId: subnet.id,
            securityGroupId: securityGroup.id,
            dockerPort: pulumi.output(dockerPort),
        };
        Object.assign(this, outputs);
        this.registerOutputs(outputs);
    }
}

function warnOfOpenSources(resource: pulumi.Resource, allowedSources: readonly string[]): void {
    const open = findOpen(allowedSources, (source) => [source]);
    if (open.length > 0) {
        const sources = open.map((source) => `"${source}"`).join(", ");
        void pulumi.log.warn(
            `allowedSources contains ${sources}: SSH and the Docker port are reachable from all or much of the Internet, and only keys and certificates protect the host. Specify your own addresses instead.`,
            resource,
        );
    }
}
