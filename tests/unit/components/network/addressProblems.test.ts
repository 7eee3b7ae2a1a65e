import { describe, expect, test } from "@jest/globals";
import { addressProblems, partsProblems } from "../../../../components/network/addressProblems";

const NIC = "/subscriptions/0/resourceGroups/hub/providers/Microsoft.Network/networkInterfaces/nic";
const SUBNET = "/subscriptions/0/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/hub/subnets/build";
const NETWORK = { resourceGroupName: "hub", location: "westus", dockerPort: 4243, subnetId: SUBNET };

describe("A host without a public address", () => {
    test.each([
        ["in a new network with a NAT gateway", { networking: { natGateway: true } }],
        ["in an existing subnet", { networking: { subnetId: SUBNET } }],
        ["in a given network", { network: NETWORK }],
    ])("is possible %s", (_what, args) => {
        expect(addressProblems({ publicAddress: false, ...args })).toEqual([]);
    });

    test("cannot download packages in a new network without one", () => {
        expect(addressProblems({ publicAddress: false })).toEqual([
            {
                argument: "networking.natGateway",
                expected: "true, because without a public address the VM cannot download packages",
                got: undefined,
                fix: "Set it to true, use an existing networking.subnetId with outbound access, or set publicAddress to true",
            },
        ]);
    });

    test.each([
        [{ dnsLabel: "team" }, "dnsLabel", "no value, because publicAddress is false"],
        [{ publicIpAddressId: "/ip" }, "publicIpAddressId", "no value, because publicAddress is false"],
    ])("has nothing of one: %j", (args, argument, expected) => {
        const problems = addressProblems({ publicAddress: false, network: NETWORK, ...args });
        expect(problems).toEqual([expect.objectContaining({ argument, expected })]);
    });
});

test("An existing public address has its own DNS label", () => {
    expect(addressProblems({ publicIpAddressId: "/ip" })).toEqual([]);
    expect(addressProblems({ publicIpAddressId: "/ip", dnsLabel: "team" })).toEqual([
        {
            argument: "dnsLabel",
            expected: "no value, because the existing address has its own",
            got: "team",
            fix: "Omit it",
        },
    ]);
});

describe("A static private address", () => {
    test.each([
        [{}, "10.0.0.10"],
        [{ networking: { addressPrefix: "10.20.0.0/16" } }, "10.20.0.10"],
        [{ networking: { addressPrefix: "10.20.2.0/23", virtualNetworkId: "/hub" } }, "10.20.3.10"],
        [{ networking: { subnetId: SUBNET } }, "192.168.0.10"],
        [{ network: NETWORK }, "192.168.0.10"],
    ])("is in the subnet, as far as that is known: %j", (args, privateIpAddress) => {
        expect(addressProblems({ ...args, privateIpAddress })).toEqual([]);
    });

    test("is in the first /24 of a new network", () => {
        const [problem] = addressProblems({ privateIpAddress: "10.0.1.10" });
        expect(problem).toMatchObject({ argument: "privateIpAddress", got: "10.0.1.10" });
        expect(problem?.expected).toContain("an address of the subnet 10.0.0.0/24");
    });
});

describe("A given address", () => {
    test("needs its network and at least one address", () => {
        expect(partsProblems({ address: { networkInterfaceId: NIC } })).toEqual([
            expect.objectContaining({ argument: "network" }),
            {
                argument: "address.publicIpAddress",
                expected: "a value, unless there is a privateIpAddress",
                fix: "Add one of the two",
            },
        ]);
        const address = { networkInterfaceId: NIC, privateIpAddress: "10.0.0.10" };
        expect(partsProblems({ address, network: NETWORK })).toEqual([]);
    });

    test("replaces the subnet and the security group of a given network", () => {
        expect(partsProblems({ network: { ...NETWORK } }).map(({ argument }) => argument)).toEqual([
            "network.securityGroupId",
        ]);
    });
});
