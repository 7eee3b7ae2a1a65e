import { randomBytes, randomUUID } from "node:crypto";
import { listAt, textAt } from "../../../shared/json";
import type { ArmType, Write } from "../armType";
import { sameId } from "../resourceIds";
import { kept, regionOf, succeeded, topLevel } from "./common";

const API_VERSION = "2024-05-01";

const etag = (): string => `W/"${randomUUID()}"`;

export const virtualNetwork: ArmType = {
    ...topLevel("Microsoft.Network", "virtualNetworks", "virtualNetworkName"),
    token: "azure-native:network:VirtualNetwork",
    apiVersion: API_VERSION,
    replacingInputs: ["location"],
    project: (write) => ({
        addressSpace: write.inputs["addressSpace"],
        enableDdosProtection: false,
        virtualNetworkPeerings: [],
        subnets: [],
        etag: etag(),
        ...kept(write, "resourceGuid", randomUUID),
        ...succeeded,
    }),
};

export const subnet: ArmType = {
    token: "azure-native:network:Subnet",
    armType: "Microsoft.Network/virtualNetworks/subnets",
    apiVersion: API_VERSION,
    nameInput: "subnetName",
    pathInputs: ["resourceGroupName", "virtualNetworkName", "subnetName"],
    requiredInputs: ["resourceGroupName", "virtualNetworkName"],
    replacingInputs: [],
    id: (inputs) => `${virtualNetwork.id(inputs)}/subnets/${String(inputs["subnetName"])}`,
    project: ({ inputs }) => ({
        addressPrefix: inputs["addressPrefix"],
        defaultOutboundAccess: inputs["defaultOutboundAccess"],
        natGateway: inputs["natGateway"],
        delegations: [],
        privateEndpointNetworkPolicies: inputs["privateEndpointNetworkPolicies"],
        privateLinkServiceNetworkPolicies: inputs["privateLinkServiceNetworkPolicies"],
        etag: etag(),
        ...succeeded,
    }),
};

export const networkSecurityGroup: ArmType = {
    ...topLevel("Microsoft.Network", "networkSecurityGroups", "networkSecurityGroupName"),
    token: "azure-native:network:NetworkSecurityGroup",
    apiVersion: API_VERSION,
    replacingInputs: [],
    project: (write) => ({
        securityRules: listAt(write.inputs, "securityRules").map((rule) => ({
            destinationAddressPrefixes: [],
            destinationPortRanges: [],
            sourceAddressPrefixes: [],
            sourcePortRanges: [],
            ...rule,
            id: `${write.id}/securityRules/${String(rule["name"])}`,
            type: "Microsoft.Network/networkSecurityGroups/securityRules",
            etag: etag(),
            ...succeeded,
        })),
        networkInterfaces: [],
        subnets: [],
        flowLogs: [],
        etag: etag(),
        ...kept(write, "resourceGuid", randomUUID),
        ...succeeded,
    }),
};

export const publicIpAddress: ArmType = {
    ...topLevel("Microsoft.Network", "publicIPAddresses", "publicIpAddressName"),
    token: "azure-native:network:PublicIPAddress",
    apiVersion: API_VERSION,
    replacingInputs: ["location", "publicIPAddressVersion", "sku"],
    project: (write) => {
        const { inputs } = write;
        const fqdn = domainName(write);
        return {
            ...(fqdn && { dnsSettings: { domainNameLabel: textAt(inputs, "dnsSettings", "domainNameLabel"), fqdn } }),
            // The effect that finds a free address sets it before the response.
            ...kept(write, "ipAddress", () => undefined),
            idleTimeoutInMinutes: 4,
            ipTags: [],
            publicIPAddressVersion: inputs["publicIPAddressVersion"],
            publicIPAllocationMethod: inputs["publicIPAllocationMethod"],
            sku: inputs["sku"],
            etag: etag(),
            ...kept(write, "resourceGuid", randomUUID),
            ...succeeded,
        };
    },
};

