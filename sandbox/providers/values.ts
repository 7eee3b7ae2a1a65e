import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";

/** The properties of a resource as plain JSON values. In a preview any of them, at any depth, may be {@link UNKNOWN}. */
export type Values = Record<string, unknown>;

/** Stands in a preview for a value that only the real run will know. The text is fixed by Pulumi's protocol. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Pulumi's protocol marks a special object by this key; the value under it says which kind of object it is. */
const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";

/** True for the unknown value itself; see {@link containsUnknown} for lists and objects that hold one. */
export function isUnknown(value: unknown): boolean {
    return value === UNKNOWN;
}

/** True if the value is unknown or, at any depth, holds an unknown one. */
export function containsUnknown(value: unknown): boolean {
    if (typeof value === "object" && value !== null) {
        return Object.values(value).some(containsUnknown);
    }
    return isUnknown(value);
}

/**
 * Marks an output as secret, so that Pulumi encrypts it in the state and masks it in every display.
 * An output under the same key as a secret input is marked by Pulumi without this.
 */
export function secret(value: unknown): Values {
    return { [SIGNATURE_KEY]: SECRET_SIGNATURE, value };
}

/** True for a plain object, which is neither null nor a list. */
export function isObject(value: unknown): value is Values {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Renders values for the wire. Properties that are undefined are left out. */
export function toStruct(values: Values): Struct {
    // Struct.fromJavaScript throws on undefined; a round through JSON leaves such properties out at every depth.
    return Struct.fromJavaScript(JSON.parse(JSON.stringify(values)) as Record<string, JavaScriptValue>);
}

/** Reads values from the wire, without marks of secrecy; an absent structure is an empty one. */
export function fromStruct(struct: Struct | undefined): Values {
    return withoutMarks(struct?.toJavaScript() ?? {}) as Values;
}

function withoutMarks(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.map(withoutMarks);
    }
    if (!isObject(value)) {
        return value;
    }
    if (value[SIGNATURE_KEY] === SECRET_SIGNATURE) {
        return withoutMarks(value["value"]);
    }
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutMarks(inner)]));
}
