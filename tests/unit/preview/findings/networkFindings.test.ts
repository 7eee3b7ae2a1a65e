import { describe, expect, test } from "@jest/globals";
import { UNKNOWN } from "../../../../shared/pulumiValues";
import { inboundRules } from "../../../../components/network/securityRules";
import { targetsOf } from "../../../../preview/findings/connections";
import type { Finding } from "../../../../preview/findings/finding";
import { networkFindings, stillOpen } from "../../../../preview/findings/networkFindings";
import type { Inputs, Plan, PlannedResource } from "../../../../preview/plan/plan";
import { group, HIDDEN, host, rule, rulesFor } from "../render/hosts";
import { between, planOf, planned } from "../support";

const GROUP = "azure-native:network:NetworkSecurityGroup";
const ssh = (over: object): Inputs => rule({ name: "allow-ssh", ...over });

const findingsOf = (plan: Plan): Finding[] => networkFindings(plan, targetsOf(plan.resources));

/** What is found when a group's rules change: level and title. */
function found(before: unknown, after: unknown, type = GROUP): string[] {
    const inputs = (rules: unknown): { securityRules: unknown } => ({ securityRules: rules });
    return findingsOf(planOf(between(type, inputs(before), inputs(after)))).map(
        ({ level, title }) => `${level}: ${title}`,
    );
}

const DENYING = { securityRules: [ssh({ name: "deny", access: "Deny" })] };

const OPEN = "danger: open to the Internet";
const WIDER = "caution: sources widened";
const UNTOLD = "danger: sources unknown";

