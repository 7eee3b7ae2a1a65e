import { describe, expect, test } from "@jest/globals";
import { outsideProblems, privateIpAddress, subnetPrefix } from "../../../../components/network/addressPrefix";
import { ruleTable } from "../../../support/ruleTable";

describe("A private address", () => {
    ruleTable(privateIpAddress, ["", "10.0.0", "10.0.0.1/32", "::1", "host", 10, null], ["10.0.0.10", "192.168.1.4"]);

    test.each(["10.0.0.4", "10.0.0.254"])("may be %s in its subnet", (address) => {
        expect(outsideProblems(address, "10.0.0.0/24")).toEqual([]);
    });

    test.each(["10.0.0.0", "10.0.0.3", "10.0.0.255", "10.0.1.4", "9.255.255.255"])("may not be %s", (address) => {
        expect(outsideProblems(address, "10.0.0.0/24")).toEqual([
            {
                argument: "privateIpAddress",
                expected:
                    "an address of the subnet 10.0.0.0/24, except its first four and its last, which Azure reserves",
                got: address,
                fix: "Choose another address, or another networking.addressPrefix",
            },
        ]);
    });
});

test.each([
    ["10.0.0.0/16", "10.0.0.0/24"],
    ["10.20.0.0/24", "10.20.0.0/24"],
    ["10.20.0.64/27", "10.20.0.64/27"],
])("The subnet of %s is %s", (network, subnet) => {
    expect(subnetPrefix(network)).toBe(subnet);
});
