import * as pulumi from "@pulumi/pulumi";

/** One thing that is wrong with one argument, in the caller's terms. */
export interface Fault {
    /** The argument as the caller wrote it, e.g. `allowedSources[0]`. */
    readonly argument: string;
    /** What would have been right. */
    readonly expected: string;
    /** What came; left out where the value is a secret. */
    readonly got?: unknown;
    /** What to do about it. */
    readonly mend: string;
}

/** A check of one value: nothing when it is right. */
export type Rule = (argument: string, value: unknown) => readonly Fault[];

/** Shows a value as it would be written in code, cut to a readable length. */
function display(value: unknown): string {
    if (value === undefined) {
        return "nothing";
    }
    const text = typeof value === "string" ? `"${value}"` : inspect(value);
    return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

function inspect(value: unknown): string {
    if (Array.isArray(value)) {
        return `[${value.map(display).join(", ")}]`;
    }
    return typeof value === "object" && value !== null ? "an object" : String(value);
}

function sentence(fault: Fault): string {
    const got = "got" in fault ? `, got ${display(fault.got)}` : "";
    return `${fault.argument}: expected ${fault.expected}${got}. ${fault.mend}.`;
}

/**
 * Stops the program with all faults in one message. A `RunError` and not an `InputPropertyError`, because Pulumi
 * prints the latter as an unhandled exception with a stack trace.
 *
 * @throws pulumi.RunError when there is at least one fault.
 */
export function refuse(subject: string, faults: readonly Fault[]): void {
    if (faults.length === 0) {
        return;
    }
    const title = faults.length === 1 ? "1 value needs" : `${faults.length} values need`;
    throw new pulumi.RunError(
        [`${subject}: ${title} to be changed`, ...faults.map((f) => `  - ${sentence(f)}`)].join("\n"),
    );
}

/** Whether a value is known only later, so that it cannot be checked now. */
export function isLate(value: unknown): boolean {
    return pulumi.Output.isInstance(value) || value instanceof Promise;
}

/** Lets a value that is known only later through when it meets its rule. */
export function gated<T>(subject: string, argument: string, rule: Rule, value: pulumi.Input<T>): pulumi.Output<T> {
    return pulumi.output(value).apply((known) => {
        refuse(subject, rule(argument, known));
        return known as T;
    });
}
