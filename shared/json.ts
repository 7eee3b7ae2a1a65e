/** The entry of a record that an earlier check has seen to be there. */
export function entry<T>(record: Readonly<Record<string, T>>, key: string): T {
    const value = record[key];
    if (value === undefined) {
        throw new Error(`No entry ${key} among ${Object.keys(record).join(", ")}`);
    }
    return value;
}

/** The value of a JSON text; nothing when it is none. */
export function parsedJson(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}

/** Whether a value is an object with properties by name: neither null nor a list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value within objects and lists, by names: `at(inputs, "osProfile", "adminUsername")`; nothing where there is none. */
export function at(value: unknown, ...path: readonly string[]): unknown {
    return path.reduce<unknown>(
        (inner, name) =>
            typeof inner === "object" && inner !== null && Object.hasOwn(inner, name)
                ? (inner as Record<string, unknown>)[name]
                : undefined,
        value,
    );
}

/** The same, when it is a text. */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
    const text = at(value, ...path);
    return typeof text === "string" ? text : undefined;
}

/** The same, as an object; an empty one when it is something else. */
export function recordAt(value: unknown, ...path: readonly string[]): Record<string, unknown> {
    const record = at(value, ...path);
    return isRecord(record) ? record : {};
}

/** The same, as a list of the objects in it; an empty one when it is no list. */
export function listAt(value: unknown, ...path: readonly string[]): Record<string, unknown>[] {
    const list = at(value, ...path);
    return Array.isArray(list) ? list.filter(isRecord) : [];
}

/** A value with every value in it replaced, from the outside to the inside; names of properties stay. */
export function mapValues(value: unknown, replace: (value: unknown) => unknown): unknown {
    const replaced = replace(value);
    if (Array.isArray(replaced)) {
        return replaced.map((element) => mapValues(element, replace));
    }
    return isRecord(replaced)
        ? Object.fromEntries(Object.entries(replaced).map(([key, inner]) => [key, mapValues(inner, replace)]))
        : replaced;
}
