import { describe, expect, test } from "@jest/globals";
import { UNKNOWN } from "../../../../shared/pulumiValues";
import { planned } from "../support";
import { group, HIDDEN, host, rule, rulesFor, type Shown, shownOf } from "./hosts";

const ONE = "203.0.113.7/32";
const NET = "198.51.100.0/24";
/** All that a rule says, besides its name. */
const ALL =
    "`access` `Allow`, `destinationPortRange` `22`, `direction` `Inbound`, `priority` `1000`, `protocol` `Tcp`, `sourceAddressPrefix` `203.0.113.7/32`";
const STAYS = { before: "nsg", after: "nsg" };

/** What is shown when the rules of a group change that guards the host `build`. */
function shownBetween(before: unknown, after: unknown): Shown {
    return shownOf(group("nsg", { securityRules: before }, { securityRules: after }), ...host("build", STAYS));
}

describe("Who may connect", () => {
    test("is one sentence for all ports of the same sources, and a picture with what is new, stays and goes", () => {
        const { sentences, picture } = shownOf(
            group("nsg", rulesFor(ONE, NET), rulesFor(ONE, "AzureCloud")),
            ...host("build", STAYS),
        );
        expect(sentences).toEqual([
            `**SSH and 4243** on \`build\`: new \`AzureCloud\`; no longer \`${NET}\`; still \`${ONE}\``,
        ]);
        expect(picture).toEqual([
            's0("AzureCloud")',
            `s1("${NET}")`,
            `s2("${ONE}")`,
            't0["build"]:::keptHost',
            's0 ==>|"new: SSH and 4243"| t0',
            's1 -.->|"removed: SSH and 4243"| t0',
            's2 -->|"SSH and 4243"| t0',
        ]);
    });

    test("is told and drawn once for all hosts that share the group", () => {
        const { sentences, picture } = shownOf(
            group("nsg", rulesFor(ONE), rulesFor("Internet")),
            ...["b", "a", "c"].flatMap((name) => host(name, STAYS)),
        );
        expect(sentences).toEqual(["**SSH and 4243** on `a`, `b`, `c`: `203.0.113.7/32` → `Internet`"]);
        expect(picture).toEqual([
            's0("Internet")',
            `s1("${ONE}")`,
            'subgraph t0["nsg"]',
            "direction LR",
            'h0x0["a"]:::keptHost',
            'h0x1["b"]:::keptHost',
            'h0x2["c"]:::keptHost',
            "end",
            's0 ==>|"new: SSH and 4243"| t0',
            's1 -->|"SSH and 4243"| t0',
        ]);
    });

    test("is told and drawn once for hosts whose groups let in the same", () => {
        const { sentences, picture } = shownOf(
            ...["a", "b", "c"].flatMap((name) => [
                group(`${name}-nsg`, rulesFor(ONE), rulesFor(NET)),
                ...host(name, { before: `${name}-nsg`, after: `${name}-nsg` }),
            ]),
        );
        expect(sentences).toEqual([`**SSH and 4243** on \`a\`, \`b\`, \`c\`: \`${ONE}\` → \`${NET}\``]);
        expect(picture).toContain('subgraph t0["a-nsg<br/>b-nsg<br/>and 1 more"]');
    });

    test("is told of a new host without a change of its group, and a host that goes is only drawn", () => {
        const { sentences, picture } = shownOf(
            group("nsg", rulesFor(ONE), rulesFor(ONE)),
            ...host("new", { after: "nsg" }),
            ...host("old", { before: "nsg" }),
            ...host("stays", STAYS),
        );
        expect(sentences).toEqual([`**SSH and 4243** on \`new\` (new): \`${ONE}\``]);
        expect(picture).toEqual([
            `s0("${ONE}")`,
            't0["new<br/>new host"]:::newHost',
            't1["old<br/>deleted"]:::deletedHost',
            's0 ==>|"new: SSH and 4243"| t0',
        ]);
    });

    test("is drawn for a new stack, whose network interface does not know its new group yet", () => {
        const { sentences, picture } = shownOf(
            group("nsg", undefined, rulesFor(ONE)),
            ...host("build", { after: "nsg", isAfterNew: true, isPublic: false }),
        );
        expect(sentences).toEqual([`**SSH and 4243** on \`build\` (new): \`${ONE}\``]);
        expect(picture).toContain('t0["build<br/>new host<br/>no public address"]:::newHost');
        expect(picture).toContain('s0 ==>|"new: SSH and 4243"| t0');
    });

    test("is drawn where a VM or its address is replaced, although nobody else may connect", () => {
        const machine = { operation: "replace" } as const;
        const { sentences, picture } = shownOf(
            group("nsg", rulesFor(ONE), rulesFor(ONE)),
            ...host("build", { ...STAYS, machine }),
        );
        expect(sentences).toEqual([]);
        expect(picture).toEqual([
            `s0("${ONE}")`,
            't0["build<br/>VM replaced"]:::replacedHost',
            's0 -->|"SSH and 4243"| t0',
        ]);
    });

    test("is not drawn where nothing of it changes", () => {
        const machine = { operation: "update" } as const;
        expect(shownOf(group("nsg", rulesFor(ONE), rulesFor(ONE)), ...host("build", { ...STAYS, machine }))).toEqual({
            sentences: [],
            picture: undefined,
        });
    });

    test("is unknown where the rules are those of another stack, or of the subnet", () => {
        const { picture } = shownOf(...host("far", { after: "elsewhere" }), ...host("bare", { after: "" }));
        expect(picture).toEqual([
            's0("rules outside this stack")',
            'subgraph t0["rules outside this stack"]',
            "direction LR",
            'h0x0["bare<br/>new host"]:::newHost',
            'h0x1["far<br/>new host"]:::newHost',
            "end",
            's0 -.->|"unknown"| t0',
        ]);
    });

    test("is told by the security group where it guards no host of the plan", () => {
        const { sentences, picture } = shownOf(group("nsg", rulesFor(ONE), rulesFor(NET)));
        expect(sentences).toEqual([`**SSH and 4243** by the security group \`nsg\`: \`${ONE}\` → \`${NET}\``]);
        expect(picture).toContain('t0["security group<br/>nsg"]:::keptHost');
    });

    test("is told of a host that gets another group", () => {
        const { sentences } = shownOf(
            group("nsg", rulesFor(ONE), rulesFor(ONE)),
            group("other", rulesFor(NET), rulesFor(NET)),
            ...host("build", { before: "nsg", after: "other" }),
        );
        expect(sentences).toEqual([`**SSH and 4243** on \`build\`: \`${ONE}\` → \`${NET}\``]);
    });

    test("is told of a rule that is a resource of its own, with the group that it names", () => {
        const named = { networkSecurityGroupName: "docker-nsg" };
        const own = planned("azure-native:network:SecurityRule", "extra", {
            operation: "create",
            before: undefined,
            after: { ...rule({ destinationPortRange: "8000-8010", protocol: "Udp" }), ...named },
        });
        const { sentences } = shownOf(
            group("nsg", { ...rulesFor(ONE), ...named }, { ...rulesFor(ONE), ...named }),
            own,
            ...host("build", STAYS),
        );
        expect(sentences).toEqual([`**UDP ports 8000 to 8010** on \`build\`: new \`${ONE}\``]);
    });

    test.each([
        ["is narrower", NET, "198.51.100.7/32", "`198.51.100.0/24` → `198.51.100.7/32`"],
        [
            "is the same in halves",
            NET,
            ["198.51.100.0/25", "198.51.100.128/25"],
            "`198.51.100.0/24` → `198.51.100.0/25`, `198.51.100.128/25` (the same addresses)",
        ],
        [
            "includes what was named apart",
            [ONE, NET, "AzureCloud"],
            ["Internet", "AzureCloud"],
            "new `Internet`; no longer listed, but part of another source: `198.51.100.0/24`, `203.0.113.7/32`; still `AzureCloud`",
        ],
        [
            "was included before",
            ["Internet", "AzureCloud"],
            [ONE, "AzureCloud"],
            "newly listed, but part of another source before: `203.0.113.7/32`; no longer `Internet`; still `AzureCloud`",
        ],
        ["is nobody any more", ONE, [], "no longer `203.0.113.7/32`"],
    ])("says what becomes of a source that %s", (_what, before, after, expected) => {
        const sources = (list: string | string[]): object =>
            rule({ sourceAddressPrefix: undefined, sourceAddressPrefixes: [list].flat() });
        expect(shownBetween([sources(before)], [sources(after)]).sentences).toEqual([
            `**SSH** on \`build\`: ${expected}`,
        ]);
    });

    test("says what else limits a rule", () => {
        const limited = rule({ destinationAddressPrefix: "10.0.0.4", sourcePortRange: "1024-65535" });
        const { sentences, picture } = shownBetween([], [limited]);
        expect(sentences).toEqual([
            `**SSH** on \`build\`, only to \`10.0.0.4\`, only from the ports \`1024-65535\`: new \`${ONE}\``,
        ]);
        expect(picture).toContain('s0 ==>|"new: SSH in part"| t0');
    });

    test("tells and draws rules that deny", () => {
        const deny = rule({ name: "deny", access: "Deny", sourceAddressPrefix: "Internet", destinationPortRange: "*" });
        const { sentences, picture } = shownBetween([rule()], [rule(), deny]);
        expect(sentences).toEqual(["**Denied: all TCP ports** on `build`: new `Internet`"]);
        expect(picture).toContain('s0 ==x|"new: denied, all TCP ports"| t0');
        const gone = shownBetween([rule(), deny], [rule()]);
        expect(gone.sentences).toEqual(["**Denied: all TCP ports** on `build`: no longer `Internet`"]);
        expect(gone.picture).toContain('s0 -.-x|"removed: denied, all TCP ports"| t0');
    });

    test.each([
        ["secret", HIDDEN],
        ["known later", UNKNOWN],
        ["in no known form", 7.5],
    ])("is unknown where a source is %s", (_what, source) => {
        const port = source === 7.5 ? { destinationPortRange: source } : { sourceAddressPrefix: source };
        const { sentences, picture } = shownBetween([rule()], [rule(), rule({ name: "more", ...port })]);
        expect(sentences).toEqual(["**Unknown** on `build`: the sources or ports of `nsg: more`"]);
        expect(picture).toContain('s0("sources or ports not known")');
        expect(picture).toContain('s0 -.->|"unknown"| t0');
        expect(shownBetween([rule(), rule({ name: "more", ...port })], [rule()]).sentences).toEqual([
            "No longer unknown on `build`: `nsg: more`",
        ]);
    });
});

