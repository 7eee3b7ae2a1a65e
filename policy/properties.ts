import { isRecord } from "../shared/json";

/** A value that a preview cannot know, since it comes from a resource that is still to be made. */
export class Unknown {
    /** @param reason - The error that reading the value gave: it names the property and holds no value. */
    constructor(readonly reason: Error) {}
}

/**
 * A resource's properties as plain data, every value that is not known yet as {@link Unknown}. Pulumi's own view of
 * them throws at the first such value, which would hide what is wrong with the others.
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

/** What stands at a path; nothing where the path ends early, {@link Unknown} where it leads into the unknown. */
export function at(value: unknown, ...path: readonly string[]): unknown {
    const [key, ...rest] = path;
    if (key === undefined || value instanceof Unknown) {
        return value;
    }
    return isRecord(value) && Object.hasOwn(value, key) ? at(value[key], ...rest) : undefined;
}

/** The elements of a list; none where there is no list. */
export function elements(value: unknown): readonly unknown[] {
    return Array.isArray(value) ? value : [];
}

/** The known strings among values. */
export function strings(values: readonly unknown[]): string[] {
    return values.filter((value) => typeof value === "string");
}

/** The values among them that are not known yet. */
export function unknowns(values: readonly unknown[]): Unknown[] {
    return values.filter((value) => value instanceof Unknown);
}
