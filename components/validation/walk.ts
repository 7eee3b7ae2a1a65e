import * as pulumi from "@pulumi/pulumi";
import { type Problem, isUnknown, unknownProblem, type Rule } from "./problems";
import { validatedInput } from "./throwIfInvalid";
import { knownNames } from "../../shared/nearest";
import { isRecord } from "../../shared/json";

/** How an argument is checked: what decides the shape must be plain, an `input` may come later and is checked then. */
export type ArgumentRule = Rule | { readonly input: Rule };

/** The rules of a component's arguments, or of an object's members: each has one. */
export type Rules<Args> = { readonly [Name in keyof Required<Args>]: ArgumentRule };

type AnyRules = Readonly<Record<string, ArgumentRule>>;

const ruleOf = (rule: ArgumentRule): Rule => (typeof rule === "function" ? rule : rule.input);

/** All that is wrong with a component's arguments, each by itself: unknown ones too, so that none passes in silence. */
export function walk(args: unknown, rules: AnyRules): readonly Problem[] {
    if (!isRecord(args) || isUnknown(args)) {
        const fix = `Write for example { ${Object.keys(rules)[0] ?? ""}: … }`;
        return [{ argument: "args", expected: "the arguments by their names", got: args, fix }];
    }
    return Object.entries(args)
        .filter(([, value]) => value !== undefined)
        .flatMap(([name, value]) => argumentProblems("", name, value, rules));
}

/** The problems of one named value: of an argument, or of a member behind a prefix such as `network.`. */
function argumentProblems(prefix: string, name: string, value: unknown, rules: AnyRules): readonly Problem[] {
    const argument = `${prefix}${name}`;
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule === undefined) {
        const what = prefix === "" ? "arguments" : "members";
        return [{ argument, expected: "nothing by that name", fix: knownNames(what, name, Object.keys(rules)) }];
    }
    if (isUnknown(value)) {
        return typeof rule === "function" ? [unknownProblem(argument)] : [];
    }
    return ruleOf(rule)(argument, value);
}

/**
 * An object with members: those that must be there, those that can be, and no others. A component in its place has more, and
 * its members come later.
 */
export const membersOf =
    (expected: string, rules: AnyRules, optional: readonly string[] = []): Rule =>
    (argument, value) => {
        if (!isRecord(value)) {
            return [{ argument, expected, got: value, fix: `Known members: ${Object.keys(rules).join(", ")}` }];
        }
        const missing = Object.keys(rules)
            .filter((name) => value[name] === undefined && !optional.includes(name))
            .map((name) => ({
                argument: `${argument}.${name}`,
                expected: `a value, as ${expected} has it`,
                got: undefined,
                fix: "Add it",
            }));
        const given = Object.entries(value).filter(
            ([name, member]) =>
                member !== undefined && (Object.hasOwn(rules, name) || !pulumi.Resource.isInstance(value)),
        );
        return [
            ...missing,
            ...given.flatMap(([name, member]) => argumentProblems(`${argument}.`, name, member, rules)),
        ];
    };

/**
 * Checks what came late, wholly or in part, as soon as it is there. Nothing waits for it: where a wrong value would harm, it
 * goes through {@link validatedInput} as well.
 */
export function checkWhenKnown(subject: string, args: object, rules: AnyRules): void {
    const given = args as Readonly<Record<string, unknown>>;
    for (const [name, rule] of Object.entries(rules)) {
        if (typeof rule !== "function" && given[name] !== undefined && !pulumi.Resource.isInstance(given[name])) {
            validatedInput(subject, name, rule.input, given[name]);
        }
    }
}

/** Those of the arguments that another component has too. */
export function pick<Args extends object, Name extends keyof Args>(
    args: Args,
    rules: Readonly<Record<Name, unknown>>,
): Pick<Args, Name> {
    return Object.fromEntries(Object.entries(args).filter(([name]) => Object.hasOwn(rules, name))) as Pick<Args, Name>;
}

/**
 * The members of a reference, each by itself. Those of a plain object stay as they are, so that each has its own
 * dependencies, is known in a preview as soon as it can be, and is secret or not. What is known only later gives outputs,
 * which are known and secret only all together.
 */
export function memberwise<T extends object>(reference: pulumi.Input<T>): T {
    // Pulumi lifts the properties of what an output holds.
    return (reference instanceof Promise ? pulumi.output(reference) : reference) as T;
}

/** The problem of an argument that must be there and is not. */
export function missing(args: object, name: string, fix: string): readonly Problem[] {
    const there = (args as Readonly<Record<string, unknown>>)[name] !== undefined;
    return there ? [] : [{ argument: name, expected: "a value: it has no default", got: undefined, fix }];
}

/** Whether one of the arguments is wrong by itself, or all are: then what they mean together cannot be judged. */
export function anyOf(own: readonly Problem[], names: readonly string[]): boolean {
    return own.some(({ argument }) => argument === "args" || names.includes(argument.split(/[.[]/)[0] ?? ""));
}
