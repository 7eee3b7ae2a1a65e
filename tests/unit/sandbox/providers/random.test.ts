import { describe, expect, it } from "@jest/globals";
import { provider } from "../../../../sandbox/providers/random";
import { secret, UNKNOWN } from "../../../../sandbox/providers/values";
import { bare, driver } from "./support";

const text = driver(provider, "random:index/randomString:RandomString");
const password = driver(provider, "random:index/randomPassword:RandomPassword");
const identifier = driver(provider, "random:index/randomId:RandomId");

const resultOf = async (inputs: Record<string, unknown>) => String((await text.create(inputs)).outputs["result"]);

describe("RandomString", () => {
    it("uses only the kinds of characters that are allowed", async () => {
        expect(await resultOf({ length: 60, upper: false, special: false })).toMatch(/^[a-z0-9]{60}$/);
        expect(await resultOf({ length: 60, lower: false, upper: false, number: false })).toMatch(/^[^A-Za-z0-9]{60}$/);
    });

    it("holds at least what is demanded of each kind, also of one that is not allowed otherwise", async () => {
        const result = await resultOf({
            length: 8,
            minNumeric: 2,
            minUpper: 2,
            minSpecial: 2,
            upper: false,
            overrideSpecial: "~",
        });
        expect(result).toMatch(/^(?=(.*\d){2})(?=(.*[A-Z]){2})(?=(.*~){2}).{8}$/);
    });

    it("is its own id and says all its settings", async () => {
        const { id, outputs } = await text.create({ length: 5 });
        expect(outputs).toEqual({
            length: 5,
            ...{ lower: true, upper: true, special: true, numeric: true, number: true },
            ...{ minLower: 0, minUpper: 0, minNumeric: 0, minSpecial: 0 },
            result: id,
        });
    });

    it.each([
        [{ length: 0 }, "length"],
        [{ length: 3, minLower: 2, minUpper: 2 }, "length"],
        [{ length: 3, lower: false, upper: false, numeric: false, special: false }, "numeric"],
        [{ length: 3, number: true, numeric: false }, "number"],
        [{}, "length"],
        [{ length: null }, "length"],
        [{ length: NaN }, "length"],
        [{ length: 1.5 }, "length"],
        [{ length: "12" }, "length"],
        [{ length: -1, upper: UNKNOWN }, "length"],
        [{ length: 3, minLower: 1.5 }, "minLower"],
        [{ length: 3, upper: "no" }, "upper"],
        [{ length: 3, keepers: "x" }, "keepers"],
    ])("refuses %j", async (inputs, property) => {
        expect((await text.check(inputs)).failures).toMatchObject([{ property }]);
    });

    it("changes number with numeric, whose old name it is", async () => {
        const result = await text.diff({ oldInputs: { length: 3 }, inputs: { length: 3, numeric: false } });
        expect(result?.changes.map(({ path, replace }) => [path, replace])).toEqual([
            ["numeric", true],
            ["number", true],
        ]);
    });

    it("accepts an unknown length in a preview", async () => {
        const { inputs, failures } = await text.check({ length: UNKNOWN });
        expect(failures).toEqual([]);
        expect((await text.create(inputs, { preview: true })).outputs["result"]).toBe(UNKNOWN);
    });
});

describe("RandomPassword", () => {
    it("is secret and not its own id", async () => {
        const { id, outputs } = await password.create({ length: 20 });
        expect(id).toBe("none");
        expect(outputs["result"]).toEqual(secret(bare(outputs)["result"]));
        expect(bare(outputs)["result"]).toHaveLength(20);
    });
});

describe("RandomId", () => {
    it.each([{}, { byteLength: 1.5 }, { byteLength: "4" }, { byteLength: NaN }])("refuses %j", async (inputs) => {
        expect((await identifier.check(inputs)).failures).toMatchObject([{ property: "byteLength" }]);
    });

    it("gives the same bytes in four notations, each with the prefix", async () => {
        const { id, outputs } = await identifier.create({ byteLength: 4, prefix: "p-" });
        const bytes = Buffer.from(id, "base64url");
        expect(outputs).toEqual({
            byteLength: 4,
            prefix: "p-",
            hex: `p-${bytes.toString("hex")}`,
            dec: `p-${String(bytes.readUInt32BE())}`,
            b64Std: `p-${bytes.toString("base64")}`,
            b64Url: `p-${id}`,
        });
    });
});
