import { parsedJson } from "../../shared/json";
import { isOutput } from "../../shared/pulumiValues";

/** A problem with one argument, in the caller's terms. */
export interface Problem {
    /** The argument as the caller wrote it, for example `allowedSources[0]`. */
    readonly argument: string;
    /** A description of a valid value. */
    readonly expected: string;
    /** The value that was given; absent if it is a secret. */
    readonly got?: unknown;
    /** How to fix it. */
    readonly fix: string;
}

/** Checks one value and returns its problems; none for a valid value. */
export type Rule = (argument: string, value: unknown) => readonly Problem[];

/**
 * Shows a value as code would write it, cut to a readable length. An output is not shown: it may be a secret. Nor is a private
 * key, which somebody may give in place of a public one.
 */
function display(value: unknown): string {
    const text = Array.isArray(value) ? `[${value.map(displayElement).join(", ")}]` : displayElement(value);
    return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

function displayElement(value: unknown): string {
    if (isUnknown(value)) {
        return "an output or a promise";
    }
    if (typeof value === "object" && value !== null) {
        return Array.isArray(value) ? "a list" : "an object";
    }
    if (typeof value === "string" && value.includes("PRIVATE KEY")) {
        return "a private key";
    }
    const shown: Partial<Record<string, string>> = { undefined: "nothing", function: "a function" };
    return shown[typeof value] ?? (typeof value === "string" ? `"${value}"` : String(value));
}

/** Describes a problem and its fix in one sentence each. */
export function sentence(problem: Problem): string {
    const got = "got" in problem ? `, got ${display(problem.got)}` : "";
    return `${problem.argument}: expected ${problem.expected}${got}. ${problem.fix}.`;
}

/** Whether a value is an output or a promise and cannot be checked yet. */
export function isUnknown(value: unknown): boolean {
    return isOutput(value) || value instanceof Promise;
}

/** Whether a value is or contains an output or a promise. */
export function hasUnknown(value: unknown, depth = 8): boolean {
    return (
        isUnknown(value) ||
        (depth > 0 &&
            typeof value === "object" &&
            value !== null &&
            Object.values(value).some((member) => hasUnknown(member, depth - 1)))
    );
}

/** The problem of an output or a promise as an argument that decides which resources are created. */
export function unknownProblem(argument: string): Problem {
    return {
        argument,
        expected: "a plain value, not an output, promise or secret, because it decides which resources are created",
        fix: "Use a literal, or a configuration value that is not a secret",
    };
}

/** The same problem for a secret, showing neither the secret nor anything derived from it. */
export function ofSecret({ argument, expected }: Problem): Problem {
    return { argument, expected, fix: "The value is a secret and is not shown: correct it where it is set" };
}

/** Replaces a secret in a message. */
const REDACTED = "[secret]";

/** The same problem, with parts of secrets replaced in its sentences. */
export function redacted(problem: Problem, secrets: readonly unknown[]): Problem {
    const texts = secrets.flatMap(textsIn).filter((text) => text.length >= SHORTEST_SECRET);
    texts.sort((one, other) => other.length - one.length);
    const redact = (sentence: string): string =>
        texts.reduce((left, text) => left.replaceAll(text, REDACTED), sentence);
    return { ...problem, expected: redact(problem.expected), fix: redact(problem.fix) };
}

/** Shorter strings appear in sentences by chance. */
const SHORTEST_SECRET = 4;

/** All strings in a value, including the content of JSON strings, and names of members unless they are words, as in the sentences. */
function textsIn(value: unknown): string[] {
    if (typeof value !== "object" || value === null) {
        const inside = typeof value === "string" ? parsedJson(value) : undefined;
        return [String(value), ...(typeof inside === "object" ? textsIn(inside) : [])];
    }
    return Object.entries(value).flatMap(([key, member]) => [
        ...(Array.isArray(value) || /^[a-z]+$/i.test(key) ? [] : [key]),
        ...textsIn(member),
    ]);
}
