import * as pulumi from "@pulumi/pulumi";
import { type Problem, isUnknown, unknownProblem, type Rule } from "./problems";
import { validatedInput } from "./throwIfInvalid";
import { knownNames } from "../../shared/nearest";
import { isRecord } from "../../shared/json";

/**
 * How an argument is checked. An argument that decides which resources exist must be plain; an `input` may be an output and is
 * checked once it is known.
 */
export type ArgumentRule = Rule | { readonly input: Rule };

/** One rule for each of a component's arguments, or for each member of an object. */
export type Rules<Args> = { readonly [Name in keyof Required<Args>]: ArgumentRule };

type AnyRules = Readonly<Record<string, ArgumentRule>>;

const ruleOf = (rule: ArgumentRule): Rule => (typeof rule === "function" ? rule : rule.input);

/** Checks each of a component's arguments on its own, and reports unknown names. */
export function walk(args: unknown, rules: AnyRules): readonly Problem[] {
    if (!isRecord(args) || isUnknown(args)) {
        const fix = `For example, pass { ${Object.keys(rules)[0] ?? ""}: … }`;
        return [{ argument: "args", expected: "an object with named arguments", got: args, fix }];
    }
    return Object.entries(args)
        .filter(([, value]) => value !== undefined)
        .flatMap(([name, value]) => argumentProblems("", name, value, rules));
}

/** The problems of an argument, or of a member with a prefix such as `network.`. */
function argumentProblems(prefix: string, name: string, value: unknown, rules: AnyRules): readonly Problem[] {
    const argument = `${prefix}${name}`;
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule === undefined) {
        const [what, expected] = prefix === "" ? ["arguments", "a known argument"] : ["members", "a known member"];
        return [{ argument, expected, fix: knownNames(what, name, Object.keys(rules)) }];
    }
    if (isUnknown(value)) {
        return typeof rule === "function" ? [unknownProblem(argument)] : [];
    }
    return ruleOf(rule)(argument, value);
}

/**
 * An object with required and optional members, and no others. A component may be passed instead: it has more members, which
 * are outputs.
 */
export const membersOf =
    (expected: string, rules: AnyRules, optional: readonly string[] = []): Rule =>
    (argument, value) => {
        if (!isRecord(value)) {
            // A text or a list may be the object in another form, with its secrets.
            const got = typeof value === "string" || Array.isArray(value) ? {} : { got: value };
            return [{ argument, expected, ...got, fix: `Known members: ${Object.keys(rules).join(", ")}` }];
        }
        const missing = Object.keys(rules)
            .filter((name) => value[name] === undefined && !optional.includes(name))
            .map((name) => ({
                argument: `${argument}.${name}`,
                expected: "a value",
                got: undefined,
                fix: "Add it: this member is required",
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
 * Checks outputs and promises among the arguments, or within them, as soon as they are known. Nothing waits for this check:
 * where an invalid value would do harm, it also goes through {@link validatedInput}.
 */
export function checkWhenKnown(subject: string, args: object, rules: AnyRules): void {
    const given = args as Readonly<Record<string, unknown>>;
    for (const [name, rule] of Object.entries(rules)) {
        if (typeof rule !== "function" && given[name] !== undefined && !pulumi.Resource.isInstance(given[name])) {
            validatedInput(subject, name, rule.input, given[name]);
        }
    }
}

/** The arguments that another component has as well. */
export function pick<Args extends object, Name extends keyof Args>(
    args: Args,
    rules: Readonly<Record<Name, unknown>>,
): Pick<Args, Name> {
    return Object.fromEntries(Object.entries(args).filter(([name]) => Object.hasOwn(rules, name))) as Pick<Args, Name>;
}

/**
 * The members of a reference. Those of a plain object stay as they are: each keeps its own dependencies, is known in a preview
 * as early as possible, and is secret or not. An output or a promise gives outputs that are known, and secret, only together.
 */
export function memberwise<T extends object>(reference: pulumi.Input<T>): T {
    // Pulumi lifts the properties of an output's value.
    return (reference instanceof Promise ? pulumi.output(reference) : reference) as T;
}

/** The problem of a required argument that is missing. */
export function missing(args: object, name: string, fix: string): readonly Problem[] {
    const there = (args as Readonly<Record<string, unknown>>)[name] !== undefined;
    return there ? [] : [{ argument: name, expected: "a value (it has no default)", got: undefined, fix }];
}

/**
 * Whether one of the named arguments, or the arguments as a whole, have problems already. Rules about several arguments are
 * skipped then.
 */
export function anyOf(own: readonly Problem[], names: readonly string[]): boolean {
    return own.some(({ argument }) => argument === "args" || names.includes(argument.split(/[.[]/)[0] ?? ""));
}
