import { expect, test } from "@jest/globals";
import { letInternetIn } from "../../../../shared/azure/internet";

test.each([
    [["*"], true],
    [["internet"], true],
    [["Any"], true],
    [["0.0.0.0"], true],
    [["::"], true],
    [["0.0.0.0/0"], true],
    [["::/0"], true],
    [["64.0.0.0/7"], true],
    [["64.0.0.0/8"], false],
    [["64.0.0.0/8", "70.0.0.0/8"], true],
    [["9.0.0.0/8", "11.0.0.1/32"], true],
    [["9.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12"], false],
    [["64.0.0.0/8", "64.0.0.0/9"], false],
    [["2000::/15"], true],
    [["2000::/16"], false],
    [["2000::/16", "2001::/16"], true],
    [["2001:db8::/32"], false],
    [["AzureCloud"], false],
    [[], false],
])("%j let a large part of the Internet in: %s", (sources, expected) => {
    expect(letInternetIn(sources)).toBe(expected);
});
