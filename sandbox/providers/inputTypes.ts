import type { CheckResult } from "./handler";
import { isRecord } from "../../shared/json";
import { isUnknownMark } from "../../shared/pulumiValues";
import type { Values } from "./values";

/** A reason to reject an input. */
export type Failure = NonNullable<CheckResult["failures"]>[number];

/** The type of an input. `integer` is a safe integer in JavaScript; `texts` and `textMap` contain strings. */
export type InputType = "text" | "integer" | "boolean" | "texts" | "textMap" | "list" | "object";

const isText = (value: unknown): boolean => typeof value === "string";
const isTextOrUnset = (value: unknown): boolean => isText(value) || value === null;

const CHECKS: Readonly<Record<InputType, { readonly fits: (value: unknown) => boolean; readonly expected: string }>> = {
    text: { fits: isText, expected: "a string" },
    integer: { fits: Number.isSafeInteger, expected: "a whole number" },
    boolean: { fits: (value) => typeof value === "boolean", expected: "true or false" },
    texts: { fits: (value) => Array.isArray(value) && value.every(isText), expected: "a list of strings" },
    textMap: {
        fits: (value) => isRecord(value) && Object.values(value).every(isTextOrUnset),
        expected: "an object of strings",
    },
    list: { fits: Array.isArray, expected: "a list" },
    object: { fits: isRecord, expected: "an object" },
};

/**
 * The reasons to reject inputs: those with the wrong type according to the provider's schema, those unknown to the stand-in,
 * and missing required ones. The real providers convert some types; programs must not rely on that here. Unknown values pass.
 */
export function inputFailures(
    inputs: Values,
    types: Readonly<Record<string, InputType>>,
    required: readonly string[],
): Failure[] {
    const isUnset = (property: string): boolean => inputs[property] === undefined || inputs[property] === null;
    const wrong = Object.entries(types).flatMap(([property, type]) => {
        const value = inputs[property];
        const { fits, expected } = CHECKS[type];
        // The value itself is not shown: it may be a secret.
        return isUnset(property) || isUnknownMark(value) || fits(value)
            ? []
            : [{ property, reason: `expected ${expected}, got ${kindOf(value)}` }];
    });
    const others = Object.keys(inputs).filter((property) => !(property in types) && !property.startsWith("__"));
    return [
        ...wrong,
        ...others.map((property) => ({ property, reason: `the sandbox's stand-in has no input '${property}'` })),
        ...required
            .filter(isUnset)
            .map((property) => ({ property, reason: `Missing required property '${property}'` })),
    ];
}

function kindOf(value: unknown): string {
    return Array.isArray(value)
        ? "a list"
        : isRecord(value)
          ? "an object"
          : typeof value === "number"
            ? `the number ${value}`
            : `a ${typeof value}`;
}

/** A failure if an input is known and is not one of the allowed strings. */
export function oneOf(inputs: Values, property: string, allowed: string[]): Failure[] {
    const value = inputs[property];
    return typeof value !== "string" || isUnknownMark(value) || allowed.includes(value)
        ? []
        : [{ property, reason: `expected one of ${allowed.join(", ")}, got ${JSON.stringify(value)}` }];
}

/** A failure if an input is a number that is too small. */
export function atLeast(inputs: Values, property: string, least: number): Failure[] {
    const value = inputs[property];
    return typeof value === "number" && value < least
        ? [{ property, reason: `expected at least ${least}, got ${value}` }]
        : [];
}
