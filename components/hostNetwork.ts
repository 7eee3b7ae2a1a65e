import * as network from "@pulumi/azure-native/network";
import * as resources from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { hostNetworkFaults } from "./internal/arguments";
import { defaults } from "./internal/defaults";
import { refuse } from "./internal/faults";
import { dnsLabel } from "./internal/dnsLabel";
import { inboundRules, openSources } from "./internal/securityRules";

const ADDRESS_SPACE = "10.0.0.0/16";
const SUBNET = "10.0.0.0/24";

/** The arguments of a {@link HostNetwork}. */
export interface HostNetworkArgs {
    /**
     * The hosts that get an address here, by name: 2 to 54 lower-case letters, digits and hyphens each. Adding one
     * replaces nothing of the others.
     */
    hostNames: string[];
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
    /**
     * DNS label of the first host's public address; the others get it with a hyphen and their name behind it. 3 to 63
     * lower-case letters, digits and hyphens, unique in its region. A change takes effect in place and re-issues the
     * server certificates.
     *
     * @defaultValue - the host's name, a hyphen and eight random characters
     */
    dnsLabel?: string;
}

/** Where a host is. */
export interface HostAddress {
    /** Azure resource id of the network interface that the VM takes. */
    networkInterfaceId: pulumi.Input<string>;
    /** The static public IPv4 address. */
    publicIpAddress: pulumi.Input<string>;
    /** The fully qualified domain name of that address. */
    fqdn: pulumi.Input<string>;
    /** The private address, only if it is fixed. */
    privateIpAddress?: pulumi.Input<string>;
}

/** A network as a host uses it. A {@link HostNetwork} can be given where one is asked for. */
export interface HostNetworkReference {
    /** Name of the resource group that the VM goes into. */
    resourceGroupName: pulumi.Input<string>;
    /** Azure region of that network. */
    location: pulumi.Input<string>;
    /** TCP port of the Docker daemon that the network lets through. */
    dockerPort: number;
    /** The addresses by host name. */
    hosts: Record<string, HostAddress>;
}

/**
 * A virtual network with one subnet, a security group that lets SSH and the Docker port in from named sources only, and
 * for each host a static public address with a DNS name and a network interface. The addresses exist before the hosts,
 * so that their certificates can name them.
 *
 * @throws pulumi.RunError when an argument is wrong; nothing is registered then.
 */
export class HostNetwork extends pulumi.ComponentResource {
    /** Name of the resource group. */
    public readonly resourceGroupName: pulumi.Output<string>;
    /** Azure region. */
    public readonly location: pulumi.Output<string>;
    /** TCP port of the Docker daemon. */
    public readonly dockerPort: number;
    /** The addresses by host name. Not one output: a new host must not make the others' addresses unknown in a preview. */
    public readonly hosts: Record<string, HostAddress>;

    constructor(name: string, args: HostNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
        refuse(`HostNetwork "${name}"`, hostNetworkFaults(args));
        super("docker-host-vm:index:HostNetwork", name, {}, opts);
        const dockerPort = args.dockerPort ?? defaults.dockerPort;
        const child = { parent: this };
        warnOfOpenSources(this, args.allowedSources);

        const group = new resources.ResourceGroup(
            `${name}-rg`,
            args.location === undefined ? {} : { location: args.location },
            child,
        );
        const place = { resourceGroupName: group.name, location: group.location };
        const securityGroup = new network.NetworkSecurityGroup(
            `${name}-nsg`,
            {
                ...place,
                networkSecurityGroupName: `${name}-nsg`,
                securityRules: inboundRules(dockerPort, args.allowedSources),
            },
            { ...child, deleteBeforeReplace: true },
        );
        const virtualNetwork = new network.VirtualNetwork(
            `${name}-vnet`,
            { ...place, virtualNetworkName: `${name}-vnet`, addressSpace: { addressPrefixes: [ADDRESS_SPACE] } },
            { ...child, deleteBeforeReplace: true },
        );
        const subnet = new network.Subnet(
            `${name}-subnet`,
            {
                resourceGroupName: group.name,
                virtualNetworkName: virtualNetwork.name,
                subnetName: `${name}-subnet`,
                addressPrefix: SUBNET,
            },
            { ...child, deleteBeforeReplace: true },
        );

        const hosts = args.hostNames.map((hostName, index) => {
            const label =
                dnsLabel(args.dnsLabel, hostName, index) ?? generatedLabel(`${name}-${hostName}`, hostName, child);
            const site = { place, securityGroupId: securityGroup.id, subnetId: subnet.id };
            return [hostName, addressHost(`${name}-${hostName}`, hostName, { ...site, label }, child)] as const;
        });

        this.resourceGroupName = group.name;
        this.location = group.location;
        this.dockerPort = dockerPort;
        this.hosts = Object.fromEntries(hosts);
        this.registerOutputs({
            resourceGroupName: this.resourceGroupName,
            location: this.location,
            dockerPort: this.dockerPort,
            hosts: this.hosts,
        });
    }
}

/** Where and under which DNS label a host gets its address. */
interface Site {
    readonly place: { readonly resourceGroupName: pulumi.Output<string>; readonly location: pulumi.Output<string> };
    readonly securityGroupId: pulumi.Output<string>;
    readonly subnetId: pulumi.Output<string>;
    readonly label: pulumi.Input<string>;
}

/** Makes the public address and the network interface of one host. */
function addressHost(name: string, hostName: string, site: Site, opts: pulumi.CustomResourceOptions): HostAddress {
    const address = new network.PublicIPAddress(
        `${name}-ip`,
        {
            ...site.place,
            publicIpAddressName: `${hostName}-ip`,
            // Azure retired the Basic SKU in 2025. A Standard address is static and closed until a rule opens it.
            sku: { name: "Standard", tier: "Regional" },
            publicIPAllocationMethod: "Static",
            publicIPAddressVersion: "IPv4",
            dnsSettings: { domainNameLabel: site.label },
        },
        { ...opts, deleteBeforeReplace: true, replaceOnChanges: ["publicIPAllocationMethod", "zones", "ipTags"] },
    );
    const networkInterface = new network.NetworkInterface(
        `${name}-nic`,
        {
            ...site.place,
            networkInterfaceName: `${hostName}-nic`,
            networkSecurityGroup: { id: site.securityGroupId },
            ipConfigurations: [
                {
                    name: "primary",
                    primary: true,
                    privateIPAllocationMethod: "Dynamic",
                    subnet: { id: site.subnetId },
                    publicIPAddress: { id: address.id },
                },
            ],
        },
        { ...opts, deleteBeforeReplace: true },
    );
    return {
        networkInterfaceId: networkInterface.id,
        publicIpAddress: address.ipAddress.apply((ip) => present(ip, "address")),
        fqdn: address.dnsSettings.apply((settings) => present(settings?.fqdn, "domain name")),
    };
}

/** A static address with a label has both from its creation on; without them no certificate could be right. */
function present(value: string | undefined, what: string): string {
    if (value === undefined) {
        throw new Error(`Azure returned no ${what} for a static public address with a DNS label.`);
    }
    return value;
}

/** Eight random characters behind the host's name: labels are unique among all customers of a region. */
function generatedLabel(name: string, hostName: string, opts: pulumi.CustomResourceOptions): pulumi.Output<string> {
    const suffix = new random.RandomString(`${name}-label`, { length: 8, upper: false, special: false }, opts);
    return pulumi.interpolate`${hostName}-${suffix.result}`;
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
