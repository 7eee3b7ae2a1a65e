import * as network from "@pulumi/azure-native/network";
import * as resources from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";
import { hostNetworkProblems } from "../validation/arguments";
import { defaults } from "../defaults";
import { throwIfInvalid } from "../validation/problems";
import { inboundRules, openSources } from "./securityRules";

const ADDRESS_SPACE = "10.0.0.0/16";
const SUBNET = "10.0.0.0/24";

/**
 * The names within the resource group, which is the network's own. They hold nothing of the component's name: a rename by
 * an alias would otherwise replace what they name, which Azure refuses while hosts use it.
 */
const NAMES = { securityGroup: "docker-hosts-nsg", virtualNetwork: "docker-hosts-vnet", subnet: "docker-hosts" };

/** The arguments of a {@link HostNetwork}. */
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

/** A network as a host uses it. A {@link HostNetwork} can be given where one is asked for, or the `network` of a host. */
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

/**
 * A virtual network with one subnet, and a security group that lets SSH and the Docker port in from named sources only.
 * Any number of hosts can share it.
 *
 * @throws pulumi.RunError when an argument is wrong; nothing is registered then.
 */
export class HostNetwork extends pulumi.ComponentResource {
    /** Name of the resource group. */
    public readonly resourceGroupName: pulumi.Output<string>;
    /** Azure region. */
    public readonly location: pulumi.Output<string>;
    /** Azure resource id of the subnet. */
    public readonly subnetId: pulumi.Output<string>;
    /** Azure resource id of the security group. */
    public readonly securityGroupId: pulumi.Output<string>;
    /** TCP port of the Docker daemon. */
    public readonly dockerPort: pulumi.Output<number>;

    constructor(name: string, args: HostNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
        throwIfInvalid(`HostNetwork "${name}"`, hostNetworkProblems(args));
        super("docker-host-vm:index:HostNetwork", name, {}, opts);
        const dockerPort = args.dockerPort ?? defaults.dockerPort;
        const child = { parent: this };
        warnOfOpenSources(this, args.allowedSources);

        const group = new resources.ResourceGroup(
            `${name}-rg`,
            args.location === undefined ? {} : { location: args.location },
            child,
        );
        const scope = { resourceGroupName: group.name, location: group.location };
        const securityGroup = new network.NetworkSecurityGroup(
            `${name}-nsg`,
            {
                ...scope,
                networkSecurityGroupName: NAMES.securityGroup,
                securityRules: inboundRules(dockerPort, args.allowedSources),
            },
            child,
        );
        const virtualNetwork = new network.VirtualNetwork(
            `${name}-vnet`,
            {
                ...scope,
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

        this.resourceGroupName = group.name;
        this.location = group.location;
        this.subnetId = subnet.id;
        this.securityGroupId = securityGroup.id;
        this.dockerPort = pulumi.output(dockerPort);
        this.registerOutputs({
            resourceGroupName: this.resourceGroupName,
            location: this.location,
            subnetId: this.subnetId,
            securityGroupId: this.securityGroupId,
            dockerPort: this.dockerPort,
        });
    }
}

function warnOfOpenSources(resource: pulumi.Resource, allowedSources: readonly string[]): void {
    const open = openSources(allowedSources);
    if (open.length > 0) {
        const sources = open.map((source) => `"${source}"`).join(", ");
        void pulumi.log.warn(
            `allowedSources holds ${sources}: SSH and the Docker port can be reached by everybody or a large part of the Internet, and only keys and certificates keep strangers out. Name your own addresses instead.`,
            resource,
        );
    }
}
