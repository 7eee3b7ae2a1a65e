import { randomBytes, randomInt } from "node:crypto";
import { diffValues } from "./diff";
import type { CheckRequest, CheckResult, Handler, Provider } from "./handler";
import { type InputType, missing, wrongTypes } from "./inputTypes";
import { serveProvider } from "./server";
import { isUnknown, secret, UNKNOWN, type Values } from "./values";

/** Stands for the random provider. Every change replaces, as there; `bcryptHash` of a password is left out. */
export const provider: Provider = {
    name: "random",
    version: "4.21.2",
    namesChangedPaths: false,
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
        check: ({ inputs }: CheckRequest) => checkText(inputs, { ...defaults, ...inputs }),
        diff: ({ oldInputs, inputs }) => ({
            changes: diffValues(withBothNames(oldInputs), withBothNames(inputs), () => true),
        }),
        create({ inputs, preview }) {
            const completed = withBothNames(inputs);
            const { id, outputs } = preview
                ? { id: "", outputs: { result: UNKNOWN } }
                : render(randomText(completed as unknown as TextInputs));
            return { id, outputs: { ...completed, ...outputs } };
        },
    };
}

/** `numeric`, and `number`, its old name: each is what the other is. */
function withBothNames(inputs: Values): Values {
    const numeric = inputs["numeric"] ?? inputs["number"] ?? true;
    return { ...inputs, numeric, number: numeric };
}

const TEXT_TYPES: Readonly<Record<string, InputType>> = {
    length: "integer",
    number: "boolean",
    overrideSpecial: "text",
    keepers: "textMap",
    ...Object.fromEntries(
        KINDS.flatMap(({ allow, least }) => [
            [allow, "boolean"],
            [least, "integer"],
        ]),
    ),
};

function checkText(inputs: Values, completed: Values): CheckResult {
    const failures = [...wrongTypes(inputs, TEXT_TYPES), ...missing(inputs, "length")];
    if (failures.length > 0) {
        return { inputs, failures };
    }
    const { numeric, number, ...text } = completed as unknown as TextInputs;
    const least = [text.minLower, text.minUpper, text.minNumeric, text.minSpecial];
    // What is not known counts for nothing: it may turn out well.
    const atLeast = Math.max(1, sum(least.filter(Number.isFinite)));
    const anyAllowed = text.special || text.upper || text.lower || (numeric ?? number ?? true);
    return {
        inputs,
        failures: [
            ...(isUnknown(text.length) || text.length >= atLeast
                ? []
                : [{ property: "length", reason: `expected at least ${atLeast}, got ${text.length}` }]),
            ...(anyAllowed
                ? []
                : [{ property: "numeric", reason: "expected one of special, upper, lower and numeric to be true" }]),
            ...([numeric, number].some((value) => value === undefined || isUnknown(value)) || numeric === number
                ? []
                : [{ property: "number", reason: "expected the same as numeric, whose old name it is" }]),
        ],
    };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

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

const ID_TYPES = { byteLength: "integer", prefix: "text", keepers: "textMap" } as const;

function idHandler(): Handler {
    return {
        check: ({ inputs }) => ({
            inputs,
            failures: [...wrongTypes(inputs, ID_TYPES), ...missing(inputs, "byteLength")],
        }),
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
