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
