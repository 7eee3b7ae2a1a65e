import { describe, expect, it } from "@jest/globals";
import { isUnknownMark, UNKNOWN } from "../../../../shared/pulumiValues";
import { containsUnknown, fromStruct, secret, toStruct } from "../../../../sandbox/providers/values";

describe("values in Pulumi's protocol", () => {
    it("drop undefined properties at every depth", () => {
        expect(fromStruct(toStruct({ a: undefined, b: { c: undefined, d: [null, 1, "x", true] } }))).toEqual({
            b: { d: [null, 1, "x", true] },
        });
    });

    it("arrive without secret marks, even inside lists and other secrets", () => {
        const values = { a: secret("x"), b: [{ c: secret({ d: secret(1) }) }] };
        expect(fromStruct(toStruct(values))).toEqual({ a: "x", b: [{ c: { d: 1 } }] });
    });

    it("leave with Pulumi's secret mark", () => {
        expect(toStruct({ a: secret("x") }).toJavaScript()).toEqual({
            a: { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: "x" },
        });
    });

    it("are empty if nothing was sent", () => {
        expect(fromStruct(undefined)).toEqual({});
    });
});

describe("unknown values", () => {
    it("are distinguished from text", () => {
        expect([isUnknownMark(UNKNOWN), isUnknownMark("x"), isUnknownMark(undefined)]).toEqual([true, false, false]);
    });

    it("are found at every depth", () => {
        expect(containsUnknown({ a: [{ b: UNKNOWN }] })).toBe(true);
        expect(containsUnknown({ a: [{ b: null }], c: "x" })).toBe(false);
        expect(containsUnknown(UNKNOWN)).toBe(true);
    });
});
