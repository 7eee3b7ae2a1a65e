import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { inboundRules } from "../../../../components/network/securityRules";

const source = fc.oneof(
    fc.ipV4().map((address) => `${address}/32`),
    fc.constantFrom("Internet", "*", "AzureCloud", "VirtualNetwork", "Storage.WestUS"),
);
const sources = fc.uniqueArray(source, { minLength: 1, maxLength: 12 });

describe("The inbound rules", () => {
    test("have unique names and priorities, whatever the sources", () => {
        fc.assert(
            fc.property(sources, (allowed) => {
                const rules = inboundRules(4243, allowed);
                expect(new Set(rules.map(({ priority }) => priority)).size).toBe(rules.length);
                expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length);
            }),
        );
    });

    test("have priorities and names that Azure takes", () => {
        fc.assert(
            fc.property(sources, (allowed) => {
                for (const { priority, name } of inboundRules(4243, allowed)) {
                    expect(priority).toBeGreaterThanOrEqual(100);
                    expect(priority).toBeLessThanOrEqual(4_096);
                    expect(name).toMatch(/^[A-Za-z0-9][\w.-]{0,78}\w$/);
                }
            }),
        );
    });

    test("let each source in once a port, and nobody else", () => {
        fc.assert(
            fc.property(sources, (allowed) => {
                for (const port of ["22", "4243"]) {
                    const let_in = inboundRules(4243, allowed)
                        .filter(({ destinationPortRange }) => destinationPortRange === port)
                        .flatMap((rule) => rule.sourceAddressPrefixes ?? [rule.sourceAddressPrefix]);
                    expect([...let_in].sort()).toEqual([...allowed].sort());
                }
            }),
        );
    });

    test("have either one tag or a list of ranges, since Azure refuses both together", () => {
        const forms = inboundRules(4243, ["10.0.0.0/8", "AzureCloud", "192.0.2.0/24", "*"]).map(
            ({ name, sourceAddressPrefix, sourceAddressPrefixes }) => [
                name,
                sourceAddressPrefix ?? sourceAddressPrefixes,
            ],
        );
        expect(forms).toEqual([
            ["allow-ssh", ["10.0.0.0/8", "192.0.2.0/24"]],
            ["allow-ssh-AzureCloud", "AzureCloud"],
            ["allow-ssh-any", "*"],
            ["allow-docker", ["10.0.0.0/8", "192.0.2.0/24"]],
            ["allow-docker-AzureCloud", "AzureCloud"],
            ["allow-docker-any", "*"],
        ]);
    });

    test("do not move those of ranges when a tag is added", () => {
        const ranges = inboundRules(4243, ["10.0.0.0/8"]);
        expect(inboundRules(4243, ["10.0.0.0/8", "AzureCloud"])).toEqual(expect.arrayContaining(ranges));
    });
});

describe("Other rules", () => {
    const named = (rules: ReturnType<typeof inboundRules>) =>
        rules.map(({ name, access, destinationPortRange, sourceAddressPrefixes, sourceAddressPrefix }) => [
            ...[name, access, destinationPortRange],
            sourceAddressPrefixes ?? sourceAddressPrefix,
        ]);

    test("close SSH, or give it its own sources", () => {
        expect(named(inboundRules(4243, ["10.0.0.0/8"], { sshSources: [] }))).toEqual([
            ["allow-docker", "Allow", "4243", ["10.0.0.0/8"]],
        ]);
        expect(named(inboundRules(4243, ["10.0.0.0/8"], { sshSources: ["192.0.2.7/32"] }))).toEqual([
            ["allow-ssh", "Allow", "22", ["192.0.2.7/32"]],
            ["allow-docker", "Allow", "4243", ["10.0.0.0/8"]],
        ]);
    });

    test("open more ports, each with its own sources and protocol", () => {
        const openPorts = [
            { name: "web", port: 80, toPort: 81, sources: ["Internet"] },
            { name: "dns", port: 53, protocol: "Udp" as const, sources: ["10.0.0.0/8", "AzureCloud"] },
        ];
        const rules = inboundRules(4243, ["10.0.0.0/8"], { sshSources: [], openPorts });
        expect(named(rules).slice(1)).toEqual([
            ["open-web.Internet", "Allow", "80-81", "Internet"],
            ["open-dns", "Allow", "53", ["10.0.0.0/8"]],
            ["open-dns.AzureCloud", "Allow", "53", "AzureCloud"],
        ]);
        expect(rules.map(({ priority, protocol }) => [priority, protocol])).toEqual([
            [2000, "Tcp"],
            [3001, "Tcp"],
            [3020, "Udp"],
            [3021, "Udp"],
        ]);
    });

    test("deny other members of a network that may be connected, at the end", () => {
        const rules = inboundRules(4243, ["10.0.0.0/8"], { isConnected: true });
        expect(named(rules).at(-1)).toEqual(["deny-virtual-network", "Deny", "*", "VirtualNetwork"]);
        expect(rules.map(({ priority }) => priority)).toEqual([1000, 2000, 4096]);
    });
});