export const natGateway: ArmType = {
    ...topLevel("Microsoft.Network", "natGateways", "natGatewayName"),
    token: "azure-native:network:NatGateway",
    apiVersion: API_VERSION,
    replacingInputs: ["location"],
    project: (write) => ({
        idleTimeoutInMinutes: 4,
        publicIpAddresses: write.inputs["publicIpAddresses"],
        sku: write.inputs["sku"],
        etag: etag(),
        ...kept(write, "resourceGuid", randomUUID),
        ...succeeded,
    }),
};

export const applicationSecurityGroup: ArmType = {
    ...topLevel("Microsoft.Network", "applicationSecurityGroups", "applicationSecurityGroupName"),
    token: "azure-native:network:ApplicationSecurityGroup",
    apiVersion: API_VERSION,
    replacingInputs: ["location"],
    project: (write) => ({ etag: etag(), ...kept(write, "resourceGuid", randomUUID), ...succeeded }),
};

/** The domain name that the inputs of a public address request; undefined if they request none. */
export function domainName({ inputs, cloud }: Write): string | undefined {
    const label = textAt(inputs, "dnsSettings", "domainNameLabel");
    return label && `${label}.${String(regionOf(inputs))}.${cloud.publicNames}`;
}

export const networkInterface: ArmType = {
    ...topLevel("Microsoft.Network", "networkInterfaces", "networkInterfaceName"),
    token: "azure-native:network:NetworkInterface",
    apiVersion: API_VERSION,
    replacingInputs: [],
    project: (write) => ({
        auxiliaryMode: "None",
        auxiliarySku: "None",
        disableTcpStateTracking: false,
        ...kept(write, "dnsSettings", () => ({
            appliedDnsServers: [],
            dnsServers: [],
            internalDomainNameSuffix: `${randomBytes(13).toString("hex")}.dx.${write.cloud.internalNames}`,
        })),
        enableAcceleratedNetworking: write.inputs["enableAcceleratedNetworking"] ?? false,
        enableIPForwarding: false,
        hostedWorkloads: [],
        ipConfigurations: listAt(write.inputs, "ipConfigurations").map((configuration) => ({
            ...configuration,
            id: `${write.id}/ipConfigurations/${String(configuration["name"])}`,
            type: "Microsoft.Network/networkInterfaces/ipConfigurations",
            privateIPAddress:
                textAt(configuration, "privateIPAddress") ??
                privateAddress(write, textAt(configuration, "subnet", "id") ?? ""),
            privateIPAddressVersion: "IPv4",
            etag: etag(),
            ...succeeded,
        })),
        networkSecurityGroup: write.inputs["networkSecurityGroup"],
        nicType: "Standard",
        tapConfigurations: [],
        vnetEncryptionSupported: false,
        etag: etag(),
        ...kept(write, "resourceGuid", randomUUID),
        ...succeeded,
    }),
};

/**
 * The interface's existing address in a subnet, or the first free one: Azure reserves the first four. The components'
 * subnets have 256 addresses. No other network of this Azure has that address without a public one, so that the sandbox can
 * tell by it which host is meant.
 */
function privateAddress({ id, store }: Write, subnetId: string): string {
    const held = store.list(networkInterface.token).flatMap(({ id: holder, loopback, properties }) =>
        listAt(properties, "ipConfigurations").map((one) => ({
            holder,
            isHere: sameId(textAt(one, "subnet", "id"), subnetId),
            isPrivate: loopback !== undefined,
            address: textAt(one, "privateIPAddress"),
        })),
    );
    const own = held.find(({ holder, isHere }) => isHere && sameId(holder, id))?.address;
    const taken = held.filter(({ isHere, isPrivate }) => isHere || isPrivate).map(({ address }) => address);
    const prefix = textAt(store.get(subnetId)?.properties, "addressPrefix") ?? "";
    const hosts = Array.from({ length: 251 }, (_, index) => prefix.replace(/\d+\/\d+$/, String(index + 4)));
    return own ?? hosts.find((host) => !taken.includes(host)) ?? "";
}
