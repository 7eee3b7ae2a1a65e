import { isRecord } from "../../shared/json";
import type { Problem, Rule } from "./problems";
import { isUnknown, unknownProblem } from "./problems";

/** General rules, and the functions that build rules. Rules for one topic are in that topic's folder. */

/** Whether a value meets a rule. */
type Condition = (value: unknown) => boolean;

/** A rule with one condition. Its problem shows the value. */
export const rule =
    (holds: Condition, expected: string, fix: string): Rule =>
    (argument, value) =>
        holds(value) ? [] : [{ argument, expected, got: value, fix }];

/** A rule with one condition whose value is never shown, because it is a secret or might be one by mistake. */
export const secretRule =
    (holds: Condition, expected: string, fix: string): Rule =>
    (argument, value) =>
        holds(value) ? [] : [{ argument, expected, fix }];

/** A rule whose problems never show a value, because it has a secret next to it that might be in the wrong place. */
export const hidden =
    (shown: Rule): Rule =>
    (argument, value) =>
        shown(argument, value).map(({ got: _got, ...problem }) => problem);

/** Whether a value is a string that matches a pattern. */
export const matches = (pattern: RegExp, value: unknown): value is string =>
    typeof value === "string" && pattern.test(value);

/** A rule that finds the problems of several rules. */
export const allOf =
    (...rules: readonly Rule[]): Rule =>
    (argument, value) =>
        rules.flatMap((one) => one(argument, value));

/** A whole number in a range. */
export const wholeNumber = (unit: string, minimum: number, maximum: number): Rule =>
    rule(
        (value) => Number.isInteger(value) && Number(value) >= minimum && Number(value) <= maximum,
        `a whole number of ${unit} from ${minimum} to ${maximum}`,
        "Choose a number in that range",
    );

/** One of a closed set of strings. */
export const oneOf = (allowed: readonly string[]): Rule =>
    rule(
        (value) => typeof value === "string" && allowed.includes(value),
        allowed.length === 1 ? `"${allowed.join()}"` : `one of ${allowed.map((a) => `"${a}"`).join(", ")}`,
        "Write it exactly as shown",
    );

/** A boolean. Other languages and configuration files may pass other types. */
export const trueOrFalse = rule(
    (value) => typeof value === "boolean",
    "true or false",
    "Set it to true or false, without quotes",
);

/** A non-empty string. */
export const text = rule(
    (value) => typeof value === "string" && value.trim() === value && value !== "",
    "a non-empty string without leading or trailing spaces",
    "Correct it, or omit it if it is optional",
);

/** A list of plain values that each meet a rule. */
export const listOf = (element: Rule): Rule =>
    elements((argument, value) => (isUnknown(value) ? [unknownProblem(argument)] : element(argument, value)));

/** A list whose elements each meet a rule; outputs and promises are checked once they are known. */
export const listOfInputs = (element: Rule): Rule =>
    elements((argument, value) => (isUnknown(value) ? [] : element(argument, value)));

const elements =
    (element: Rule): Rule =>
    (argument, value): readonly Problem[] =>
        Array.isArray(value)
            ? value.flatMap((one: unknown, index) => element(`${argument}[${index}]`, one))
            : [{ argument, expected: "a list", got: value, fix: "Write a list, even for a single element" }];

/** An object whose members each meet a rule; those that are outputs or promises are checked once they are known. */
export const recordOf =
    (member: Rule, expected: string): Rule =>
    (argument, value) =>
        isRecord(value)
            ? Object.entries(value).flatMap(([name, one]) => (isUnknown(one) ? [] : member(`${argument}.${name}`, one)))
            : [{ argument, expected, fix: "Write, for example, { name: … } (the given value is not shown)" }];

/** A list with at least one element. {@link listOf} reports other types. */
export const notEmpty = (expected: string, fix: string): Rule =>
    rule((value) => !Array.isArray(value) || value.length > 0, expected, fix);

/** A list without duplicates. */
export const distinct: Rule = (argument, value) => {
    const list: readonly unknown[] = Array.isArray(value) ? value : [];
    const twice = list.find((element, index) => list.indexOf(element) !== index);
    return twice === undefined
        ? []
        : [{ argument, expected: "no duplicates", got: twice, fix: "List each value once" }];
};
