import * as pulumi from "@pulumi/pulumi";
import { ofSecret, type Problem, redacted, type Rule, sentence } from "./problems";

/**
 * Stops the program with all problems in one message. This is a `RunError` because Pulumi prints an `InputPropertyError` as an
 * unhandled exception with a stack trace.
 *
 * @throws pulumi.RunError if there is at least one problem.
 */
export function throwIfInvalid(subject: string, problems: readonly Problem[]): void {
    if (problems.length === 0) {
        return;
    }
    const title = problems.length === 1 ? "1 invalid value" : `${problems.length} invalid values`;
    const lines = problems.map((problem) => `  - ${sentence(problem)}`);
    throw new pulumi.RunError([`${subject}: ${title}`, ...lines].join("\n"));
}

/**
 * Checks a value once it is known and returns it as an output. The problem of a secret does not show it.
 *
 * @throws pulumi.RunError as {@link throwIfInvalid} does, once the value is known.
 */
export function validatedInput<T>(
    subject: string,
    argument: string,
    rule: Rule,
    value: pulumi.Input<T>,
): pulumi.Output<T> {
    const output = pulumi.output(value);
    return output.apply(async (known) => {
        const problems = rule(argument, known);
        const secret = problems.length > 0 && (await pulumi.isSecret(output));
        throwIfInvalid(subject, secret ? problems.map((problem) => redacted(ofSecret(problem), [known])) : problems);
        return known;
    }) as pulumi.Output<T>;
}
