import { describe, expect, it } from "@jest/globals";
import { provider } from "../../../../sandbox/providers/random";
import { UNKNOWN } from "../../../../shared/pulumiValues";
import { driver } from "./support";

const text = driver(provider, "random:index/randomString:RandomString");

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
        [{ length: 3, minLower: 1 }, "minLower"],
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
