import { describe, expect, it } from "@jest/globals";
import { diffValues, topLevel } from "../../../../sandbox/providers/diff";
import { UNKNOWN } from "../../../../shared/pulumiValues";
import type { Values } from "../../../../sandbox/providers/values";

const pathsOf = (olds: Values, news: Values) =>
    diffValues(olds, news, () => false).map(({ path, kind }) => `${kind} ${path}`);

describe("the comparison of inputs", () => {
    it.each<[string, Values, Values, string[]]>([
        ["equal values", { a: { b: [1, { c: "d" }] } }, { a: { b: [1, { c: "d" }] } }, []],
        ["a nested value", { osProfile: { name: "a" } }, { osProfile: { name: "b" } }, ["update osProfile.name"]],
        ["an object in a list", { rules: [{ port: 22 }] }, { rules: [{ port: 23 }] }, ["update rules[0].port"]],
        ["a longer list", { list: ["a"] }, { list: ["a", "b"] }, ["add list[1]"]],
        ["a shorter list", { list: ["a", "b"] }, { list: ["a"] }, ["delete list[1]"]],
        ["a new object, as one change", {}, { tags: { a: "b", c: "d" } }, ["add tags"]],
        ["a removed value", { a: 1, b: 2 }, { a: 1 }, ["delete b"]],
        ["another type", { a: "1" }, { a: 1 }, ["update a"]],
        ["an object in place of a list", { a: ["x"] }, { a: { 0: "x" } }, ["update a"]],
        ["null like a missing value", { a: null }, {}, []],
        ["null in place of a value", { a: 1 }, { a: null }, ["delete a"]],
        ["an unknown value", { a: { b: "c", d: 1 } }, { a: { b: UNKNOWN, d: 1 } }, ["update a.b"]],
        ["an unknown object", { a: { b: "c" } }, { a: UNKNOWN }, ["update a"]],
        [
            "keys that need quotes",
            { tags: { "a.b": 1, 'c"': 1 } },
            { tags: {} },
            ['delete tags["a.b"]', 'delete tags["c\\""]'],
        ],
        ["providers' internal properties, which are ignored", { __defaults: [], a: 1 }, { a: 1 }, []],
    ])("reports %s", (_title, olds, news, expected) => {
        expect(pathsOf(olds, news)).toEqual(expected);
    });

    it("asks for each path whether it replaces", () => {
        const changes = diffValues({ a: { b: 1, c: 1 } }, { a: { b: 2, c: 2 } }, (path) => path === "a.c");
        expect(changes.map(({ path, replace }) => [path, replace])).toEqual([
            ["a.b", false],
            ["a.c", true],
        ]);
    });

    it.each([
        ["a", "a"],
        ["a.b[0]", "a"],
        ["a[0].b", "a"],
        ['["a.b"].c', "a.b"],
    ])("finds the top-level property of %s", (path, property) => {
        expect(topLevel(path)).toBe(property);
    });
});
