import { describe, expect, test } from "@jest/globals";
import { inboundRulesOf } from "../../../../shared/azure/inboundRule";
import { LATE } from "../../policy/support";
import { OPEN_RULE, RULES } from "./accessTable";

const RULE = "network:SecurityRule";
const isHidden = (value: unknown): boolean => value === LATE;
const rulesOf = (properties: object, kind = RULE): ReturnType<typeof inboundRulesOf> =>
    inboundRulesOf(kind, { ...properties }, isHidden);

const ALL = { from: 0, to: 65_535 };
const SSH = { from: 22, to: 22 };

describe("An inbound rule", () => {
    test("is one plain value", () => {
        expect(rulesOf(OPEN_RULE)).toEqual([
            {
                path: "",
                given: OPEN_RULE,
                access: "Allow",
                protocol: "tcp",
                sources: ["*"],
                ports: [SSH],
                limits: [[], []],
                unclear: { sources: [], ports: [], others: [] },
            },
        ]);
    });

    test.each([
        [
            { sourceAddressPrefix: " 10.0.0.0/8, AzureCloud,", sourceAddressPrefixes: ["::/0"] },
            { sources: ["10.0.0.0/8", "AzureCloud", "::/0"] },
        ],
        [
            { sourceAddressPrefix: null, sourceApplicationSecurityGroups: [{ id: "/a" }, { id: "/b" }] },
            { sources: ["/a", "/b"] },
        ],
        [{ destinationPortRange: "*" }, { ports: [ALL] }],
        [{ destinationPortRange: 22 }, { ports: [SSH] }],
        [
            { destinationPortRange: "22,80 - 90", destinationPortRanges: ["443"] },
            { ports: [SSH, { from: 80, to: 90 }, { from: 443, to: 443 }] },
        ],
        [{ protocol: "ICMP" }, { protocol: "icmp" }],
        [{ protocol: "Any" }, { protocol: "*" }],
        [{ protocol: undefined }, { protocol: "*" }],
        [{ access: "DENY" }, { access: "Deny" }],
        [{ access: "Maybe", direction: "both" }, { access: "Allow" }],
        [
            { destinationAddressPrefix: "", destinationAddressPrefixes: ["10.0.0.4"], sourcePortRange: "1024-65535" },
            { limits: [["10.0.0.4"], ["1024-65535"]] },
        ],
        [{ destinationAddressPrefixes: ["10.0.0.4"] }, { limits: [[], []] }],
        [
            { destinationAddressPrefix: undefined, destinationApplicationSecurityGroups: [{ id: "/a" }] },
            { limits: [[{ id: "/a" }], []] },
        ],
    ])("is read in Azure's other forms: %j", (difference, expected) => {
        expect(rulesOf({ ...OPEN_RULE, ...difference })).toEqual([expect.objectContaining(expected)]);
    });

    test.each([
        [{ sourceAddressPrefix: LATE }, { sources: [], unclear: { sources: [LATE], ports: [], others: [] } }],
        [{ destinationPortRange: LATE }, { ports: [], unclear: { sources: [], ports: [LATE], others: [] } }],
        [
            { access: LATE, direction: LATE, protocol: LATE },
            { access: "Allow", protocol: "*", unclear: { sources: [], ports: [], others: [LATE, LATE, LATE] } },
        ],
        [
            { sourceApplicationSecurityGroups: [{ id: LATE }, LATE, {}] },
            { sources: ["*", "*"], unclear: { sources: [], ports: [], others: [LATE, LATE, undefined] } },
        ],
        // In no known form: what it may mean at most.
        [
            { destinationPortRange: "80,ssh" },
            { ports: [{ from: 80, to: 80 }, ALL], unclear: { sources: [], ports: [undefined], others: [] } },
        ],
        [
            { sourceAddressPrefix: { any: true } },
            { sources: ["*"], unclear: { sources: [undefined], ports: [], others: [] } },
        ],
    ])("says what of it cannot be told: %j", (difference, expected) => {
        expect(rulesOf({ ...OPEN_RULE, ...difference })).toEqual([expect.objectContaining(expected)]);
    });
});

describe("The inbound rules of a resource", () => {
    test.each(RULES)("are the same in a group and as one of its own: %s", (_form, rule) => {
        const own = rulesOf(rule).map((one) => ({ ...one, path: "securityRules[0]." }));
        expect(rulesOf({ securityRules: [rule] }, "network:NetworkSecurityGroup")).toEqual(own);
    });

    test("are those that a group has at all", () => {
        const outbound = { ...OPEN_RULE, direction: "Outbound" };
        const group = { securityRules: [outbound, OPEN_RULE, LATE] };
        expect(rulesOf(group, "network:NetworkSecurityGroup").map(({ path }) => path)).toEqual([
            "securityRules[1].",
            "securityRules[2].",
        ]);
        expect(rulesOf({}, "network:NetworkSecurityGroup")).toEqual([]);
        expect(rulesOf(OPEN_RULE, "network:RouteTable")).toEqual([]);
    });

    test.each([LATE, "a text"])("cannot be told where %j stands for all of them", (securityRules) => {
        const [all, ...others] = rulesOf({ securityRules }, "network:NetworkSecurityGroup");
        expect(others).toEqual([]);
        expect([all?.unclear.sources, all?.unclear.ports].every((list) => list?.length === 2)).toBe(true);
    });
});
