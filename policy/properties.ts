import { isRecord } from "../shared/json";

/** A value that a preview cannot know, because it comes from a resource that does not exist yet. */
export class Unknown {
    /** @param reason - The error from reading the value. It names the property and contains no value. */
    constructor(readonly reason: Error) {}
}

/**
 * A resource's properties as plain data, with unknown values as {@link Unknown}. Pulumi's own view of them throws at the first
 * unknown value, which would hide problems with the others.
 */
export function plainProperties(properties: object): Record<string, unknown> {
    return Object.fromEntries(Object.keys(properties).map((key) => [key, plain(properties, key)]));
}

function plain(container: object, key: string | number): unknown {
    let value: unknown;
    try {
        value = Reflect.get(container, key);
    } catch (error) {
        // @pulumi/policy does not declare the type of that error.
        if (error instanceof Error && "unknownTypeSentinel" in error) {
            return new Unknown(error);
        }
        throw error;
    }
    if (Array.isArray(value)) {
        const list: unknown[] = value;
        return Array.from({ length: list.length }, (_, index) => plain(list, index));
    }
    return typeof value === "object" && value !== null ? plainProperties(value) : value;
}

/** The value at a path; undefined if there is none, {@link Unknown} if a value on the path is unknown. */
export function at(value: unknown, ...path: readonly string[]): unknown {
    const [key, ...rest] = path;
    if (key === undefined || value instanceof Unknown) {
        return value;
    }
    return isRecord(value) && Object.hasOwn(value, key) ? at(value[key], ...rest) : undefined;
}

/** The elements of a list; none for any other value. */
export function elements(value: unknown): readonly unknown[] {
    return Array.isArray(value) ? value : [];
}

/** The known strings among values. */
export function strings(values: readonly unknown[]): string[] {
    return values.filter((value) => typeof value === "string");
}

/** The unknown values among values. */
export function unknowns(values: readonly unknown[]): Unknown[] {
    return values.filter((value) => value instanceof Unknown);
}
