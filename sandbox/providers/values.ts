import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { mapValues } from "../../shared/json";
import { isSecretMark, isUnknownMark, SECRET_MARK, UNKNOWN } from "../../shared/pulumiValues";

/** The properties of a resource as plain JSON values. In a preview any of them, at any depth, may be unknown. */
export type Values = Record<string, unknown>;

/** True if the value is unknown or, at any depth, holds an unknown one. */
export function containsUnknown(value: unknown): boolean {
    if (typeof value === "object" && value !== null) {
        return Object.values(value).some(containsUnknown);
    }
    return isUnknownMark(value);
}

/**
 * Marks an output as secret, so that Pulumi encrypts it in the state and masks it in every display.
 * An output under the same key as a secret input is marked by Pulumi without this.
 */
export function secret(value: unknown): Values {
    return { ...SECRET_MARK, value };
}

/** Renders values for the wire. Properties that are undefined are left out. */
export function toStruct(values: Values): Struct {
    // Struct.fromJavaScript throws on undefined; a round through JSON leaves such properties out at every depth.
    return Struct.fromJavaScript(JSON.parse(JSON.stringify(values)) as Record<string, JavaScriptValue>);
}

/** Reads values from the wire, without marks of secrecy; an absent structure is an empty one. */
export function fromStruct(struct: Struct | undefined): Values {
    const bare = (value: unknown): unknown => (isSecretMark(value) ? bare(value["value"]) : value);
    return mapValues(struct?.toJavaScript() ?? {}, bare) as Values;
}

/** Marks some of the values as secret, those that are there. */
export function markSecret(values: Values, properties: string[]): Values {
    const marked = properties.filter((property) => values[property] !== undefined);
    return { ...values, ...Object.fromEntries(marked.map((property) => [property, secret(values[property])])) };
}

/** Predicts a new resource: its inputs, with the other outputs unknown. */
export function predicted(inputs: Values, unknown: string[]) {
    return { id: "", outputs: { ...inputs, ...Object.fromEntries(unknown.map((output) => [output, UNKNOWN])) } };
}
