import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { networking, networkingProblems, networkingRules } from "../../../../components/network/networkingSettings";
import { inboundRules } from "../../../../components/network/securityRules";
import { ruleTable } from "../../../support/ruleTable";

const GROUP = "/subscriptions/0/resourceGroups/hub/providers/Microsoft.Network";
const VNET = `${GROUP}/virtualNetworks/hub`;
const SUBNET = `${VNET}/subnets/build`;
const NSG = `${GROUP}/networkSecurityGroups/hosts`;
const WEB = { name: "web", port: 443, sources: ["Internet"] };

const ruleOf = (name: keyof typeof networkingRules) => {
    const rule = networkingRules[name];
    return typeof rule === "function" ? rule : rule.input;
};

describe("networking.resourceGroupName", () => {
    ruleTable(ruleOf("resourceGroupName"), ["", "ends.", "a b", VNET, 1], ["hub", "a", "Hub_1.(x)-y"]);
});
describe("networking.virtualNetworkId", () => {
    ruleTable(ruleOf("virtualNetworkId"), ["hub", SUBNET, `${VNET}/`, NSG, 1], [VNET, VNET.toLowerCase()]);
});
describe("networking.subnetId", () => {
    ruleTable(ruleOf("subnetId"), ["build", VNET, `${SUBNET}/x`], [SUBNET]);
});
describe("networking.securityGroupId", () => {
    ruleTable(ruleOf("securityGroupId"), ["hosts", SUBNET], [NSG]);
});
describe("networking.addressPrefix", () => {
    ruleTable(
        ruleOf("addressPrefix"),
        ["10.0.0.0/30", "10.0.0.0/7", "10.0.0.1/16", "10.0.0.0", "127.0.0.0/8", "169.254.0.0/16", "AzureCloud", 10],
        ["10.0.0.0/16", "192.168.4.0/29", "10.0.0.0/8", "100.64.0.0/10"],
    );
});
describe("networking.natGateway", () => {
    ruleTable(ruleOf("natGateway"), ["true", 1], [true, false]);
});
describe("networking.sshSources", () => {
    ruleTable(
        ruleOf("sshSources"),
        ["203.0.113.7/32", ["203.0.113.7"], ["10.0.0.0/8", "10.1.0.0/16"], ["AzureCloud", "AzureCloud"]],
        [[], ["203.0.113.7/32", "AzureCloud"]],
    );
});
describe("networking.openPorts", () => {
    ruleTable(
        ruleOf("openPorts"),
        [
            WEB,
            [{ ...WEB, name: "Web" }],
            [{ ...WEB, port: 0 }],
            [{ ...WEB, port: "443" }],
            [{ ...WEB, toPort: 70_000 }],
            [{ ...WEB, protocol: "Icmp" }],
            [{ ...WEB, sources: [] }],
            [{ name: "web", port: 443 }],
            [{ ...WEB, target: 1 }],
            [WEB, { ...WEB, port: 80 }],
            Array.from({ length: 51 }, (_, index) => ({ ...WEB, name: `p${index}`, port: 1000 + index })),
            [{ ...WEB, sources: Array.from({ length: 19 }, (_, index) => `Tag${index}`) }],
        ],
        [[], [WEB], [{ ...WEB, toPort: 8443, protocol: "Udp" }]],
    );
});
describe("networking.namePrefix", () => {
    ruleTable(ruleOf("namePrefix"), ["", "-build", "build-", "a_b", "x".repeat(41)], ["build", "B-1"]);
});

test("An unknown member is named", () => {
    expect(networking("networking", { subnet: SUBNET })).toEqual([
        { argument: "networking.subnet", expected: "a known member", fix: "Use subnetId, or remove it" },
    ]);
});

describe("Settings that contradict each other", () => {
    const problemsOf = (settings: object, allowedSources?: string[]) =>
        networkingProblems({ allowedSources, dockerPort: 4243, networking: settings }).map(
            ({ argument, expected }) => `${argument}: ${expected}`,
        );

    test.each([
        [{ subnetId: SUBNET, virtualNetworkId: VNET }, "networking.virtualNetworkId"],
        [{ subnetId: SUBNET, addressPrefix: "10.0.0.0/16" }, "networking.addressPrefix"],
        [{ subnetId: SUBNET, natGateway: true }, "networking.natGateway"],
    ])("belong to a new subnet: %j", (settings, argument) => {
        const because = "no value together with networking.subnetId, because that subnet exists already";
        expect(problemsOf(settings, ["203.0.113.7/32"])).toEqual([`${argument}: ${because}`]);
    });

    test("leave a new subnet in an existing network without a range", () => {
        const expected = "networking.addressPrefix: a free range of the virtual network for the new subnet";
        expect(problemsOf({ virtualNetworkId: VNET })).toEqual([expected]);
        expect(problemsOf({ virtualNetworkId: VNET, addressPrefix: "10.20.1.0/24" })).toEqual([]);
    });

    test("are sources and an existing security group", () => {
        const settings = { securityGroupId: NSG, sshSources: [], openPorts: [WEB] };
        const expected =
            "no value together with networking.securityGroupId, whose rules decide who can reach the hosts";
        expect(problemsOf(settings, ["203.0.113.7/32"])).toEqual(
            ["allowedSources", "networking.sshSources", "networking.openPorts"].map((one) => `${one}: ${expected}`),
        );
        expect(problemsOf({ securityGroupId: NSG })).toEqual([]);
    });

    test.each([
        [{ port: 22 }, "ports without 22, because SSH has sources of its own: networking.sshSources"],
        [{ port: 20, toPort: 30 }, "ports without 22, because SSH has sources of its own: networking.sshSources"],
        [
            { port: 4000, toPort: 5000 },
            "ports without 4243, because the Docker port has sources of its own: allowedSources",
        ],
    ])("open a port that has its own sources: %j", (ports, expected) => {
        expect(problemsOf({ openPorts: [{ ...WEB, ...ports }] })).toEqual([`networking.openPorts[0]: ${expected}`]);
    });

    test("end a range before it begins", () => {
        expect(problemsOf({ openPorts: [{ ...WEB, port: 90, toPort: 80 }] })).toEqual([
            "networking.openPorts[0].toPort: a port from 90 on",
        ]);
    });
});

test("No valid settings open SSH or the Docker port to anybody but their own sources", () => {
    const port = fc.integer({ min: 1, max: 65_535 });
    const openPort = fc.record({ name: fc.constantFrom("a", "b", "c"), port, toPort: port });
    fc.assert(
        fc.property(port, fc.uniqueArray(openPort, { selector: ({ name }) => name }), (dockerPort, ports) => {
            const openPorts = ports.map((one) => ({ ...one, sources: ["Internet"] }));
            fc.pre(networkingProblems({ dockerPort, networking: { openPorts } }).length === 0);
            const rules = inboundRules(dockerPort, ["203.0.113.7/32"], { openPorts });
            const letting = (wanted: number) =>
                rules.filter(({ destinationPortRange }) => {
                    const [from, to = from] = destinationPortRange.split("-").map(Number);
                    return Number(from) <= wanted && wanted <= Number(to);
                });
            for (const rule of [...letting(22), ...letting(dockerPort)]) {
                expect(rule.sourceAddressPrefixes).toEqual(["203.0.113.7/32"]);
            }
            expect(new Set(rules.map(({ priority }) => priority)).size).toBe(rules.length);
            expect(new Set(rules.map(({ name }) => name.toLowerCase())).size).toBe(rules.length);
        }),
    );
});
