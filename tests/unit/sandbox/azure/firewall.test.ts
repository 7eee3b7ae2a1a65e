import { describe, expect, it } from "@jest/globals";
import { namedPorts, reachablePorts } from "../../../../sandbox/azure/firewall";
import { Store, type StoredResource } from "../../../../sandbox/azure/store";
import type { Values } from "../../../../sandbox/providers/values";
import { IDS, stateFile } from "./support";

const rule = (overrides: Values): Values => ({
    priority: 1000,
    direction: "Inbound",
    access: "Allow",
    protocol: "Tcp",
    destinationPortRange: "4243",
    sourceAddressPrefix: "203.0.113.7",
    ...overrides,
});

const nic = (properties: Values): StoredResource => ({ id: IDS.NetworkInterface, type: "nic", properties });

/** Whether the sandbox's client, 203.0.113.7, can reach port 4243 under these rules. */
function reaches(...securityRules: Values[]): boolean {
    const store = new Store(stateFile());
    store.put({ id: IDS.NetworkSecurityGroup, type: "nsg", properties: { securityRules } });
    return reachablePorts(store, nic({ networkSecurityGroup: { id: IDS.NetworkSecurityGroup } }), [4243]).length === 1;
}

describe("the firewall", () => {
    it.each<[string, boolean, Values]>([
        ["the client's address", true, {}],
        ["any source", true, { sourceAddressPrefix: "*" }],
        ["the Internet", true, { sourceAddressPrefix: "Internet" }],
        ["a range around the client", true, { sourceAddressPrefix: "203.0.113.0/24" }],
        ["all of IPv4", true, { sourceAddressPrefix: "0.0.0.0/0" }],
        ["a range next to the client", false, { sourceAddressPrefix: "203.0.113.8/29" }],
        ["another address", false, { sourceAddressPrefix: "203.0.113.70" }],
        ["an IPv6 range", false, { sourceAddressPrefix: "2001:db8::/32" }],
        ["AzureCloud", false, { sourceAddressPrefix: "AzureCloud" }],
        ["VirtualNetwork", false, { sourceAddressPrefix: "VirtualNetwork" }],
        ["AzureLoadBalancer", false, { sourceAddressPrefix: "AzureLoadBalancer" }],
        ["several ranges, one around the client", true, plural("198.51.100.0/24", "203.0.113.7/32")],
        ["several ranges, none around the client", false, plural("198.51.100.0/24", "192.0.2.0/24")],
        ["any protocol", true, { protocol: "*" }],
        ["UDP", false, { protocol: "Udp" }],
        ["ICMP", false, { protocol: "Icmp" }],
        ["any port", true, { destinationPortRange: "*" }],
        ["a range of ports around it", true, { destinationPortRange: "4000-5000" }],
        ["a range that starts at it", true, { destinationPortRange: "4243-4244" }],
        ["a range that ends at it", true, { destinationPortRange: "1-4243" }],
        ["a range above it", false, { destinationPortRange: "4244-65535" }],
        ["another port", false, { destinationPortRange: "424" }],
        ["the outbound direction", false, { direction: "Outbound" }],
    ])("with a rule for %s: %s", (_what, expected, overrides) => {
        expect(reaches(rule(overrides))).toBe(expected);
    });

    it.each<[string, boolean, Values[]]>([
        ["no rule", false, []],
        ["a denial", false, [rule({ access: "Deny" })]],
        ["a denial before a permit", false, [rule({ access: "Deny", priority: 100 }), rule({})]],
        ["a denial after a permit", true, [rule({ access: "Deny", priority: 2000 }), rule({})]],
        ["the same, listed the other way", true, [rule({}), rule({ access: "Deny", priority: 2000 })]],
        [
            "a denial for other sources",
            true,
            [rule({ access: "Deny", priority: 100, sourceAddressPrefix: "198.51.100.0/24" }), rule({})],
        ],
        [
            "a denial for another port",
            true,
            [rule({ access: "Deny", priority: 100, destinationPortRange: "22" }), rule({})],
        ],
    ])("with %s: %s", (_what, expected, rules) => {
        expect(reaches(...rules)).toBe(expected);
    });

    it("evaluates each port separately", () => {
        const store = new Store(stateFile());
        const securityRules = [rule({}), rule({ priority: 100, destinationPortRange: "22", access: "Deny" })];
        store.put({ id: IDS.NetworkSecurityGroup, type: "nsg", properties: { securityRules } });
        const group = { id: IDS.NetworkSecurityGroup.toUpperCase() };
        expect(reachablePorts(store, nic({ networkSecurityGroup: group }), [22, 4243, 80])).toEqual([4243]);
    });

    it("allows nothing without a security group", () => {
        expect(reachablePorts(new Store(stateFile()), nic({}), [4243])).toEqual([]);
    });

    it.each<[string, boolean, Values]>([
        ["nothing about it", true, { sourceAddressPrefix: "203.0.113.7" }],
        ["its subnet", true, { sourceAddressPrefix: "10.0.0.0/24" }],
        ["the virtual network", true, { sourceAddressPrefix: "VirtualNetwork" }],
        ["a ban of the virtual network", false, { access: "Deny", sourceAddressPrefix: "VirtualNetwork" }],
        ["a ban of its subnet", false, { access: "Deny", sourceAddressPrefix: "10.0.0.0/24" }],
    ])("opens a private interface to members of its network, with %s: %s", (_what, expected, overrides) => {
        const store = new Store(stateFile());
        store.put({ id: IDS.NetworkSecurityGroup, type: "nsg", properties: { securityRules: [rule(overrides)] } });
        const ipConfigurations = [{ privateIPAddress: "10.0.0.4", subnet: { id: IDS.Subnet } }];
        const inside = nic({ networkSecurityGroup: { id: IDS.NetworkSecurityGroup }, ipConfigurations });
        expect(reachablePorts(store, { ...inside, loopback: "127.9.8.6" }, [4243])).toEqual(expected ? [4243] : []);
    });
});

describe("the ports that a security group names", () => {
    const named = (...securityRules: Values[]): number[] => {
        const store = new Store(stateFile());
        store.put({ id: IDS.NetworkSecurityGroup, type: "nsg", properties: { securityRules } });
        return namedPorts(store, nic({ networkSecurityGroup: { id: IDS.NetworkSecurityGroup } }));
    };

    it.each<[string, number[], Values[]]>([
        ["one", [4243], [rule({})]],
        ["one for another source", [4243], [rule({ sourceAddressPrefix: "198.51.100.0/24" })]],
        ["one that denies access", [4243], [rule({ access: "Deny" })]],
        ["several", [2376, 4243], [rule({}), rule({ destinationPortRange: "2376", priority: 100 })]],
        ["one twice", [4243], [rule({}), rule({ priority: 1001 })]],
        ["none", [], []],
        ["SSH, which the emulated VM does not have", [4243], [rule({ destinationPortRange: "22" }), rule({})]],
        ["all of them", [], [rule({ destinationPortRange: "*" })]],
        ["a range", [], [rule({ destinationPortRange: "4000-5000" })]],
        ["one outbound", [], [rule({ direction: "Outbound" })]],
    ])("with %s are %j", (_what, ports, securityRules) => {
        expect(named(...securityRules)).toEqual(ports);
    });

    it("are none without a security group", () => {
        expect(namedPorts(new Store(stateFile()), nic({}))).toEqual([]);
    });
});

function plural(...sourceAddressPrefixes: string[]): Values {
    return { sourceAddressPrefix: undefined, sourceAddressPrefixes };
}
