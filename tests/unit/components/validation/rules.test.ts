import { describe, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { dockerPort } from "../../../../components/network/networkRules";
import * as rules from "../../../../components/validation/rules";
import { ruleTable } from "../../../support/ruleTable";

describe("A whole number of a range", () => {
    ruleTable(rules.wholeNumber("seconds", 0, 5_400), [-1, 5_401, 0.5, "7", Number.NaN], [0, 7, 5_400]);

    test("names its unit and range in the problem", () => {
        expect(rules.wholeNumber("hours", 1, 9)("validity", 10)[0]).toMatchObject({
            expected: "a whole number of hours from 1 to 9",
            got: 10,
        });
    });
});

describe("A closed set", () => {
    ruleTable(rules.oneOf(["fqdn", "address"]), ["", "FQDN", "ip", 1, undefined], ["fqdn", "address"]);
});

describe("A boolean", () => {
    ruleTable(rules.trueOrFalse, ["true", "", 0, 1, null, undefined, []], [true, false]);
});

describe("A text", () => {
    ruleTable(rules.text, ["", " ", " a", "a ", "a\n", 1], ["a", "a b"]);
});

describe("A list", () => {
    ruleTable(rules.listOf(dockerPort), ["4243", { 0: 4243 }, [0], [4243, "x"]], [[], [4243], [4243, 4243]]);

    test("names the element that is wrong", () => {
        expect(
            rules
                .listOf(dockerPort)("ports", [1, 22, 3, 0])
                .map(({ argument }) => argument),
        ).toEqual(["ports[1]", "ports[3]"]);
    });

    test.each([pulumi.output(4243), pulumi.secret(4243), Promise.resolve(4243)])(
        "refuses an element that is known only later, unless it is one of inputs (%#)",
        (element) => {
            expect(rules.listOf(dockerPort)("ports", [4243, element])).toEqual([
                {
                    argument: "ports[1]",
                    expected:
                        "a plain value, not an output, promise or secret, because it decides which resources are created",
                    fix: "Use a literal, or a configuration value that is not a secret",
                },
            ]);
            expect(rules.listOfInputs(dockerPort)("ports", [4243, element])).toEqual([]);
            expect(rules.listOfInputs(dockerPort)("ports", [22, element])).toHaveLength(1);
        },
    );

    test("of distinct elements names what it holds twice", () => {
        expect(rules.distinct("names", ["a", "b", "a"])).toEqual([expect.objectContaining({ got: "a" })]);
    });
});
