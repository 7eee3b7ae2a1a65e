import { describe, expect, it } from "@jest/globals";
import { provider } from "../../../../sandbox/providers/random";
import { UNKNOWN } from "../../../../shared/pulumiValues";
import { bare, driver } from "./support";

const text = driver(provider, "random:index/randomString:RandomString");

const password = driver(provider, "random:index/randomPassword:RandomPassword");

const resultOf = async (inputs: Record<string, unknown>) => String((await text.create(inputs)).outputs["result"]);

describe("RandomString", () => {
    it("uses only the allowed kinds of characters", async () => {
        expect(await resultOf({ length: 60, upper: false, special: false })).toMatch(/^[a-z0-9]{60}$/);
        expect(await resultOf({ length: 60, lower: false, upper: false, numeric: false })).toMatch(
            /^[^A-Za-z0-9]{60}$/,
        );
    });

    it("is its own id and has all its settings as outputs", async () => {
        const { id, outputs } = await text.create({ length: 5 });
        expect(outputs).toEqual({
            length: 5,
            ...{ lower: true, upper: true, special: true, numeric: true },
            ...{ minLower: 0, minUpper: 0, minSpecial: 0, minNumeric: 0 },
            result: id,
        });
    });

    it.each([
        [{ length: 0 }, "length"],
        [{ length: 3, lower: false, upper: false, numeric: false, special: false }, "numeric"],
        [{}, "length"],
        [{ length: null }, "length"],
        [{ length: NaN }, "length"],
        [{ length: 1.5 }, "length"],
        [{ length: "12" }, "length"],
        [{ length: -1, upper: UNKNOWN }, "length"],
        [{ length: 3, number: true }, "number"],
        [{ length: 3, minLower: "1" }, "minLower"],
        [{ length: 3, upper: "no" }, "upper"],
        [{ length: 3, keepers: "x" }, "keepers"],
    ])("rejects %j", async (inputs, property) => {
        expect((await text.check(inputs)).failures).toMatchObject([{ property }]);
    });

    it("accepts an unknown length in a preview", async () => {
        const { inputs, failures } = await text.check({ length: UNKNOWN });
        expect(failures).toEqual([]);
        expect((await text.create(inputs, { preview: true })).outputs["result"]).toBe(UNKNOWN);
    });
});

describe("RandomPassword", () => {
    it("has as many characters of each kind as it must have, in any order", async () => {
        const inputs = { length: 8, minLower: 2, minUpper: 2, minNumeric: 2, minSpecial: 2, overrideSpecial: "+" };
        const results = await Promise.all(Array.from({ length: 20 }, () => password.create(inputs)));
        const texts = results.map(({ outputs }) => String(bare(outputs)["result"]));
        const shapes = texts.map((text) => Array.from(text, kindOf));
        expect(new Set(shapes.map((shape) => shape.join(""))).size).toBeGreaterThan(1);
        expect(new Set(shapes.map((shape) => shape.sort().join("")))).toEqual(new Set(["++00AAaa"]));
    });

    it("is secret, and its id says nothing of it", async () => {
        const { id, outputs } = await password.create({ length: 12 });
        expect(id).toBe("none");
        expect(outputs["result"]).toMatchObject({ value: expect.stringMatching(/^.{12}$/) });
    });
});

/** One character for each kind. */
function kindOf(char: string): string {
    return /[a-z]/.test(char) ? "a" : /[A-Z]/.test(char) ? "A" : /[0-9]/.test(char) ? "0" : char;
}
