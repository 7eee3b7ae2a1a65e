import { expect, it } from "@jest/globals";
import { predict } from "../../../../sandbox/azure/predict";
import { UNKNOWN } from "../../../../shared/pulumiValues";
import type { Values } from "../../../../sandbox/providers/values";

it.each<[string, Values, Values, Values]>([
    ["an input", { a: 1 }, { a: 2 }, { a: 2 }],
    ["values without an input as unknown", { a: 1, b: { c: 2 } }, {}, { a: UNKNOWN, b: UNKNOWN }],
    ["nothing for an input that Azure never returns", {}, { password: "x" }, {}],
    ["an object that Azure completes", { a: { b: 1, c: 2 } }, { a: { b: 3 } }, { a: { b: 3, c: UNKNOWN } }],
    [
        "a list whose elements Azure completes",
        { l: [{ a: 1, id: 2 }] },
        { l: [{ a: 3 }] },
        { l: [{ a: 3, id: UNKNOWN }] },
    ],
    ["a list of strings", { l: ["a"] }, { l: ["b", "c"] }, { l: ["b", "c"] }],
    ["an unknown input", { a: { b: 1 } }, { a: UNKNOWN }, { a: UNKNOWN }],
    ["an unknown list", { l: [] }, { l: UNKNOWN }, { l: UNKNOWN }],
])("predicts %s", (_what, projected, inputs, expected) => {
    expect(predict(projected, inputs)).toEqual(expected);
});
