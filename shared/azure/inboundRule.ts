import { isRecord } from "../json";
import { same } from "./sameName";

/** Ports side by side, both ends included. */
export interface PortRange {
    readonly from: number;
    readonly to: number;
}

/**
 * An inbound rule of a security group, in whichever of its forms Azure takes it. What is in no known form counts as all:
 * all sources, all ports, all protocols.
 */
export interface InboundRule {
    /** Where its properties are within those of the resource: `securityRules[0].`, or empty for a rule that is a resource. */
    readonly path: string;
    /** As it was given. */
    readonly given: unknown;
    readonly access: "Allow" | "Deny";
    /** One of {@link PROTOCOLS}, or `*`. */
    readonly protocol: string;
    /** Addresses, ranges, service tags, and the ids of application security groups. */
    readonly sources: readonly string[];
    readonly ports: readonly PortRange[];
    /** What limits its destinations, and what the ports of its sources; empty where nothing does. */
    readonly limits: readonly (readonly unknown[])[];
    /** Hidden values, each as it was given, and `undefined` for each in no known form; `others` than sources and ports. */
    readonly unclear: Readonly<Record<"sources" | "ports" | "others", readonly unknown[]>>;
}

/** Says of a value whether it stands for one that is not known yet, or not shown. */
type IsHidden = (value: unknown) => boolean;

const GROUP = "network:NetworkSecurityGroup";
const RULE = "network:SecurityRule";

/** The kinds of resources that have inbound rules. */
export const ACCESS_KINDS: readonly string[] = [GROUP, RULE];

/** Azure's words, in lower case. */
const PROTOCOLS = ["tcp", "udp", "icmp", "esp", "ah"];

/** The inbound rules of a resource: those inside a security group, or the one that is a resource of its own. */
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

/** One rule; none where it is about what goes out. */
function inboundRules(path: string, given: unknown, isHidden: IsHidden): InboundRule[] {
    // What is no rule has in the place of each property a value in no known form.
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

/** What stands in values; `all` in the place of each that is in no known form. */
function read<T>(values: unknown[], isHidden: IsHidden, parse: (text: string) => T | undefined, all: T) {
    const told = values.filter((value) => !isHidden(value)).flatMap(textsIn);
    const parsed = told.map((text) => (text === undefined ? undefined : parse(text)));
    return {
        known: parsed.map((one) => one ?? all),
        unclear: [...values.filter(isHidden), ...parsed.filter((one) => one === undefined)],
    };
}

/** The texts in a value, several with commas between as the portal takes them; nothing in the place of what is no text. */
function textsIn(value: unknown): (string | undefined)[] {
    // A number is what programs without types give; the provider takes it as the text.
    if (typeof value !== "string" && typeof value !== "number") {
        return [undefined];
    }
    // Azure shows an empty text next to a list.
    const texts = String(value).split(",");
    return texts.map((text) => text.trim()).filter((text) => text !== "");
}

const ALL_PORTS: PortRange = { from: 0, to: 65_535 };

/** The ports that `*`, `22` or `20-30` means. */
function portRangeOf(text: string): PortRange | undefined {
    const [, from, to = from] = /^(\d{1,5})(?:\s*-\s*(\d{1,5}))?$/.exec(text) ?? [];
    return text === "*" ? ALL_PORTS : from === undefined ? undefined : { from: Number(from), to: Number(to) };
}
