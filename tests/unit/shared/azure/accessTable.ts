import { LATE } from "../../policy/support";

/** Sources, and whether together they let the Internet in; for component, policy and report alike. */
export const ALLOWED_SOURCES: readonly (readonly [sources: readonly string[], open: boolean])[] = [
    [["*"], true],
    [["Any"], true],
    [["INTERNET"], true],
    [["0.0.0.0/0"], true],
    [["0.0.0.0/1", "128.0.0.0/1"], true],
    [["64.0.0.0/7"], true],
    [["64.0.0.0/8"], false],
    [["64.0.0.0/8", "70.0.0.0/8"], true],
    [["9.0.0.0/8", "11.0.0.1/32"], true],
    [["9.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12"], false],
    [["203.0.113.7/32", "198.51.100.0/24"], false],
    [["203.0.113.7/32", "Internet"], true],
    [["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"], false],
    [["10.0.0.0/7"], false],
    [["VirtualNetwork"], false],
    [["AzureCloud"], false],
    [["Internet.WestUS"], false],
];

/** The same for sources that the components refuse, and that stand in other programs' rules. */
export const OTHER_SOURCES: typeof ALLOWED_SOURCES = [
    [["any"], true],
    [["internet"], true],
    [["0.0.0.0"], true],
    [["::"], true],
    [["::/0"], true],
    [["010.0.0.0/0"], true],
    [["2000::/15"], true],
    [["2000::/16"], false],
    [["2000::/16", "2001::/16"], true],
    [["2001:db8::/32"], false],
    [["64.0.0.0/8", "64.0.0.0/9"], false],
    [["203.0.113.7"], false],
    [["no address"], false],
    [["/subscriptions/s/applicationSecurityGroups/0"], false],
    [[], false],
];

/** A rule by which everybody may enter by port 22, and nothing else. */
export const OPEN_RULE = {
    name: "ssh",
    priority: 1000,
    direction: "Inbound",
    access: "Allow",
    protocol: "Tcp",
    sourcePortRange: "*",
    sourceAddressPrefix: "*",
    destinationAddressPrefix: "*",
    destinationPortRange: "22",
};
const { sourceAddressPrefix: _source, destinationPortRange: _port, ...BARE_RULE } = OPEN_RULE;

/** What rules do to port 22: let the Internet in or not, or have a value that is not known yet and decides about it. */
type Verdict = "open" | "closed" | "unknown";

/** Rules that are judged by themselves, each written as what is other than in {@link OPEN_RULE}. */
export const RULES: readonly (readonly [form: string, rule: object, verdict: Verdict])[] = [
    ["as it is", OPEN_RULE, "open"],
    ["for one address", { ...OPEN_RULE, sourceAddressPrefix: "203.0.113.7/32" }, "closed"],
    ["a list of sources", { ...OPEN_RULE, sourceAddressPrefix: "", sourceAddressPrefixes: ["::/0"] }, "open"],
    ["a source and a list", { ...OPEN_RULE, sourceAddressPrefixes: ["203.0.113.7/32"] }, "open"],
    ["sources with commas between", { ...OPEN_RULE, sourceAddressPrefix: "64.0.0.0/8, 70.0.0.0/8" }, "open"],
    ["a source with blanks around", { ...OPEN_RULE, sourceAddressPrefix: " Internet " }, "open"],
    ["nobody", { ...OPEN_RULE, sourceAddressPrefix: undefined, sourceAddressPrefixes: [] }, "closed"],
    [
        "members",
        { ...BARE_RULE, destinationPortRange: "22", sourceApplicationSecurityGroups: [{ id: "/a" }] },
        "closed",
    ],
    ["a list of ports", { ...OPEN_RULE, destinationPortRange: "", destinationPortRanges: ["443", "20-30"] }, "open"],
    ["no ports", { ...OPEN_RULE, destinationPortRange: undefined }, "closed"],
    ...["22,2375", "2375, 22", "20-30", "20 - 30", "443,20-30", "*", "0-65535", 22].map(
        (ports) => [`ports ${ports}`, { ...OPEN_RULE, destinationPortRange: ports }, "open"] as const,
    ),
    ...["Tcp", "TCP", "*", "any", undefined].map(
        (protocol) => [`protocol ${String(protocol)}`, { ...OPEN_RULE, protocol }, "open"] as const,
    ),
    ["allow", { ...OPEN_RULE, access: "allow" }, "open"],
    ["inbound", { ...OPEN_RULE, direction: "INBOUND" }, "open"],
    ["a direction of another name", { ...OPEN_RULE, direction: "both" }, "open"],
    ["a narrow destination", { ...OPEN_RULE, destinationAddressPrefix: "10.0.0.4" }, "open"],
    ...["Deny", "DENY"].map((access) => [access, { ...OPEN_RULE, access }, "closed"] as const),
    ...["Outbound", "outbound"].map((direction) => [direction, { ...OPEN_RULE, direction }, "closed"] as const),
    ...["sourceAddressPrefix", "destinationPortRange", "direction", "access", "protocol"].map(
        (key) => [`${key} not known yet`, { ...OPEN_RULE, [key]: LATE }, "unknown"] as const,
    ),
    ["a list not known yet", { ...BARE_RULE, destinationPortRange: "22", sourceAddressPrefixes: LATE }, "unknown"],
    ["outbound, access not known yet", { ...OPEN_RULE, direction: "Outbound", access: LATE }, "closed"],
    ["denies, direction not known yet", { ...OPEN_RULE, direction: LATE, access: "Deny" }, "closed"],
];

/** Rules of one group, each as what is other than in {@link OPEN_RULE}, and what they do to port 22 together. */
export const GROUPS: readonly (readonly [form: string, rules: readonly object[], verdict: Verdict])[] = [
    ["halves in two rules", halves({}, {}), "open"],
    [
        "halves that meet in port 22",
        halves({ destinationPortRange: "20-25" }, { destinationPortRange: "22-30" }),
        "open",
    ],
    ["halves for other ports", halves({}, { destinationPortRange: "23" }), "closed"],
    ["halves for TCP and for all protocols", halves({}, { protocol: "*" }), "open"],
    ["halves for TCP and for UDP", halves({}, { protocol: "Udp" }), "closed"],
    [
        "halves for other destinations",
        halves({ destinationAddressPrefix: "10.0.0.4" }, { destinationAddressPrefix: "10.0.0.0/24" }),
        "open",
    ],
    ["one half denied", halves({}, { access: "Deny" }), "closed"],
    ["open behind a rule that denies", [{ ...OPEN_RULE, access: "Deny", priority: 100 }, OPEN_RULE], "open"],
    ["a rule not known yet", [LATE] as unknown as object[], "unknown"],
    ["no rules", [], "closed"],
];

function halves(one: object, other: object): object[] {
    return [
        { ...OPEN_RULE, sourceAddressPrefix: "64.0.0.0/8", ...one },
        { ...OPEN_RULE, name: "other", sourceAddressPrefix: "70.0.0.0/8", ...other },
    ];
}
