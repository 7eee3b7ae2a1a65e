import * as network from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";
import { namesOnceThere } from "../outputs";
import { EndpointHost } from "../options";
import type { Problem } from "../validation/problems";
import { text } from "../validation/rules";
import type { Tags } from "../validation/tags";
import { throwIfInvalid } from "../validation/throwIfInvalid";
import type { Rules } from "../validation/walk";
import type { PublicAddress } from "./publicAddress";

/** The address of a host: a public one, a private one, or both. */
export interface HostAddress {
    /** Azure resource ID of the VM's network interface. */
    networkInterfaceId: pulumi.Input<string>;
    /** The static public IPv4 address, if there is one. */
    publicIpAddress?: pulumi.Input<string>;
    /** The fully qualified domain name for clients, if there is one. */
    fqdn?: pulumi.Input<string>;
    /** The private address, if it is static or if there is no public one. */
    privateIpAddress?: pulumi.Input<string>;
}

/** The names and addresses of a host, without its interface. */
export type HostNames = Omit<HostAddress, "networkInterfaceId">;

/** The rules for a given address. */
export const addressRules = {
    networkInterfaceId: { input: text },
    publicIpAddress: { input: text },
    fqdn: { input: text },
    privateIpAddress: { input: text },
} as const satisfies Rules<HostAddress>;

/** The members that an address may lack. */
export const OPTIONAL_IN_ADDRESS: readonly string[] = ["publicIpAddress", "fqdn", "privateIpAddress"];

/** The values for a host's network interface. */
export interface InterfaceSpec {
    readonly hostName: pulumi.Input<string>;
    readonly resourceGroupName: pulumi.Input<string>;
    readonly location: pulumi.Input<string>;
    readonly subnetId: pulumi.Input<string>;
    readonly securityGroupId: pulumi.Input<string>;
    /** If undefined, the host has a private address only. */
    readonly publicAddress: PublicAddress | undefined;
    /** If undefined, Azure chooses the private address. */
    readonly privateIpAddress: string | undefined;
    readonly tags?: Tags;
    readonly acceleratedNetworking?: boolean;
}

/** Creates a host's network interface. Like the addresses, it exists before the VM. */
export function createInterface(name: string, spec: InterfaceSpec, opts: pulumi.CustomResourceOptions): HostAddress {
    const { hostName, resourceGroupName, location, publicAddress, privateIpAddress, tags } = spec;
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
                    ...(privateIpAddress === undefined
                        ? { privateIPAllocationMethod: "Dynamic" }
                        : { privateIPAllocationMethod: "Static", privateIPAddress: privateIpAddress }),
                    subnet: { id: spec.subnetId },
                    ...(publicAddress && { publicIPAddress: { id: publicAddress.id } }),
                },
            ],
        },
        // Azure cannot delete what the interface refers to: if that is replaced, for example in another region, the interface
        // goes first.
        { ...opts, deleteBeforeReplace: true, replaceOnChanges: ["ipConfigurations", "networkSecurityGroup"] },
    );
    const networkInterfaceId = networkInterface.id;
    if (publicAddress !== undefined) {
        const { publicIpAddress, fqdn } = publicAddress;
        return {
            networkInterfaceId,
            publicIpAddress,
            // An optional member of a reference may also have the value undefined.
            fqdn: fqdn as pulumi.Output<string>,
            ...(privateIpAddress === undefined ? {} : { privateIpAddress }),
        };
    }
    return { networkInterfaceId, ...privateNames(networkInterface, hostName, opts) };
}

/**
 * The private address of an interface, and its name within the virtual network, which Azure's own DNS server knows. They are
 * read from Azure: the preview of an update of the interface would not know them.
 */
function privateNames(
    networkInterface: network.NetworkInterface,
    hostName: pulumi.Input<string>,
    opts: pulumi.InvokeOutputOptions,
): Required<Pick<HostAddress, "privateIpAddress" | "fqdn">> {
    const { resourceGroupName, name: networkInterfaceName } = namesOnceThere(networkInterface);
    const found = network.getNetworkInterfaceOutput({ resourceGroupName, networkInterfaceName }, opts);
    return {
        privateIpAddress: found.apply(({ ipConfigurations }) => ipConfigurations?.[0]?.privateIPAddress ?? ""),
        fqdn: pulumi
            .all([hostName, found])
            .apply(([host, { dnsSettings }]) => `${host}.${dnsSettings?.internalDomainNameSuffix ?? ""}`),
    };
}

/** The names and addresses of a host, once they are known. */
interface KnownAddress {
    readonly fqdn?: string | undefined;
    readonly publicIpAddress?: string | undefined;
    readonly privateIpAddress?: string | undefined;
}

/**
 * The name or the address that clients connect to.
 *
 * @param endpointHost - As the caller chose it.
 * @throws pulumi.RunError if the host has none, as soon as that is known.
 */
export function endpointOf(
    subject: string,
    { fqdn, publicIpAddress, privateIpAddress }: HostNames,
    endpointHost: EndpointHost | undefined,
): pulumi.Output<string> {
    return pulumi.output({ fqdn, publicIpAddress, privateIpAddress }).apply((address) => {
        const endpoint = chosenEndpoint(address, endpointHost);
        if (typeof endpoint === "object") {
            throwIfInvalid(subject, [endpoint]);
            return "";
        }
        return endpoint;
    });
}

/** The same for a known address, or the problem of a host that has no such name or address. */
export function chosenEndpoint(
    { fqdn, publicIpAddress, privateIpAddress }: KnownAddress,
    endpointHost: EndpointHost | undefined,
): string | Problem {
    const isNamed =
        (endpointHost ?? (publicIpAddress === undefined ? undefined : EndpointHost.Fqdn)) === EndpointHost.Fqdn;
    const expected = isNamed ? "address, because the address has no domain name" : "fqdn, because there is no address";
    const problem = { argument: "endpointHost", expected, got: endpointHost, fix: "Set it to that" };
    return (isNamed ? fqdn : (publicIpAddress ?? privateIpAddress)) ?? problem;
}
