import type { Protocol } from "../options";
import type { NetworkingSettings } from "./networkingSettings";

/** An inbound rule of a network security group for Azure's API. */
export interface InboundRuleArgs {
    readonly name: string;
    readonly description: string;
    readonly priority: number;
    readonly direction: "Inbound";
    readonly access: "Allow" | "Deny";
    readonly protocol: Protocol | "*";
    readonly sourcePortRange: "*";
    readonly destinationAddressPrefix: "*";
    readonly destinationPortRange: string;
    readonly sourceAddressPrefix?: string;
    readonly sourceAddressPrefixes?: string[];
}

/** Access that a security group allows or denies in addition to the Docker port. */
export interface OtherAccess extends Pick<NetworkingSettings, "sshSources" | "openPorts"> {
    /**
     * Whether the virtual network may have other members or be connected to other networks: it exists already, or its range
     * was chosen for that.
     *
     * @defaultValue false
     */
    readonly isConnected?: boolean;
}

const SSH_PORT = "22";
/** The priorities of each open port's rules. */
const BLOCK = 20;
/** Azure's last priority for rules of one's own. */
const LAST_PRIORITY = 4096;

/** A port and its sources. */
interface PortSpec {
    readonly name: string;
    /** Between the rule's name and a service tag. */
    readonly separator: "-" | ".";
    readonly description: string;
    readonly protocol: Protocol;
    readonly ports: string;
    readonly firstPriority: number;
    readonly sources: readonly string[];
}

/**
 * The rules that allow SSH, the Docker port and other ports from their sources. Address ranges share a rule. Each service tag
 * needs its own, because Azure accepts only one tag per rule, and no ranges with it. Azure's default rules deny everything else
 * from outside (DenyAllInBound), but allow all traffic within the virtual network, to which they count peered networks and VPNs
 * (AllowVnetInBound). In a network that may be connected, a rule denies that as well.
 */
export function inboundRules(
    dockerPort: number,
    allowedSources: readonly string[],
    { sshSources, openPorts = [], isConnected = false }: OtherAccess = {},
): InboundRuleArgs[] {
    const tcp = { separator: "-", protocol: "Tcp" } as const;
    return [
        ...rulesForPort({
            ...tcp,
            name: "allow-ssh",
            description: sshSources === undefined ? "ssh from the allowed sources" : "ssh from its own sources",
            ports: SSH_PORT,
            firstPriority: 1000,
            sources: sshSources ?? allowedSources,
        }),
        ...rulesForPort({
            ...tcp,
            name: "allow-docker",
            description: "docker from the allowed sources",
            ports: String(dockerPort),
            firstPriority: 2000,
            sources: allowedSources,
        }),
        ...openPorts.flatMap(({ name, port, toPort = port, protocol = "Tcp", sources }, index) =>
            rulesForPort({
                name: `open-${name}`,
                // No name contains a period, so no two rules have the same name.
                separator: ".",
                description: `${name} from its own sources`,
                protocol,
                ports: toPort === port ? String(port) : `${port}-${toPort}`,
                firstPriority: 3000 + index * BLOCK,
                sources,
            }),
        ),
        ...(isConnected ? [DENY_VIRTUAL_NETWORK] : []),
    ];
}

const DENY_VIRTUAL_NETWORK: InboundRuleArgs = {
    name: "deny-virtual-network",
    description: "nobody else within the virtual network",
    priority: LAST_PRIORITY,
    direction: "Inbound",
    access: "Deny",
    protocol: "*",
    sourcePortRange: "*",
    sourceAddressPrefix: "VirtualNetwork",
    destinationAddressPrefix: "*",
    destinationPortRange: "*",
};

function rulesForPort({ name, separator, sources, firstPriority, ports, ...spec }: PortSpec): InboundRuleArgs[] {
    const ranges = sources.filter((source) => source.includes("/"));
    const tags = sources.filter((source) => !source.includes("/"));
    const common = {
        description: spec.description,
        direction: "Inbound",
        access: "Allow",
        protocol: spec.protocol,
        sourcePortRange: "*",
        destinationAddressPrefix: "*",
        destinationPortRange: ports,
    } as const;
    const forRanges = { ...common, name, priority: firstPriority, sourceAddressPrefixes: ranges };
    const forTags = tags.map((tag, index) => ({
        ...common,
        name: `${name}${separator}${tag === "*" ? "any" : tag}`,
        priority: firstPriority + 1 + index,
        sourceAddressPrefix: tag,
    }));
    return ranges.length > 0 ? [forRanges, ...forTags] : forTags;
}
