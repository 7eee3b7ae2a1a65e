import * as network from "@pulumi/azure-native/network";
import * as resources from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";
import type { Tags } from "../validation/tags";
import { DEFAULT_PREFIX, subnetPrefix } from "./addressPrefix";
import type { NetworkingSettings } from "./networkingSettings";
import { partsOf } from "../../shared/azure/resourceIdParts";

/** Where a network's resources are. */
interface Scope {
    readonly resourceGroupName: pulumi.Output<string>;
    readonly location: pulumi.Output<string>;
}

/** The values for a resource group. */
interface ScopeSpec {
    /** The name of an existing one. */
    readonly resourceGroupName: pulumi.Output<string> | undefined;
    readonly location: pulumi.Input<string> | undefined;
    readonly tags: Tags | undefined;
}

/** Creates a resource group unless one is given. */
export function scopeOf(
    name: string,
    { resourceGroupName, location, tags }: ScopeSpec,
    opts: pulumi.CustomResourceOptions,
): Scope {
    if (resourceGroupName !== undefined && location !== undefined) {
        return { resourceGroupName, location: pulumi.output(location) };
    }
    const group = new resources.ResourceGroup(`${name}-rg`, { location, tags }, opts);
    return { resourceGroupName: group.name, location: group.location };
}

/** The values for a subnet. */
interface SubnetSpec extends Pick<NetworkingSettings, "addressPrefix" | "natGateway"> {
    readonly scope: Scope;
    readonly tags: Tags | undefined;
    /** The existing virtual network; undefined for a new one. */
    readonly virtualNetworkId: pulumi.Output<string> | undefined;
    readonly namePrefix: string;
}

/** Creates a subnet and what it needs: its virtual network unless that exists, and a NAT gateway by choice. */
export function createSubnet(name: string, spec: SubnetSpec, opts: pulumi.CustomResourceOptions): network.Subnet {
    const { scope, tags, virtualNetworkId, namePrefix, addressPrefix = DEFAULT_PREFIX } = spec;
    // Azure does not change a range that is in use. With another range they have other names, and are replaced.
    const suffix = spec.addressPrefix === undefined ? "" : `-${spec.addressPrefix.replace("/", "-")}`;
    const parts = virtualNetworkId?.apply(partsOf);
    const created =
        virtualNetworkId === undefined
            ? new network.VirtualNetwork(
                  `${name}-vnet`,
                  {
                      ...scope,
                      tags,
                      virtualNetworkName: `${namePrefix}-vnet${suffix}`,
                      addressSpace: { addressPrefixes: [addressPrefix] },
                  },
                  opts,
              )
            : undefined;
    const gateway = spec.natGateway === true ? createNatGateway(name, { ...scope, tags }, namePrefix, opts) : undefined;
    return new network.Subnet(
        `${name}-subnet`,
        {
            resourceGroupName: parts?.resourceGroupName ?? scope.resourceGroupName,
            virtualNetworkName: created?.name ?? parts?.name ?? "",
            subnetName: `${namePrefix}${suffix}`,
            addressPrefix: created === undefined ? addressPrefix : subnetPrefix(addressPrefix),
            // Azure's default differs between versions of its API. Hosts have a public address or a NAT gateway.
            defaultOutboundAccess: false,
            ...(gateway && { natGateway: { id: gateway.id } }),
        },
        opts,
    );
}

/** Creates a NAT gateway with a static address. */
function createNatGateway(
    name: string,
    common: Scope & { readonly tags: Tags | undefined },
    namePrefix: string,
    opts: pulumi.CustomResourceOptions,
): network.NatGateway {
    const address = new network.PublicIPAddress(
        `${name}-nat-ip`,
        {
            ...common,
            publicIpAddressName: `${namePrefix}-nat-ip`,
            sku: { name: "Standard", tier: "Regional" },
            publicIPAllocationMethod: "Static",
            publicIPAddressVersion: "IPv4",
        },
        opts,
    );
    return new network.NatGateway(
        `${name}-nat`,
        {
            ...common,
            natGatewayName: `${namePrefix}-nat`,
            sku: { name: "Standard" },
            publicIpAddresses: [{ id: address.id }],
        },
        opts,
    );
}
