import { randomBytes, randomInt } from "node:crypto";
import type { CheckRequest, CheckResult, Handler } from "./handler";
import { serveProvider, type Provider } from "./server";
import { containsUnknown, secret, UNKNOWN, type Values } from "./values";

/** Stands for the random provider. Every change replaces, as there; `bcryptHash` of a password is left out. */
export const provider: Provider = {
    name: "random",
    version: "4.21.2",
    handlers: {
        "random:index/randomString:RandomString": textHandler((result) => ({ id: result, outputs: { result } })),
        "random:index/randomPassword:RandomPassword": textHandler((result) => ({
            id: "none",
            outputs: { result: secret(result) },
        })),
        "random:index/randomId:RandomId": idHandler(),
    },
};

/** Each kind of character: the input that allows it, the one that demands some, and the characters themselves. */
const KINDS = [
    { allow: "special", least: "minSpecial", characters: "!@#$%&*()-_=+[]{}<>:?" },
    { allow: "upper", least: "minUpper", characters: "ABCDEFGHIJKLMNOPQRSTUVWXYZ" },
    { allow: "lower", least: "minLower", characters: "abcdefghijklmnopqrstuvwxyz" },
    { allow: "numeric", least: "minNumeric", characters: "0123456789" },
] as const;

interface TextInputs extends Record<(typeof KINDS)[number]["least"], number> {
    length: number;
    special: boolean;
    upper: boolean;
    lower: boolean;
    numeric?: boolean;
    /** The old name of `numeric`. */
    number?: boolean;
    overrideSpecial?: string;
}

function textHandler(render: (result: string) => { id: string; outputs: Values }): Handler {
    const defaults = {
        special: true,
        upper: true,
        lower: true,
        minSpecial: 0,
        minUpper: 0,
        minLower: 0,
        minNumeric: 0,
    };
    return {
        defaults,
        check: ({ inputs }: CheckRequest) => checkText(inputs, { ...defaults, ...inputs } as unknown as TextInputs),
        create({ inputs, preview }) {
            const numeric = inputs["numeric"] ?? inputs["number"] ?? true;
            const completed = { ...inputs, numeric, number: numeric };
            const { id, outputs } = preview
                ? { id: "", outputs: { result: UNKNOWN } }
                : render(randomText(completed as unknown as TextInputs));
            return { id, outputs: { ...completed, ...outputs } };
        },
    };
}

function checkText(inputs: Values, { numeric, number, ...text }: TextInputs): CheckResult {
    const least = text.minLower + text.minUpper + text.minNumeric + text.minSpecial;
    const anyAllowed = text.special || text.upper || text.lower || (numeric ?? number ?? true);
    if (containsUnknown(inputs)) {
        return { inputs };
    }
    return {
        inputs,
        failures: [
            ...(text.length >= Math.max(1, least)
                ? []
                : [{ property: "length", reason: `expected at least ${Math.max(1, least)}, got ${text.length}` }]),
            ...(anyAllowed
                ? []
                : [{ property: "numeric", reason: "expected one of special, upper, lower and numeric to be true" }]),
            ...(numeric === undefined || number === undefined || numeric === number
                ? []
                : [{ property: "number", reason: "expected the same as numeric, whose old name it is" }]),
        ],
    };
}

function randomText(inputs: TextInputs): string {
    const kinds = KINDS.map((kind) => ({
        characters: kind.allow === "special" ? (inputs.overrideSpecial ?? kind.characters) : kind.characters,
        allowed: inputs[kind.allow] ?? true,
        least: inputs[kind.least],
    }));
    const demanded = kinds.flatMap(({ characters, least }) => Array.from({ length: least }, () => pick(characters)));
    const all = kinds.map(({ characters, allowed }) => (allowed ? characters : "")).join("");
    const others = Array.from({ length: inputs.length - demanded.length }, () => pick(all));
    return shuffle([...demanded, ...others]).join("");
}

function pick(characters: string): string {
    return characters.charAt(randomInt(characters.length));
}

/** Puts each item, in turn, at a random place among those before it. */
function shuffle(items: string[]): string[] {
    const shuffled: string[] = [];
    for (const item of items) {
        shuffled.splice(randomInt(shuffled.length + 1), 0, item);
    }
    return shuffled;
}

function idHandler(): Handler {
    return {
        create({ inputs, preview }) {
            if (preview) {
                const outputs = { ...inputs, b64Std: UNKNOWN, b64Url: UNKNOWN, dec: UNKNOWN, hex: UNKNOWN };
                return { id: "", outputs };
            }
            const bytes = randomBytes(Number(inputs["byteLength"]));
            const prefix = typeof inputs["prefix"] === "string" ? inputs["prefix"] : "";
            const hex = bytes.toString("hex");
            const outputs = {
                ...inputs,
                b64Std: prefix + bytes.toString("base64"),
                b64Url: prefix + bytes.toString("base64url"),
                dec: prefix + BigInt(`0x0${hex}`).toString(),
                hex: prefix + hex,
            };
            return { id: bytes.toString("base64url"), outputs };
        },
    };
}

if (require.main === module) {
    serveProvider(provider);
}
