/** An inbound rule of a network security group for Azure's API. */
export interface InboundRuleArgs {
    readonly name: string;
    readonly description: string;
    readonly priority: number;
    readonly direction: "Inbound";
    readonly access: "Allow";
    readonly protocol: "Tcp";
    readonly sourcePortRange: "*";
    readonly destinationAddressPrefix: "*";
    readonly destinationPortRange: string;
    readonly sourceAddressPrefix?: string;
    readonly sourceAddressPrefixes?: string[];
}

const SSH_PORT = 22;

/**
 * The rules that allow SSH and the Docker port from the given sources. Address ranges share a rule. Each service tag needs its
 * own, because Azure accepts only one tag per rule, and no ranges with it. Azure's default rules deny everything else from
 * outside (DenyAllInBound) and allow all traffic within the virtual network.
 */
export function inboundRules(dockerPort: number, allowedSources: readonly string[]): InboundRuleArgs[] {
    return [
        ...rulesForPort("ssh", SSH_PORT, 1000, allowedSources),
        ...rulesForPort("docker", dockerPort, 2000, allowedSources),
    ];
}

function rulesForPort(
    service: string,
    port: number,
    firstPriority: number,
    sources: readonly string[],
): InboundRuleArgs[] {
    const ranges = sources.filter((source) => source.includes("/"));
    const tags = sources.filter((source) => !source.includes("/"));
    const common = {
        description: `${service} from the allowed sources`,
        direction: "Inbound",
        access: "Allow",
        protocol: "Tcp",
        sourcePortRange: "*",
        destinationAddressPrefix: "*",
        destinationPortRange: String(port),
    } as const;
    const forRanges = { ...common, name: `allow-${service}`, priority: firstPriority, sourceAddressPrefixes: ranges };
    const forTags = tags.map((tag, index) => ({
        ...common,
        name: `allow-${service}-${tag === "*" ? "any" : tag}`,
        priority: firstPriority + 1 + index,
        sourceAddressPrefix: tag,
    }));
    return ranges.length > 0 ? [forRanges, ...forTags] : forTags;
}
