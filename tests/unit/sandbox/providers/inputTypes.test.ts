import { describe, expect, it } from "@jest/globals";
import { inputFailures, type InputType } from "../../../../sandbox/providers/inputTypes";
import { UNKNOWN } from "../../../../shared/pulumiValues";
import type { Values } from "../../../../sandbox/providers/values";

/** Measured with the real tls, random and command providers, which reject these; NaN even ends the first two. */
describe("an input", () => {
    it.each<[InputType, unknown, string]>([
        ["integer", 1.5, "a whole number, got the number 1.5"],
        ["integer", NaN, "a whole number, got the number NaN"],
        ["integer", 1e19, "a whole number, got the number 10000000000000000000"],
        ["integer", "ten", "a whole number, got a string"],
        ["boolean", "true", "true or false, got a string"],
        ["text", ["a"], "a string, got a list"],
        ["texts", "a", "a list of strings, got a string"],
        ["texts", [1], "a list of strings, got a list"],
        ["textMap", { a: 1 }, "an object of strings, got an object"],
        ["textMap", "a", "an object of strings, got a string"],
        ["list", "a", "a list, got a string"],
        ["object", ["a"], "an object, got a list"],
    ])("of type %s is rejected as %j", (type, value, reason) => {
        expect(inputFailures({ a: value }, { a: type }, [])).toEqual([{ property: "a", reason: `expected ${reason}` }]);
    });

    it.each<[InputType, unknown]>([
        ["integer", 0],
        ["text", ""],
        ["texts", ["a", UNKNOWN]],
        ["textMap", { a: "b", c: UNKNOWN, d: null }],
        ["boolean", false],
        ["list", [1, { a: "b" }]],
        ["object", {}],
    ])("of type %s is accepted as %j, as unknown and as missing", (type, value) => {
        const values = [value, UNKNOWN, null, undefined];
        expect(values.map((given) => inputFailures({ a: given }, { a: type }, []))).toEqual([[], [], [], []]);
    });

    it("that is required is reported if it is missing or null", () => {
        const count = (inputs: Values) => inputFailures(inputs, { a: "text" }, ["a"]).length;
        expect([{ a: UNKNOWN }, {}, { a: null }].map(count)).toEqual([0, 1, 1]);
    });

    it("that the stand-in does not know is rejected, unless it is internal to a provider", () => {
        expect(inputFailures({ b: 1, __defaults: [] }, { a: "text" }, [])).toEqual([
            { property: "b", reason: "the sandbox's stand-in has no input 'b'" },
        ]);
    });
});
