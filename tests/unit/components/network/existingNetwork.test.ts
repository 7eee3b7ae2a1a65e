import { expect, test } from "@jest/globals";
import { guardWarnings, regionProblems } from "../../../../components/network/existingNetwork";

const allow = (destinationPortRange: string, sourceAddressPrefix: string) => ({
    name: "rule",
    priority: 100,
    direction: "Inbound",
    access: "Allow",
    protocol: "Tcp",
    sourceAddressPrefix,
    destinationPortRange,
});

test.each([
    [[allow("4243", "10.0.0.0/8")], []],
    [[allow("4000-5000", "10.0.0.0/8"), { ...allow("4243", "*"), access: "Deny" }], []],
    [[allow("4243", "10.0.0.0/8"), allow("443", "*"), { ...allow("22", "*"), direction: "Outbound" }], []],
    [
        [allow("4243", "Internet")],
        [
            "The security group hosts opens port 4243 to all or much of the Internet: only keys and certificates protect the hosts. Change its rules.",
        ],
    ],
    [
        [allow("*", "0.0.0.0/0")],
        [22, 4243].map(
            (port) =>
                `The security group hosts opens port ${port} to all or much of the Internet: only keys and certificates protect the hosts. Change its rules.`,
        ),
    ],
    [
        [allow("2376", "10.0.0.0/8")],
        [
            "The security group hosts has no rule that allows the Docker port 4243: at most other members of the virtual network can reach the daemon. Add a rule.",
        ],
    ],
])("Of the rules %j, this is said: %j", (rules, warnings) => {
    expect(guardWarnings("hosts", rules, 4243)).toEqual(warnings);
});

test("The region is that of the existing network", () => {
    expect([regionProblems(undefined, "northeurope"), regionProblems("North Europe", "northeurope")]).toEqual([[], []]);
    expect(regionProblems("westus", "northeurope")).toEqual([
        {
            argument: "location",
            expected: "northeurope, the region of the existing virtual network",
            got: "westus",
            fix: "Correct it, or omit it",
        },
    ]);
});
