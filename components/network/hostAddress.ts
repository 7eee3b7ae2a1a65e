import * as network from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";
import { text } from "../validation/rules";
import type { Tags } from "../validation/tags";
import type { Rules } from "../validation/walk";

/** The address of a host. */
export interface HostAddress {
    /** Azure resource ID of the VM's network interface. */
    networkInterfaceId: pulumi.Input<string>;
    /** The static public IPv4 address. */
    publicIpAddress: pulumi.Input<string>;
    /** The fully qualified domain name of the public address. */
    fqdn: pulumi.Input<string>;
    /** The private address, if it is static. */
    privateIpAddress?: pulumi.Input<string>;
}

/** The rules for a given address. */
export const addressRules = {
    networkInterfaceId: { input: text },
    publicIpAddress: { input: text },
    fqdn: { input: text },
    privateIpAddress: { input: text },
} as const satisfies Rules<HostAddress>;

/** The values for a host's address and network interface. */
export interface AddressSpec {
    readonly hostName: pulumi.Input<string>;
    readonly dnsLabel: pulumi.Input<string>;
    readonly resourceGroupName: pulumi.Input<string>;
    readonly location: pulumi.Input<string>;
    readonly subnetId: pulumi.Input<string>;
    readonly securityGroupId: pulumi.Input<string>;
    readonly tags?: Tags;
    readonly acceleratedNetworking?: boolean;
}

/**
 * Creates a static public address with a DNS name, and a network interface with that address. Both exist before the VM, so
 * that the host's certificate can name them.
 */
export function createHostAddress(name: string, spec: AddressSpec, opts: pulumi.CustomResourceOptions): HostAddress {
    const { hostName, resourceGroupName, location, tags } = spec;
    const address = new network.PublicIPAddress(
        `${name}-ip`,
        {
            resourceGroupName,
            location,
            tags,
            publicIpAddressName: pulumi.interpolate`${hostName}-ip`,
            // Azure retired the Basic SKU in 2025. A Standard address is static, and closed until a security rule opens it.
            sku: { name: "Standard", tier: "Regional" },
            publicIPAllocationMethod: "Static",
            publicIPAddressVersion: "IPv4",
            dnsSettings: { domainNameLabel: spec.dnsLabel },
        },
        { ...opts, deleteBeforeReplace: true, replaceOnChanges: ["publicIPAllocationMethod", "zones", "ipTags"] },
    );
    const networkInterface = new network.NetworkInterface(
        `${name}-nic`,
        {
            resourceGroupName,
            location,
            tags,
            networkInterfaceName: pulumi.interpolate`${hostName}-nic`,
            networkSecurityGroup: { id: spec.securityGroupId },
            enableAcceleratedNetworking: spec.acceleratedNetworking,
            ipConfigurations: [
                {
                    name: "primary",
                    primary: true,
                    privateIPAllocationMethod: "Dynamic",
                    subnet: { id: spec.subnetId },
                    publicIPAddress: { id: address.id },
                },
            ],
        },
        // Azure cannot delete what the interface refers to: if that is replaced, for example in another region, the interface
        // goes first.
        { ...opts, deleteBeforeReplace: true, replaceOnChanges: ["ipConfigurations", "networkSecurityGroup"] },
    );
    return {
        networkInterfaceId: networkInterface.id,
        publicIpAddress: address.ipAddress.apply((ip) => present(ip, "address")),
        fqdn: address.dnsSettings.apply((settings) => present(settings?.fqdn, "domain name")),
    };
}

/** A static address with a label has both as soon as it is created. Without them no certificate would be valid. */
function present(value: string | undefined, what: string): string {
    if (value === undefined) {
        throw new Error(`Azure returned no ${what} for a static public address with a DNS label.`);
    }
    return value;
}
