import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { isCovered } from "../../../../preview/findings/sources";

const areCovered = (all: readonly string[], others: readonly string[]): boolean =>
    all.every((source) => isCovered(source, others));

describe("the sources of a rule", () => {
    test.each([
        [["203.0.113.7/32"], ["203.0.113.0/24"], true],
        [["203.0.113.0/24"], ["203.0.113.7/32"], false],
        [["203.0.113.0/24"], ["203.0.113.0/25", "203.0.113.128/25"], true],
        [["203.0.113.0/24"], ["203.0.113.0/25", "203.0.113.129/32"], false],
        [["203.0.113.7"], ["203.0.113.7/32"], true],
        [["10.0.0.0/8"], ["Internet"], true],
        [["*"], ["0.0.0.0/1", "128.0.0.0/1"], true],
        [["Internet"], ["0.0.0.0/1"], false],
        [["Internet"], ["*"], true],
        // Azure's other words for everybody, and no single addresses.
        [["0.0.0.0"], ["0.0.0.0/1"], false],
        [["10.0.0.0/8"], ["0.0.0.0"], true],
        [["::"], ["::/1"], false],
        [["Storage.WestEurope"], ["Storage"], true],
        [["Storage"], ["Storage.WestEurope"], false],
        [["StorageSync"], ["Storage"], false],
        [["AzureCloud"], ["azurecloud"], true],
        [["AzureCloud"], ["203.0.113.0/24"], false],
        [["203.0.113.0/24"], ["AzureCloud"], false],
        [["2001:db8::/33"], ["2001:db8::/32"], true],
        [["2001:db8::/31"], ["2001:db8::/32"], false],
        [["::/0"], ["0.0.0.0/0"], false],
        // Read in more than one way: nothing covers them but themselves.
        [["010.0.0.1/32"], ["10.0.0.1/32", "8.0.0.1/32"], false],
        [["1.2.3.4/33"], ["0.0.0.0/0"], false],
        [[], [], true],
    ])("%j are within %j: %s", (one, others, expected) => {
        expect(areCovered(one, others)).toBe(expected);
    });

    test("are within others exactly when each of their addresses is", () => {
        // The last byte only, so that each address can be tried.
        const range = fc
            .tuple(fc.nat(255), fc.integer({ min: 24, max: 32 }))
            .map(([byte, bits]) => `10.0.0.${byte}/${bits}`);
        const ranges = fc.array(range, { maxLength: 6 });
        const holds = (all: readonly string[], byte: number): boolean =>
            all.some((one) => {
                const [address = "", bits = "32"] = one.split("/");
                const size = 2 ** (32 - Number(bits));
                return Math.floor(Number(address.split(".")[3]) / size) === Math.floor(byte / size);
            });
        fc.assert(
            fc.property(ranges, ranges, (one, others) => {
                const bytes = Array.from({ length: 256 }, (_unused, byte) => byte);
                expect(areCovered(one, others)).toBe(bytes.every((byte) => !holds(one, byte) || holds(others, byte)));
            }),
        );
    });
});
