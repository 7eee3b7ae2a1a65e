import { describe, expect, test } from "@jest/globals";
import { at, entry, listAt, mapValues, recordAt, textAt } from "../../../shared/json";

const DOCUMENT = { a: [{ b: "x" }, null, { b: 1 }], c: { d: {} } };

describe("A value within a document", () => {
    test.each([
        [["a", "0", "b"], "x"],
        [["a", "2", "b"], 1],
        [["a", "3", "b"], undefined],
        [["a", "1", "b"], undefined],
        [["c", "constructor", "name"], undefined],
        [["a", "0", "b", "0"], undefined],
        [[], DOCUMENT],
    ])("is found at %j", (path, value) => {
        expect(at(DOCUMENT, ...path)).toEqual(value);
    });

    test("is a text, an object or a list of objects where that is asked for", () => {
        expect([textAt(DOCUMENT, "a", "0", "b"), textAt(DOCUMENT, "a", "2", "b")]).toEqual(["x", undefined]);
        expect([recordAt(DOCUMENT, "c"), recordAt(DOCUMENT, "a"), recordAt(null)]).toEqual([{ d: {} }, {}, {}]);
        expect([listAt(DOCUMENT, "a"), listAt(DOCUMENT, "c")]).toEqual([[{ b: "x" }, { b: 1 }], []]);
    });
});

test("Values are replaced at every depth, the outer ones first", () => {
    const replace = (value: unknown): unknown => (value === null ? { b: "new" } : value === "new" ? "newer" : value);
    expect(mapValues(DOCUMENT, replace)).toEqual({ a: [{ b: "x" }, { b: "newer" }, { b: 1 }], c: { d: {} } });
});

test("An entry that is missing is an error with the others' names", () => {
    expect(entry({ a: 1, b: 2 }, "b")).toBe(2);
    expect(() => entry({ a: 1, b: 2 }, "c")).toThrow("No entry c among a, b");
});
