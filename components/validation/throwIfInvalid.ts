import * as pulumi from "@pulumi/pulumi";
import { ofSecret, type Problem, redacted, type Rule, sentence } from "./problems";

/**
 * Stops the program with all problems in one message. A `RunError` and not an `InputPropertyError`, because Pulumi
 * prints the latter as an unhandled exception with a stack trace.
 *
 * @throws pulumi.RunError when there is at least one problem.
 */
export function throwIfInvalid(subject: string, problems: readonly Problem[]): void {
    if (problems.length === 0) {
        return;
    }
    const title = problems.length === 1 ? "1 value needs" : `${problems.length} values need`;
    const lines = problems.map((problem) => `  - ${sentence(problem)}`);
    throw new pulumi.RunError([`${subject}: ${title} to be changed`, ...lines].join("\n"));
}

/**
 * Lets a value that is known only later through when it meets its rule. A secret one is not shown when it does not.
 *
 * @throws pulumi.RunError as {@link throwIfInvalid} does, when the value is there.
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
