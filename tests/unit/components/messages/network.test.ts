import { describe } from "@jest/globals";
import { dockerEngineRules } from "../../../../components/dockerEngineArgs";
import { dockerHostVmProblems } from "../../../../components/dockerHostVmProblems";
import { notClosed } from "../../../../components/network/addressProblems";
import { addressPrefix, privateIpAddress } from "../../../../components/network/addressPrefix";
import {
    allowedSource,
    allowedSources,
    disjoint,
    fewTags,
    ipv4Range,
} from "../../../../components/network/allowedSources";
import { joinable } from "../../../../components/network/hostNetworkArgs";
import {
    dnsLabel,
    dockerPort,
    hostName,
    resourceGroupName,
    resourceNamePart,
} from "../../../../components/network/networkRules";
import { networking } from "../../../../components/network/networkingSettings";
import type { Problem } from "../../../../components/validation/problems";
import { messageTable } from "../../../support/messageTable";

const PORT = { name: "web", port: 443, sources: ["Internet"] };
const port = (over: object): readonly Problem[] => networking("networking", { openPorts: [{ ...PORT, ...over }] });
const TAGS = Array.from({ length: 19 }, (_, index) => `Tag${index}`);
const PORTS = Array.from({ length: 101 }, (_, index) => ({ ...PORT, name: `p${index}` }));

describe("The messages about networks", () => {
    messageTable([
        [
            () => notClosed("network", false),
            "network: expected a network with outbound access, because the host has no public address, got false. Set networking.natGateway to true where the network is created, or use an existing subnet with outbound access.",
        ],
        [
            () => ipv4Range("addressPrefix", "10.0.0.0"),
            'addressPrefix: expected an IPv4 range in CIDR notation, got "10.0.0.0". For example, use 10.0.0.0/16 for a network, or 203.0.113.7/32 for a single address.',
        ],
        [
            () => ipv4Range("addressPrefix", "10.0.0.1/16"),
            'addressPrefix: expected the first address of its range, got "10.0.0.1/16". Use 10.0.0.0/16 for the whole range, or 10.0.0.1/32 for the single address.',
        ],
        [
            () => allowedSource("allowedSources[0]", "203.0.113.7"),
            'allowedSources[0]: expected an IPv4 range in CIDR notation or an Azure service tag, got "203.0.113.7". For example, use 203.0.113.7/32 for a single address, or AzureCloud.',
        ],
        [
            () => allowedSources("allowedSources", []),
            "allowedSources: expected at least one address range or service tag, got []. Add your own address, for example 203.0.113.7/32: otherwise nobody can reach the host.",
        ],
        [
            () => disjoint("allowedSources", ["10.0.0.0/8", "10.1.0.0/16"]),
            'allowedSources[1]: expected no overlap with another entry, which Azure rejects, got "10.1.0.0/16". Remove it: 10.0.0.0/8 already includes it.',
        ],
        [() => fewTags("sources", TAGS), "sources: expected at most 18 service tags, got 19. Use address ranges."],
        [
            () => addressPrefix("networking.addressPrefix", "10.0.0.0/30"),
            'networking.addressPrefix: expected a range from /8 to /29, outside the ranges that Azure excludes, got "10.0.0.0/30". For example, use 10.0.0.0/16.',
        ],
        [
            () => privateIpAddress("privateIpAddress", "::1"),
            'privateIpAddress: expected an IPv4 address, got "::1". For example, use 10.0.0.10.',
        ],
        [
            () => hostName("hostName", "Build"),
            'hostName: expected 1 to 54 lowercase letters, digits and hyphens, starting with a letter, ending with a letter or digit, without Azure\'s reserved words (azure, bing, login, microsoft, windows, xbox), got "Build". Choose another name, for example build-1.',
        ],
        [
            () => dnsLabel("dnsLabel", "ab"),
            'dnsLabel: expected 3 to 63 lowercase letters, digits and hyphens, starting with a letter, ending with a letter or digit, without Azure\'s reserved words (azure, bing, login, microsoft, windows, xbox), got "ab". Choose another label, or omit it to have one generated.',
        ],
        [
            () => dockerPort("dockerPort", 22),
            "dockerPort: expected a whole number from 1 to 65535 other than 22 (SSH), got 22. Choose a free port, for example 4243.",
        ],
        [
            () => resourceGroupName("networking.resourceGroupName", "ends."),
            'networking.resourceGroupName: expected the name of a resource group: 1 to 90 letters, digits, hyphens, underscores, parentheses and periods, no period at the end, got "ends.". Use the name that `az group list --output table` shows, not a resource ID.',
        ],
        [
            () => resourceNamePart("name", "Web"),
            'name: expected 1 to 40 lowercase letters, digits and hyphens, without a hyphen at the start or the end, got "Web". For example, use web.',
        ],
        [
            () => port({ name: "Web" }),
            'networking.openPorts[0].name: expected 1 to 40 lowercase letters, digits and hyphens, without a hyphen at the start or the end, got "Web". For example, use web.',
        ],
        [
            () => port({ protocol: "Icmp" }),
            'networking.openPorts[0].protocol: expected one of "Tcp", "Udp", got "Icmp". Write it exactly as shown.',
        ],
        [
            () => networking("networking", { openPorts: PORTS }),
            "networking.openPorts: expected at most 50 ports, got 101. Use ranges of ports.",
        ],
        [
            () => networking("networking", { openPorts: [7] }),
            "networking.openPorts[0]: expected an open port, got 7. Known members: name, port, toPort, protocol, sources.",
        ],
        [
            () => networking("networking", { namePrefix: "-a" }),
            'networking.namePrefix: expected 1 to 40 letters, digits and hyphens, without a hyphen at the start or the end, got "-a". For example, use build.',
        ],
        [
            () => networking("networking", "hub"),
            "networking: expected network settings. Known members: resourceGroupName, virtualNetworkId, subnetId, securityGroupId, addressPrefix, natGateway, sshSources, openPorts, namePrefix.",
        ],
        [
            () => joinable("network.subnetId", undefined),
            "network.subnetId: expected the Azure resource ID that the host's network interface needs, got nothing. Pass a HostNetwork, or an address whose interface is already in a network.",
        ],
        [
            () => dockerHostVmProblems("build", { network: "hub" } as object),
            "network: expected a HostNetwork. Known members: resourceGroupName, location, subnetId, securityGroupId, dockerPort, outboundAccess.",
        ],
        [
            () => dockerHostVmProblems("build", { network: {}, address: "nic" } as object).slice(-1),
            "address: expected the address of a host. Known members: networkInterfaceId, publicIpAddress, fqdn, privateIpAddress.",
        ],
        [
            () => dockerEngineRules.endpointHost.input("endpointHost", "*.example.org"),
            'endpointHost: expected one name or IPv4 address, got "*.example.org". Write the one that clients connect to, and other names into serverNames.',
        ],
        [
            () => dockerEngineRules.endpointHost.input("endpointHost", "http://a"),
            'endpointHost: expected a DNS name or an IP address, got "http://a". Write only the name, without scheme, port or path.',
        ],
    ]);
});
