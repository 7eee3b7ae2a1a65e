import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { mapValues } from "../../shared/json";
import { isSecretMark, isUnknownMark, SECRET_MARK, UNKNOWN } from "../../shared/pulumiValues";

/** The properties of a resource as plain JSON values. In a preview, values at any depth may be unknown. */
export type Values = Record<string, unknown>;

/** Whether the value is unknown or contains an unknown one at any depth. */
export function containsUnknown(value: unknown): boolean {
    if (typeof value === "object" && value !== null) {
        return Object.values(value).some(containsUnknown);
    }
    return isUnknownMark(value);
}

/**
 * Marks an output as secret, so that Pulumi encrypts it in the state and masks it in all displays. Pulumi itself marks
 * outputs with the same key as a secret input.
 */
export function secret(value: unknown): Values {
    return { ...SECRET_MARK, value };
}

/** Converts values to Pulumi's protocol. Undefined properties are left out. */
export function toStruct(values: Values): Struct {
    // Struct.fromJavaScript throws on undefined; a round trip through JSON removes such properties at every depth.
    return Struct.fromJavaScript(JSON.parse(JSON.stringify(values)) as Record<string, JavaScriptValue>);
}

/** Reads values from Pulumi's protocol, without secret marks; a missing structure is read as an empty one. */
export function fromStruct(struct: Struct | undefined): Values {
    const bare = (value: unknown): unknown => (isSecretMark(value) ? bare(value["value"]) : value);
    return mapValues(struct?.toJavaScript() ?? {}, bare) as Values;
}

/** Marks the given properties as secret unless they are undefined. */
export function markSecret(values: Values, properties: string[]): Values {
    const marked = properties.filter((property) => values[property] !== undefined);
    return { ...values, ...Object.fromEntries(marked.map((property) => [property, secret(values[property])])) };
}

/** Predicts a new resource: its inputs, and unknown values for the other outputs. */
export function predicted(inputs: Values, unknown: string[]) {
    return { id: "", outputs: { ...inputs, ...Object.fromEntries(unknown.map((output) => [output, UNKNOWN])) } };
}