describe("A change of rules that lets in nobody else", () => {
    const first = rule({ name: "first", priority: 900, destinationPortRange: "80" });
    const second = rule();

    test("is not told of rules behind one that is inserted", () => {
        expect(shownBetween([second], [first, second]).sentences).toEqual([`**Port 80** on \`build\`: new \`${ONE}\``]);
    });

    test.each([
        ["another priority", [second], [rule({ priority: 1001 })], "Rule `ssh` of `nsg`: `priority` (`1000` → `1001`)"],
        [
            "another name",
            [second],
            [rule({ name: "shell" })],
            `Rule \`ssh\` of \`nsg\` is removed: ${ALL}|Rule \`shell\` of \`nsg\` is new: ${ALL}`,
        ],
        [
            "another order",
            [first, second],
            [second, first],
            "The rules of `nsg` stand in another order, which means nothing to Azure",
        ],
        [
            "another source that others have as well",
            [second, rule({ name: "twin" })],
            [second, rule({ name: "twin", sourceAddressPrefix: undefined, sourceAddressPrefixes: [ONE] })],
            'Rule `twin` of `nsg`: `sourceAddressPrefix` (`203.0.113.7/32` → unset), `sourceAddressPrefixes` (unset → `["203.0.113.7/32"]`)',
        ],
        [
            "an outbound rule",
            [second],
            [second, rule({ name: "out", direction: "Outbound" })],
            `Outbound rule \`out\` of \`nsg\` is new: ${ALL.replace("Inbound", "Outbound")}`,
        ],
        [
            "another outbound rule",
            [rule({ direction: "Outbound" })],
            [rule({ direction: "Outbound", access: "Deny" })],
            "Outbound rule `ssh` of `nsg`: `access` (`Allow` → `Deny`)",
        ],
        [
            "another secret",
            [rule({ sourceAddressPrefix: HIDDEN })],
            [rule({ sourceAddressPrefix: HIDDEN, priority: 7 })],
            "Rule `ssh` of `nsg`: `priority` (`1000` → `7`)",
        ],
    ])("is told plainly: %s", (_what, before, after, expected) => {
        const { sentences, picture } = shownBetween(before, after);
        expect(sentences.join("|")).toBe(expected);
        expect(picture).toBeUndefined();
    });

    test("is told together with a source that changes", () => {
        const changed = rule({ priority: 1001, sourceAddressPrefix: NET });
        expect(shownBetween([second], [changed]).sentences).toEqual([
            `**SSH** on \`build\`: \`${ONE}\` → \`${NET}\``,
            "Rule `ssh` of `nsg`: `priority` (`1000` → `1001`)",
        ]);
    });
});
