import { hasPublicAddresses, letInternetIn } from "../../shared/azure/internet";

/** An inbound rule of a network security group, as Azure's API takes it. */
export interface InboundRule {
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
export function inboundRules(dockerPort: number, allowedSources: readonly string[]): InboundRule[] {
    return [
        ...rulesForPort("ssh", SSH_PORT, 1000, allowedSources),
        ...rulesForPort("docker", dockerPort, 2000, allowedSources),
    ];
}

function rulesForPort(service: string, port: number, firstPriority: number, sources: readonly string[]): InboundRule[] {
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

/**
 * The sources among the given ones that let the whole Internet in, or a large part of it: each that does so by itself; where
 * none does, all of those that do so together.
 */
export function openSources(allowedSources: readonly string[]): string[] {
    const alone = allowedSources.filter((source) => letInternetIn([source]));
    if (alone.length > 0 || !letInternetIn(allowedSources)) {
        return alone;
    }
    return allowedSources.filter((source) => hasPublicAddresses(source));
}
