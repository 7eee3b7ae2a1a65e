/** The entry of a record, which an earlier check has found. */
export function entry<T>(record: Readonly<Record<string, T>>, key: string): T {
    const value = record[key];
    if (value === undefined) {
        throw new Error(`No entry ${key} among ${Object.keys(record).join(", ")}`);
    }
    return value;
}

/** The value of a JSON text; undefined for any other text. */
export function parsedJson(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}

/** Whether a value is an object: neither null nor a list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value within objects and lists, by its path: `at(inputs, "osProfile", "adminUsername")`; undefined if there is none. */
export function at(value: unknown, ...path: readonly string[]): unknown {
    return path.reduce<unknown>(
        (inner, name) =>
            typeof inner === "object" && inner !== null && Object.hasOwn(inner, name)
                ? (inner as Record<string, unknown>)[name]
                : undefined,
        value,
    );
}

/** The same, if it is a string. */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
    const text = at(value, ...path);
    return typeof text === "string" ? text : undefined;
}

/** The same as an object; an empty one for any other value. */
export function recordAt(value: unknown, ...path: readonly string[]): Record<string, unknown> {
    const record = at(value, ...path);
    return isRecord(record) ? record : {};
}

/** The same as a list of its objects; an empty one for any other value. */
export function listAt(value: unknown, ...path: readonly string[]): Record<string, unknown>[] {
    const list = at(value, ...path);
    return Array.isArray(list) ? list.filter(isRecord) : [];
}

/** A value with all values in it replaced, from the outside in. Property names are kept. */
export function mapValues(value: unknown, replace: (value: unknown) => unknown): unknown {
    const replaced = replace(value);
    if (Array.isArray(replaced)) {
        return replaced.map((element) => mapValues(element, replace));
    }
    return isRecord(replaced)
        ? Object.fromEntries(Object.entries(replaced).map(([key, inner]) => [key, mapValues(inner, replace)]))
        : replaced;
}
