import type { Problem, Rule } from "./problems";
import { isUnknown, unknownProblem } from "./problems";

/** Rules that any argument can have, and what rules are made of. Those of one topic are in its folder. */

/** Whether a value is what a rule asks for. */
type Condition = (value: unknown) => boolean;

/** A rule of one condition. The value is shown where it does not hold. */
export const rule =
    (holds: Condition, expected: string, fix: string): Rule =>
    (argument, value) =>
        holds(value) ? [] : [{ argument, expected, got: value, fix }];

/** A rule of one condition whose value is never shown: it is a secret, or may be one by mistake. */
export const secretRule =
    (holds: Condition, expected: string, fix: string): Rule =>
    (argument, value) =>
        holds(value) ? [] : [{ argument, expected, fix }];

/** Whether a value is a string that a pattern fits. */
export const matches = (pattern: RegExp, value: unknown): value is string =>
    typeof value === "string" && pattern.test(value);

/** The problems that any of several rules finds. */
export const allOf =
    (...rules: readonly Rule[]): Rule =>
    (argument, value) =>
        rules.flatMap((one) => one(argument, value));

/** A whole number in a range. */
export const wholeNumber = (unit: string, minimum: number, maximum: number): Rule =>
    rule(
        (value) => Number.isInteger(value) && Number(value) >= minimum && Number(value) <= maximum,
        `a whole number of ${unit} from ${minimum} to ${maximum}`,
        "Set it to a number in that range",
    );

/** One of a closed set of strings. */
export const oneOf = (allowed: readonly string[]): Rule =>
    rule(
        (value) => typeof value === "string" && allowed.includes(value),
        allowed.length === 1 ? `"${allowed.join()}"` : `one of ${allowed.map((a) => `"${a}"`).join(", ")}`,
        "Write one of these, exactly as shown",
    );

/** A boolean; other languages and configuration files may bring something else. */
export const trueOrFalse = rule((value) => typeof value === "boolean", "true or false", "Write one of the two");

/** A string with something in it. */
export const text = rule(
    (value) => typeof value === "string" && value.trim() === value && value !== "",
    "a text that is not empty and has no blanks at its ends",
    "Write it out, or leave the argument out for its default",
);

/** A list whose every element is plain and meets a rule. */
export const listOf = (element: Rule): Rule =>
    elements((argument, value) => (isUnknown(value) ? [unknownProblem(argument)] : element(argument, value)));

/** A list whose every element meets a rule; one that is known only later is checked then. */
export const listOfInputs = (element: Rule): Rule =>
    elements((argument, value) => (isUnknown(value) ? [] : element(argument, value)));

const elements =
    (element: Rule): Rule =>
    (argument, value): readonly Problem[] =>
        Array.isArray(value)
            ? value.flatMap((one: unknown, index) => element(`${argument}[${index}]`, one))
            : [{ argument, expected: "a list", got: value, fix: "Write it as a list, also when it has one element" }];

/** A list that has an element. What is no list is left to {@link listOf}. */
export const notEmpty = (expected: string, fix: string): Rule =>
    rule((value) => !Array.isArray(value) || value.length > 0, expected, fix);

/** A list that names nothing twice. */
export const distinct: Rule = (argument, value) => {
    const list: readonly unknown[] = Array.isArray(value) ? value : [];
    const twice = list.find((element, index) => list.indexOf(element) !== index);
    return twice === undefined
        ? []
        : [{ argument, expected: "a list without repetitions", got: twice, fix: "Name each one once" }];
};
