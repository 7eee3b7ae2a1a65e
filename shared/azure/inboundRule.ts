import { isRecord } from "../json";
import { same } from "./sameName";

/** A range of ports, both ends included. */
export interface PortRange {
    readonly from: number;
    readonly to: number;
}

/**
 * An inbound rule of a security group, from any form that Azure accepts. A value in an unknown form counts as all: all
 * sources, all ports, all protocols.
 */
export interface InboundRule {
    /** The path of its properties within the resource: `securityRules[0].`, or empty for a rule that is a resource. */
    readonly path: string;
    /** The rule as it was given. */
    readonly given: unknown;
    readonly access: "Allow" | "Deny";
    /** One of {@link PROTOCOLS}, or `*`. */
    readonly protocol: string;
    /** Addresses, ranges, service tags, and the IDs of application security groups. */
    readonly sources: readonly string[];
    readonly ports: readonly PortRange[];
    /** The limits on its destinations and on its source ports; each empty if there is no limit. */
    readonly limits: readonly (readonly unknown[])[];
    /**
     * Hidden values as they were given, and `undefined` for each value in an unknown form. `others` are those of other
     * properties.
     */
    readonly unclear: Readonly<Record<"sources" | "ports" | "others", readonly unknown[]>>;
}

/** Tells whether a value is a placeholder for one that is unknown or not shown. */
type IsHidden = (value: unknown) => boolean;

const GROUP = "network:NetworkSecurityGroup";
const RULE = "network:SecurityRule";

/** The kinds of resources that have inbound rules. */
export const ACCESS_KINDS: readonly string[] = [GROUP, RULE];

/** Azure's words, in lowercase. */
const PROTOCOLS = ["tcp", "udp", "icmp", "esp", "ah"];

/** The inbound rules of a resource: those in a security group, or a rule that is a separate resource. */
export function inboundRulesOf(
    kind: string | undefined,
    properties: Readonly<Record<string, unknown>>,
    isHidden: IsHidden,
): InboundRule[] {
    if (kind === RULE) {
        return inboundRules("", properties, isHidden);
    }
    const rules: unknown[] = kind === GROUP ? [properties["securityRules"] ?? []].flat() : [];
    return rules.flatMap((rule, index) => inboundRules(`securityRules[${index}].`, rule, isHidden));
}

/** One rule; none if it is outbound. */
function inboundRules(path: string, given: unknown, isHidden: IsHidden): InboundRule[] {
    // If this is not a rule at all, each property counts as a value in an unknown form.
    const valueOf = (key: string): unknown => (isHidden(given) ? given : isRecord(given) ? given[key] : false);
    const valuesOf = (...keys: readonly string[]): unknown[] => keys.flatMap((key) => valueOf(key) ?? []);
    const [direction, access, protocol] = [valueOf("direction"), valueOf("access"), valueOf("protocol")];
    const sources = read(valuesOf("sourceAddressPrefix", "sourceAddressPrefixes"), isHidden, String, "*");
    const ids = valuesOf("sourceApplicationSecurityGroups").map((one) =>
        isRecord(one) && "id" in one ? one["id"] : one,
    );
    const groups = read(ids, isHidden, String, "*");
    const ports = read(valuesOf("destinationPortRange", "destinationPortRanges"), isHidden, portRangeOf, ALL_PORTS);
    const limits = [
        valuesOf("destinationAddressPrefix", "destinationAddressPrefixes", "destinationApplicationSecurityGroups"),
        valuesOf("sourcePortRange", "sourcePortRanges"),
    ];
    const rule: InboundRule = {
        path,
        given,
        access: same(access, "Deny") ? "Deny" : "Allow",
        protocol: PROTOCOLS.find((word) => same(protocol, word)) ?? "*",
        sources: [...sources.known, ...groups.known],
        ports: ports.known,
        limits: limits.map((all) => (all.includes("*") ? [] : all.filter((one) => one !== ""))),
        unclear: {
            sources: sources.unclear,
            ports: ports.unclear,
            others: [...[direction, access, protocol].filter(isHidden), ...groups.unclear],
        },
    };
    return same(direction, "Outbound") ? [] : [rule];
}

/** Parses values. Each value in an unknown form becomes `all`. */
function read<T>(values: unknown[], isHidden: IsHidden, parse: (text: string) => T | undefined, all: T) {
    const visible = values.filter((value) => !isHidden(value)).flatMap(textsIn);
    const parsed = visible.map((text) => (text === undefined ? undefined : parse(text)));
    return {
        known: parsed.map((one) => one ?? all),
        unclear: [...values.filter(isHidden), ...parsed.filter((one) => one === undefined)],
    };
}

/** The texts in a value, which can be separated by commas as in the Azure portal; undefined for a value that is not a text. */
function textsIn(value: unknown): (string | undefined)[] {
    // Programs without types pass numbers, which the provider converts to text.
    if (typeof value !== "string" && typeof value !== "number") {
        return [undefined];
    }
    // Azure returns an empty text next to a list.
    const texts = String(value).split(",");
    return texts.map((text) => text.trim()).filter((text) => text !== "");
}

const ALL_PORTS: PortRange = { from: 0, to: 65_535 };

/** The range of ports for `*`, `22` or `20-30`. */
function portRangeOf(text: string): PortRange | undefined {
    const [, from, to = from] = /^(\d{1,5})(?:\s*-\s*(\d{1,5}))?$/.exec(text) ?? [];
    return text === "*" ? ALL_PORTS : from === undefined ? undefined : { from: Number(from), to: Number(to) };
}
