import { expect, it } from "@jest/globals";
import { followDrift } from "../../../../sandbox/azure/drift";

it.each<[string, unknown, [before: unknown, now: unknown], unknown]>([
    ["stays where nothing changed", "West US", ["westus", "westus"], "West US"],
    ["follows a change", "a", ["a", "b"], "b"],
    [
        "follows a change inside an object",
        { a: { b: 1, c: 2 } },
        [{ a: { b: 1, c: 2 } }, { a: { b: 1, c: 3 } }],
        { a: { b: 1, c: 3 } },
    ],
    ["follows a change inside a list", [{ a: 1 }], [[{ a: 1, id: 1 }], [{ a: 2, id: 1 }]], [{ a: 2 }]],
    ["takes a list of another length whole", ["a"], [["a"], ["a", "b"]], ["a", "b"]],
    [
        "leaves a default alone that changed",
        { a: 1 },
        [
            { a: 1, b: 1 },
            { a: 1, b: 2 },
        ],
        { a: 1 },
    ],
    ["keeps what Azure never gives back", { password: "x", a: 1 }, [{ a: 1 }, { a: 2 }], { password: "x", a: 2 }],
    ["loses what somebody removed", { a: 1, b: 2 }, [{ a: 1, b: 2 }, { a: 1 }], { a: 1 }],
])("the input %s", (_what, input, [before, now], expected) => {
    expect(followDrift(input, before, now)).toEqual(expected);
});
