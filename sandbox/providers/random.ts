import { randomInt } from "node:crypto";
import type { CheckRequest, CheckResult, Provider } from "./handler";
import { atLeast, inputFailures } from "./inputTypes";
import { serveProvider } from "./server";
import { textAt } from "../../shared/json";
import { UNKNOWN } from "../../shared/pulumiValues";
import { markSecret, type Values } from "./values";

/** The kinds of characters by the input that allows them. */
const KINDS = {
    special: "!@#$%&*()-_=+[]{}<>:?",
    upper: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    lower: "abcdefghijklmnopqrstuvwxyz",
    numeric: "0123456789",
};

const MINIMA = { special: "minSpecial", upper: "minUpper", lower: "minLower", numeric: "minNumeric" };

const DEFAULTS = {
    ...{ special: true, upper: true, lower: true, numeric: true },
    ...Object.fromEntries(Object.values(MINIMA).map((minimum) => [minimum, 0])),
};

/** Stands in for the random provider: generates the components' strings and passwords. As in the real one, every change replaces. */
export const provider: Provider = {
    name: "random",
    version: "4.21.2",
    namesChangedPaths: false,
    handlers: {
        "random:index/randomString:RandomString": {
            defaults: DEFAULTS,
            check,
            create({ inputs, preview }) {
                const result = preview ? UNKNOWN : randomText(inputs);
                return { id: result, outputs: { ...inputs, result } };
            },
        },
        "random:index/randomPassword:RandomPassword": {
            defaults: DEFAULTS,
            check,
            create({ inputs, preview }) {
                const result = preview ? UNKNOWN : randomText(inputs);
                return { id: "none", outputs: markSecret({ ...inputs, result }, ["result"]) };
            },
        },
    },
};

const TYPES = {
    length: "integer",
    special: "boolean",
    upper: "boolean",
    lower: "boolean",
    numeric: "boolean",
    minSpecial: "integer",
    minUpper: "integer",
    minLower: "integer",
    minNumeric: "integer",
    overrideSpecial: "text",
    keepers: "textMap",
} as const;

function check({ inputs }: CheckRequest): CheckResult {
    const noneAllowed = Object.keys(KINDS).every((kind) => inputs[kind] === false);
    return {
        inputs,
        failures: [
            ...inputFailures(inputs, TYPES, ["length"]),
            ...atLeast(inputs, "length", 1),
            ...(noneAllowed
                ? [{ property: "numeric", reason: "expected one of special, upper, lower and numeric to be true" }]
                : []),
        ],
    };
}

/** A text of the allowed kinds of characters, with as many of each as it must have. */
function randomText(inputs: Values): string {
    const kinds = { ...KINDS, special: textAt(inputs, "overrideSpecial") ?? KINDS.special };
    const pick = (characters: string, count: number): string[] =>
        Array.from({ length: count }, () => characters.charAt(randomInt(characters.length)));
    const allowed = Object.entries(kinds).filter(([kind]) => inputs[kind]);
    const required = allowed.flatMap(([kind, characters]) =>
        pick(characters, Number(inputs[MINIMA[kind as keyof typeof MINIMA]])),
    );
    const all = allowed.map(([, characters]) => characters).join("");
    const text = [...required, ...pick(all, Number(inputs["length"]) - required.length)];
    // Fisher and Yates's shuffle: each order is equally probable.
    for (let last = text.length - 1; last > 0; last -= 1) {
        const other = randomInt(last + 1);
        [text[last], text[other]] = [text[other] ?? "", text[last] ?? ""];
    }
    return text.join("");
}

if (require.main === module) {
    serveProvider(provider);
}
