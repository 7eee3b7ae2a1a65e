import { regionProblems } from "../../../../components/network/existingNetwork";
import { publicAddressProblems } from "../../../../components/network/publicAddress";
import {
    type Contradiction,
    GROUP,
    INTERFACE,
    LEARN,
    NETWORK,
    PART,
    RG,
    SOURCES,
    SUBNET,
    VNET,
    host,
    row,
} from "./contradiction";

const ADDRESS = `${RG}/Microsoft.Network/publicIPAddresses/ip`;

/** Contradictions among the arguments about this topic. */
export const network: readonly Contradiction[] = [
    host(
        { publicAddress: false, networking: { natGateway: true }, dnsLabel: "build" },
        ["dnsLabel", "no value, because publicAddress is false", "Omit it"],
        [
            "only a public address has a DNS label",
            `${LEARN}/virtual-network/ip-services/public-ip-addresses#domain-name-label`,
        ],
    ),
    host(
        { publicIpAddressId: ADDRESS, dnsLabel: "build" },
        ["dnsLabel", "no value, because the existing address has its own", "Omit it"],
        [
            "the label is a property of the address",
            `${LEARN}/virtual-network/ip-services/public-ip-addresses#domain-name-label`,
        ],
        'publicIpAddressId, dnsLabel: "build"',
    ),
    host(
        { publicAddress: false, networking: { natGateway: true }, publicIpAddressId: ADDRESS },
        ["publicIpAddressId", "no value, because publicAddress is false", "Omit one of the two"],
        ["the host either has a public address or has none", "network.md#no-public-address"],
        "publicAddress: false, publicIpAddressId",
    ),
    host(
        { publicAddress: false },
        [
            "networking.natGateway",
            "true, because without a public address the VM cannot download packages",
            "Set it to true, use an existing networking.subnetId with outbound access, or set publicAddress to true",
        ],
        [
            "new networks have no default outbound access",
            `${LEARN}/virtual-network/ip-services/default-outbound-access`,
        ],
    ),
    host(
        { privateIpAddress: "10.9.0.10" },
        [
            "privateIpAddress",
            "an address of the subnet 10.0.0.0/24, except its first four and its last, which Azure reserves",
            "Choose another address, or another networking.addressPrefix",
        ],
        ["a network interface has addresses of its subnet", `${LEARN}/virtual-network/virtual-networks-faq`],
    ),
    ...(["virtualNetworkId", "addressPrefix", "natGateway"] as const).map((name) =>
        host(
            {
                networking: {
                    subnetId: SUBNET,
                    ...{
                        virtualNetworkId: { virtualNetworkId: VNET },
                        addressPrefix: { addressPrefix: "10.1.0.0/24" },
                        natGateway: { natGateway: true },
                    }[name],
                },
            },
            [
                `networking.${name}`,
                "no value together with networking.subnetId, because that subnet exists already",
                "Omit one of the two",
            ],
            ["an existing subnet has its network, its range and its gateway", "network.md#existing-resources"],
            `networking: {subnetId, ${name}}`,
        ),
    ),
    host(
        { networking: { virtualNetworkId: VNET } },
        [
            "networking.addressPrefix",
            "a free range of the virtual network for the new subnet",
            "Add it, for example 10.20.1.0/24, or use networking.subnetId",
        ],
        ["the program cannot know which ranges are free", "network.md#existing-resources"],
        "networking: {virtualNetworkId}",
    ),
    host(
        { networking: { securityGroupId: GROUP }, allowedSources: SOURCES },
        [
            "allowedSources",
            "no value together with networking.securityGroupId, whose rules decide who can reach the hosts",
            "Omit one of the two",
        ],
        ["rules of an existing group are never changed", "network.md#existing-resources"],
        "networking: {securityGroupId}, allowedSources",
    ),
    host(
        { networking: { openPorts: [{ name: "app", port: 8099, toPort: 8000, sources: SOURCES }] } },
        ["networking.openPorts[0].toPort", "a port from 8099 on", "Write the lower port first"],
        ["a range of ports begins with its lower port", `${LEARN}/virtual-network/network-security-groups-overview`],
        "networking: {openPorts: [{port: 8099, toPort: 8000}]}",
    ),
    host(
        { networking: { openPorts: [{ name: "app", port: 20, toPort: 30, sources: SOURCES }] } },
        [
            "networking.openPorts[0]",
            "ports without 22, because SSH has sources of its own: networking.sshSources",
            "Use other ports, or divide the range",
        ],
        ["a range must not open SSH or the Docker port to others", "network.md#ports"],
        "networking: {openPorts: [{port: 20, toPort: 30}]}",
    ),
    host(
        { address: INTERFACE, allowedSources: undefined },
        [
            "network",
            "the network of that address, with its resource group, location and Docker port",
            "Specify network too, or omit address",
        ],
        ["the VM is created in the interface's resource group and region", "program.md#bring-your-own"],
        "address, without network",
    ),
    host(
        { network: NETWORK, address: { networkInterfaceId: INTERFACE.networkInterfaceId } },
        ["address.publicIpAddress", "a value, unless there is a privateIpAddress", "Add one of the two"],
        ["clients connect to an address, which the certificate names", "security.md"],
        "network, address: {networkInterfaceId}",
    ),
    ...(["allowedSources", "dockerPort", "location", "networking"] as const).map((name) =>
        host(
            {
                network: NETWORK,
                ...{
                    allowedSources: { allowedSources: SOURCES },
                    dockerPort: { dockerPort: 2376 },
                    location: { location: "westus" },
                    networking: { networking: {} },
                }[name],
            },
            [
                name,
                "no value together with network, which already has one",
                "Omit it here and set it where network is created",
            ],
            [PART, "decisions/004-misplaced-arguments.md"],
            `network, ${name}`,
        ),
    ),
    ...(["dnsLabel", "publicAddress", "publicIpAddressId", "privateIpAddress"] as const).map((name) =>
        host(
            {
                network: NETWORK,
                address: INTERFACE,
                ...{
                    dnsLabel: { dnsLabel: "build" },
                    publicAddress: { publicAddress: true },
                    publicIpAddressId: { publicIpAddressId: ADDRESS },
                    privateIpAddress: { privateIpAddress: "10.0.0.10" },
                }[name],
            },
            [
                name,
                "no value together with address, which already has one",
                "Omit it here and set it where address is created",
            ],
            [PART, "decisions/004-misplaced-arguments.md"],
            `network, address, ${name}`,
        ),
    ),
    row(
        'location: "westus", networking: {virtualNetworkId} in westeurope',
        () => regionProblems("westus", "westeurope"),
        ["location", "westeurope, the region of the existing virtual network", "Correct it, or omit it"],
        ["a VM and its network are in the same region", `${LEARN}/virtual-network/virtual-networks-overview`],
    ),
    row(
        "publicIpAddressId of a Basic or dynamic address",
        () => publicAddressProblems({ sku: { name: "Basic" }, publicIPAllocationMethod: "Dynamic" }, undefined),
        [
            "publicIpAddressId",
            "a Standard, static IPv4 address, because the host's certificate names it",
            "Use another address, or omit it",
        ],
        ["a dynamic address changes when the VM stops", `${LEARN}/virtual-network/ip-services/public-ip-addresses`],
    ),
    row(
        'machine: {zone: "1"}, publicIpAddressId in zone 2',
        () =>
            publicAddressProblems({ sku: { name: "Standard" }, publicIPAllocationMethod: "Static", zones: ["2"] }, "1"),
        ["machine.zone", "2, the zone of the existing public address", "Use that zone, or an address without a zone"],
        [
            "a zonal address works only with a VM in its zone",
            `${LEARN}/virtual-network/ip-services/public-ip-addresses#availability-zone`,
        ],
    ),
];
