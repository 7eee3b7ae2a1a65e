import { parsedJson } from "../../shared/json";
import { isOutput } from "../../shared/pulumiValues";

/** One thing that is wrong with one argument, in the caller's terms. */
export interface Problem {
    /** The argument as the caller wrote it, e.g. `allowedSources[0]`. */
    readonly argument: string;
    /** What would have been right. */
    readonly expected: string;
    /** What came; left out where the value is a secret. */
    readonly got?: unknown;
    /** What to do about it. */
    readonly fix: string;
}

/** A check of one value: nothing when it is right. */
export type Rule = (argument: string, value: unknown) => readonly Problem[];

/** Shows a value as it would be written in code, cut to a readable length. What is known only later may be a secret. */
function display(value: unknown): string {
    const text = Array.isArray(value) ? `[${value.map(displayElement).join(", ")}]` : displayElement(value);
    return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

function displayElement(value: unknown): string {
    if (isUnknown(value)) {
        return "a value that is known only later";
    }
    if (typeof value === "object" && value !== null) {
        return Array.isArray(value) ? "a list" : "an object";
    }
    const shown: Partial<Record<string, string>> = { undefined: "nothing", function: "a function" };
    return shown[typeof value] ?? (typeof value === "string" ? `"${value}"` : String(value));
}

/** What one problem is, in a sentence, and what to do about it. */
export function sentence(problem: Problem): string {
    const got = "got" in problem ? `, got ${display(problem.got)}` : "";
    return `${problem.argument}: expected ${problem.expected}${got}. ${problem.fix}.`;
}

/** Whether a value is known only later, so that it cannot be checked now. */
export function isUnknown(value: unknown): boolean {
    return isOutput(value) || value instanceof Promise;
}

/** Whether a value, or one within it, is known only later. */
export function hasUnknown(value: unknown, depth = 8): boolean {
    return (
        isUnknown(value) ||
        (depth > 0 &&
            typeof value === "object" &&
            value !== null &&
            Object.values(value).some((member) => hasUnknown(member, depth - 1)))
    );
}

/** The problem of a value that is known only later where it decides what is made. */
export function unknownProblem(argument: string): Problem {
    return {
        argument,
        expected: "a plain value, since it decides what is made: no output, promise or secret",
        fix: "Write the value itself, or read it from the configuration in clear",
    };
}

/** A problem of a secret: neither it nor what follows from it is shown. */
export function ofSecret({ argument, expected }: Problem): Problem {
    return { argument, expected, fix: "It is a secret, and not shown: correct it where it comes from" };
}

/** What stands for a secret in a message. */
const REDACTED = "[secret]";

/** A problem without the parts of secrets that its sentences repeat. */
export function redacted(problem: Problem, secrets: readonly unknown[]): Problem {
    const texts = secrets.flatMap(textsIn).filter((text) => text.length >= SHORTEST_SECRET);
    texts.sort((one, other) => other.length - one.length);
    const redact = (sentence: string): string =>
        texts.reduce((left, text) => left.replaceAll(text, REDACTED), sentence);
    return { ...problem, expected: redact(problem.expected), fix: redact(problem.fix) };
}

/** Shorter texts stand in sentences by chance. */
const SHORTEST_SECRET = 4;

/** All texts in a value, names of members and what stands in JSON texts included. */
function textsIn(value: unknown): string[] {
    if (typeof value !== "object" || value === null) {
        const inside = typeof value === "string" ? parsedJson(value) : undefined;
        return [String(value), ...(typeof inside === "object" ? textsIn(inside) : [])];
    }
    return Object.entries(value).flatMap(([key, member]) => [
        ...(Array.isArray(value) ? [] : [key]),
        ...textsIn(member),
    ]);
}
