import { randomInt } from "node:crypto";
import type { CheckRequest, CheckResult, Provider } from "./handler";
import { atLeast, inputFailures } from "./inputTypes";
import { serveProvider } from "./server";
import { UNKNOWN } from "../../shared/pulumiValues";

/** The kinds of characters by the input that allows them. */
const KINDS = {
    special: "!@#$%&*()-_=+[]{}<>:?",
    upper: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    lower: "abcdefghijklmnopqrstuvwxyz",
    numeric: "0123456789",
};

/** Stands in for the random provider: generates the components' strings. As in the real one, every change replaces. */
export const provider: Provider = {
    name: "random",
    version: "4.21.2",
    namesChangedPaths: false,
    handlers: {
        "random:index/randomString:RandomString": {
            defaults: { special: true, upper: true, lower: true, numeric: true },
            check,
            create({ inputs, preview }) {
                const allowed = Object.entries(KINDS).map(([kind, characters]) => (inputs[kind] ? characters : ""));
                const result = preview ? UNKNOWN : randomText(Number(inputs["length"]), allowed.join(""));
                return { id: result, outputs: { ...inputs, result } };
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

function randomText(length: number, characters: string): string {
    return Array.from({ length }, () => characters.charAt(randomInt(characters.length))).join("");
}

if (require.main === module) {
    serveProvider(provider);
}
