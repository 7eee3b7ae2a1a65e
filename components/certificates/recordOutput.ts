import type * as pulumi from "@pulumi/pulumi";

/** The records behind outputs. */
const records = new WeakMap<object, Readonly<Record<string, unknown>>>();

/**
 * Remembers the record that an output was made from. As one output, a record is unknown in a preview as soon as one of its
 * members is; {@link remembered} still has the others.
 */
export function remember<T extends object>(output: T, record: Readonly<Record<string, unknown>>): T {
    records.set(output, record);
    return output;
}

/** The record that an output was made from, each member known on its own; undefined for any other value. */
export function remembered<T>(output: pulumi.Input<Record<string, T>>): Readonly<Record<string, T>> | undefined {
    return records.get(output) as Readonly<Record<string, T>> | undefined;
}
