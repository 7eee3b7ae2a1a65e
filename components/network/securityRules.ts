/** An inbound rule of a network security group, as Azure's API takes it. */
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
 * What may enter: SSH and the Docker port, each from the given sources. Address ranges share one rule; a service tag
 * needs one of its own, since Azure takes only one tag a rule and not together with ranges. All else from outside
 * meets Azure's default rule DenyAllInBound; within the virtual network Azure lets everything through.
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