describe("a change of the sources", () => {
    test.each([
        ["the same", ["203.0.113.0/24"], ["203.0.113.0/24"], []],
        ["fewer", ["203.0.113.0/24"], ["203.0.113.7/32"], []],
        ["the same in two halves", ["203.0.113.0/24"], ["203.0.113.0/25", "203.0.113.128/25"], []],
        ["more", ["203.0.113.7/32"], ["203.0.113.0/24"], [WIDER]],
        ["others", ["203.0.113.7/32"], ["198.51.100.7/32"], [WIDER]],
        ["a service tag", ["203.0.113.7/32"], ["203.0.113.7/32", "AzureCloud"], [WIDER]],
        ["everybody", ["203.0.113.7/32"], ["Internet"], [OPEN]],
        ["everybody, by two ranges", ["203.0.113.7/32"], ["0.0.0.0/1", "128.0.0.0/1"], [OPEN]],
        ["everybody, by the address that means all", ["203.0.113.7/32"], ["0.0.0.0"], [OPEN]],
        ["a little more than anybody needs", ["203.0.113.7/32"], ["9.0.0.0/8", "11.0.0.1/32"], [OPEN]],
        ["private addresses, however many", ["10.0.0.0/16"], ["10.0.0.0/8", "172.16.0.0/12"], [WIDER]],
        ["everybody, as before", ["Internet"], ["*"], []],
    ])("to %s is told once for SSH and the Docker port together", (_what, before, after, expected) => {
        expect(found(inboundRules(4243, before), inboundRules(4243, after))).toEqual(expected);
    });

    test("names all ports and rules of the same sources, and other sources apart", () => {
        const [before, after] = [["203.0.113.7/32"], ["203.0.113.7/32", "198.51.100.0/24", "AzureCloud"]] as const;
        const rules = (sources: readonly string[]) => ({ securityRules: inboundRules(4243, sources) });
        const texts = findingsOf(planOf(between(GROUP, rules(before), rules(after)))).map(({ text }) => text.source);
        expect(texts).toEqual([
            "SSH and 4243 can be reached from `198.51.100.0/24`, by rules `thing: allow-ssh`, `thing: allow-docker`. Before, at most part of that was allowed.",
            "SSH and 4243 can be reached from `AzureCloud`, by rules `thing: allow-ssh-AzureCloud`, `thing: allow-docker-AzureCloud`. Before, at most part of that was allowed.",
        ]);
    });

    test("names ports, sources and rule", () => {
        const [finding] = findingsOf(
            planOf(between(GROUP, { securityRules: [] }, { securityRules: inboundRules(2376, ["Internet"]).slice(1) })),
        );
        expect(finding?.kind).toBe("open");
        expect(finding?.text.source).toBe(
            "port 2376 can be reached from all or much of the Internet: from `Internet`, by rule `thing: allow-docker-Internet`.",
        );
    });

    test.each([
        ["another port", ssh({ destinationPortRange: "23" }), [WIDER]],
        ["more ports around the known one", ssh({ destinationPortRange: "20-30" }), [WIDER]],
        ["all ports", ssh({ destinationPortRange: "*" }), [WIDER]],
        ["several ports with commas between", ssh({ destinationPortRange: "22,2375" }), [WIDER]],
        ["ports in the other form", ssh({ destinationPortRange: undefined, destinationPortRanges: ["22"] }), []],
        ["another protocol", ssh({ protocol: "Udp" }), [WIDER]],
        ["all protocols", ssh({ protocol: "*" }), [WIDER]],
        ["a narrower destination", ssh({ destinationAddressPrefix: "10.0.0.4" }), []],
        [
            "members of a group",
            ssh({ sourceAddressPrefix: undefined, sourceApplicationSecurityGroups: [{ id: "/asg" }] }),
            [WIDER],
        ],
        ["outbound only", ssh({ direction: "Outbound", sourceAddressPrefix: "*" }), []],
        ["outbound only, in small letters", ssh({ direction: "outbound", sourceAddressPrefix: "*" }), []],
        ["everybody, inbound in small letters", ssh({ direction: "inbound", sourceAddressPrefix: "*" }), [OPEN]],
        ["everybody, allowed in small letters", ssh({ access: "allow", sourceAddressPrefix: "*" }), [OPEN]],
        [
            "everybody, both in capitals",
            ssh({ direction: "INBOUND", access: "ALLOW", sourceAddressPrefix: "*" }),
            [OPEN],
        ],
        ["nobody, in small letters", ssh({ access: "deny", sourceAddressPrefix: "*" }), []],
        ["a direction of another name", ssh({ direction: "both", sourceAddressPrefix: "*" }), [OPEN]],
        ["a secret source", ssh({ sourceAddressPrefix: HIDDEN }), [UNTOLD]],
        ["a source known later", ssh({ sourceAddressPrefixes: [UNKNOWN] }), [UNTOLD]],
        ["a direction known later", ssh({ direction: UNKNOWN }), [UNTOLD]],
        ["ports in no known form", ssh({ destinationPortRange: "ssh" }), [UNTOLD]],
        ["a rule that is none", "rule", [UNTOLD]],
    ])("to %s is told", (_what, rule, expected) => {
        expect(found([ssh({})], [rule])).toEqual(expected);
    });

    test("is told when all rules are a secret or known later", () => {
        expect(found([ssh({})], HIDDEN)).toEqual([UNTOLD]);
        expect(found([ssh({})], UNKNOWN)).toEqual([UNTOLD]);
    });

    test("is told when the destination is no longer limited", () => {
        expect(found([ssh({ destinationAddressPrefix: "10.0.0.4" })], [ssh({})])).toEqual([WIDER]);
    });

    test("is told when what denied is gone", () => {
        const deny = ssh({ name: "deny", access: "Deny" });
        expect(found([deny, ssh({})], [ssh({})])).toEqual(["caution: a rule that denies is gone"]);
        expect(found([deny], [{ ...deny, name: "renamed" }])).toEqual([]);
    });

    test.each([
        [
            "another group has the same",
            [planned(GROUP, "other", { before: DENYING, after: DENYING })],
            DENYING,
            { securityRules: [] },
        ],
        ["only the group itself has it", [], DENYING, { securityRules: [] }],
    ])("is told of a rule that denies and is gone where %s", (_what, others, before, after) => {
        expect(findingsOf(planOf(between(GROUP, before, after), ...others)).map(({ title }) => title)).toEqual([
            "a rule that denies is gone",
        ]);
    });

    test.each([
        ["is new", [], 90, ["caution: a rule stands before one that denies"]],
        [
            "was behind it",
            [ssh({ name: "first", priority: 900 })],
            90,
            ["caution: a rule stands before one that denies"],
        ],
        ["stood before it", [ssh({ name: "first", priority: 90 })], 90, []],
        ["stands behind it", [], 110, []],
    ])("is told of a rule that stands before one that denies, and %s", (_what, more, priority, expected) => {
        const rules = [ssh({ name: "deny", access: "Deny", priority: 100 }), ssh({ name: "late", priority: 4000 })];
        expect(found([...rules, ...more], [...rules, ssh({ name: "first", priority })])).toEqual(expected);
    });

    test.each([
        "azure-native:network:SecurityRule",
        "azure-native:network/v20230901:SecurityRule",
        "azure-native_network_v20230901:network:SecurityRule",
    ])("is told of a rule that is a resource of its own: %s", (type) => {
        const rules = [ssh({}), ssh({ sourceAddressPrefix: "*" })] as const;
        expect(findingsOf(planOf(between(type, ...rules))).map(({ title }) => title)).toEqual(["open to the Internet"]);
    });

    test("is not told when rules only move to another group", () => {
        const inputs = { securityRules: [ssh({})] };
        const plan = planOf(
            planned(GROUP, "old", { operation: "delete", before: inputs, after: undefined }),
            planned(GROUP, "new", { operation: "create", before: undefined, after: inputs }),
        );
        expect(findingsOf(plan)).toEqual([]);
    });
});

describe("a stack that is new", () => {
    const all = (sources: string[]) => ({
        resources: [between(GROUP, undefined, { securityRules: inboundRules(4243, sources) })],
        isNew: true,
        remarks: [],
        hide: (text: string) => text,
    });

    test("is told of only when it is open", () => {
        expect(findingsOf(all(["203.0.113.7/32"]))).toEqual([]);
        expect(findingsOf(all(["*"])).map(({ title }) => title)).toEqual(["open to the Internet"]);
    });
});

