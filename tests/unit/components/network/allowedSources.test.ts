import { describe, expect, test } from "@jest/globals";
import { allowedSource, disjoint } from "../../../../components/network/allowedSources";
import { ruleTable } from "../../../support/ruleTable";

describe("A list of address ranges", () => {
    test.each([
        [["203.0.113.0/24", "203.0.113.7/32"], "sources[1]", "203.0.113.7/32", "203.0.113.0/24"],
        [["203.0.113.7/32", "AzureCloud", "203.0.113.0/24"], "sources[0]", "203.0.113.7/32", "203.0.113.0/24"],
        [["10.0.0.0/9", "0.0.0.0/0"], "sources[0]", "10.0.0.0/9", "0.0.0.0/0"],
    ])("whose ranges overlap is refused: %j", (list, argument, got, other) => {
        expect(disjoint("sources", list)).toEqual([
            {
                argument,
                expected: "no overlap with another entry, which Azure rejects",
                got,
                fix: `Remove it: ${other} already includes it`,
            },
        ]);
    });

    test.each([[["203.0.113.0/24", "203.0.114.7/32", "AzureCloud", "*", "10.0.0.0/9", "10.128.0.0/9"]], ["x"], [[7]]])(
        "may be %j",
        (list) => {
            expect(disjoint("sources", list)).toEqual([]);
        },
    );
});

describe("An allowed source", () => {
    ruleTable(
        allowedSource,
        [
            "",
            "203.0.113.7",
            "203.0.113.7/24",
            "203.0.113.0/33",
            "10.0.0.0/08",
            "203.0.113/24",
            "2001:db8::/32",
            "everybody",
            7,
        ],
        [
            "203.0.113.7/32",
            "203.0.113.0/24",
            "10.0.0.0/8",
            "0.0.0.0/0",
            "*",
            "Internet",
            "AzureCloud",
            "Storage.WestUS",
        ],
    );

    test("with host bits is mended to the range and to the one address", () => {
        expect(allowedSource("allowedSources[0]", "203.0.113.7/24")[0]?.fix).toBe(
            "Use 203.0.113.0/24 for the whole range, or 203.0.113.7/32 for the single address",
        );
    });
});