describe("a network interface", () => {
    const nic = "azure-native:network:NetworkInterface";
    const guard = (id: string): Inputs => ({ networkSecurityGroup: { id } });
    const open = (publicIPAddress: object | undefined): Inputs => ({
        ...guard("/a"),
        ipConfigurations: [{ publicIPAddress }],
    });

    test.each([
        ["without a security group any more", guard("/a"), {}, ["danger: interface without a security group"]],
        ["that is new, without one", undefined, {}, ["danger: interface without a security group"]],
        ["with another one", guard("/a"), guard("/b"), ["danger: another security group"]],
        ["with one that the program computes", guard("/a"), guard(UNKNOWN), ["caution: another security group"]],
        ["with the same", guard("/a"), guard("/a"), []],
        ["that is new, with one from elsewhere", undefined, guard("/b"), ["caution: another security group"]],
        ["that becomes public", open(undefined), open({ id: "/ip" }), ["caution: public address"]],
        ["that becomes private", open({ id: "/ip" }), open(undefined), []],
        [
            "that may become public",
            open(undefined),
            { ...guard("/a"), ipConfigurations: UNKNOWN },
            ["caution: public address"],
        ],
    ])("%s", (_what, before, after, expected) => {
        const plan = planOf(between(nic, before, after));
        expect(findingsOf(plan).map(({ level, title }) => `${level}: ${title}`)).toEqual(expected);
    });
});

test("A new network interface with a public address is told of, unless its VM is new, too", () => {
    const nic = between("azure-native:network:NetworkInterface", undefined, {
        networkSecurityGroup: { id: UNKNOWN },
        ipConfigurations: [{ publicIPAddress: { id: "/ip" } }],
    });
    const machine = { type: "azure-native:compute:VirtualMachine", name: "vm", parent: nic.parent };
    const titles = (before: Inputs | undefined): string[] =>
        findingsOf(planOf(nic, planned(machine.type, machine.name, { parent: machine.parent, before, after: {} }))).map(
            ({ title }) => title,
        );
    expect(titles({})).toEqual(["public address"]);
    expect(titles(undefined)).toEqual([]);
});

test("A new network interface may have the security group of another one", () => {
    const nic = "azure-native:network:NetworkInterface";
    const guarded = { networkSecurityGroup: { id: "/a" } };
    const plan = planOf(planned(nic, "old", { before: guarded, after: guarded }), between(nic, undefined, guarded));
    expect(findingsOf(plan)).toEqual([]);
});

test("what is open already is no finding, but is known", () => {
    const rules = { securityRules: inboundRules(4243, ["Internet"]) };
    const plan = planOf(planned(GROUP, "nsg", { before: rules, after: rules }));
    expect(findingsOf(plan)).toEqual([]);
    expect(stillOpen(plan)).toEqual(["nsg: allow-ssh-Internet", "nsg: allow-docker-Internet"]);
});

test("An interface whose security group is replaced in the same plan is no finding", () => {
    const id = (text: string): Inputs => ({ networkSecurityGroup: { id: text } });
    const nic = between("azure-native:network:NetworkInterface", id("/a"), id(UNKNOWN));
    expect(findingsOf(planOf(nic, planned(GROUP, "new", { operation: "replace" })))).toEqual([]);
});

describe("a change of one host", () => {
    const [narrow, wide] = [rulesFor("203.0.113.7/32"), rulesFor("*")];

    test("is told though another host lets in the same sources already", () => {
        const plan = planOf(
            group("nsg", narrow, wide),
            ...host("build", { before: "nsg", after: "nsg" }),
            group("other", wide, wide),
            ...host("test", { before: "other", after: "other" }),
        );
        expect(findingsOf(plan).map(({ title }) => title)).toEqual(["open to the Internet"]);
    });

    test("is told for the ports too that only that host opens, though others of the same rule are new anywhere", () => {
        const both = {
            securityRules: [
                rule({
                    destinationPortRange: undefined,
                    destinationPortRanges: ["22", "4243"],
                    sourceAddressPrefix: "*",
                }),
            ],
        };
        const docker = { securityRules: [rule({ destinationPortRange: "4243", sourceAddressPrefix: "*" })] };
        const plan = planOf(
            group("nsg", narrow, both),
            ...host("build", { before: "nsg", after: "nsg" }),
            group("other", docker, docker),
            ...host("test", { before: "other", after: "other" }),
        );
        expect(findingsOf(plan).map(({ text }) => text.source)).toEqual([
            expect.stringMatching(/^SSH and 4243 can be reached from all or much of the Internet/),
        ]);
    });

    test("is told when its security group cannot be seen any more", () => {
        const withHiddenGroup = (one: PlannedResource): PlannedResource =>
            one.name === "build-nic"
                ? { ...one, operation: "update", after: { ...one.after, networkSecurityGroup: { id: HIDDEN } } }
                : one;
        const resources = host("build", { before: "nsg", after: "nsg" }).map(withHiddenGroup);
        const plan = planOf(group("nsg", narrow, narrow), ...resources);
        expect(findingsOf(plan).map(({ title }) => title)).toEqual(["another security group"]);
    });
});
