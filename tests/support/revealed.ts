import { isSecretMark } from "../../shared/pulumiValues";

/** A value without marks of secrecy, and where they were, e.g. `environment.FILES`. */
export interface Revealed {
    readonly value: unknown;
    readonly secretPaths: readonly string[];
}

/** Takes the marks of secrecy off a value as it goes over the wire. */
export function revealed(marked: unknown, path = ""): Revealed {
    if (typeof marked !== "object" || marked === null) {
        return { value: marked, secretPaths: [] };
    }
    if (isSecretMark(marked)) {
        const inner = revealed(marked["value"], path);
        return { value: inner.value, secretPaths: [path, ...inner.secretPaths] };
    }
    const isList = Array.isArray(marked);
    const entries = Object.entries(marked).map(([key, value]) => {
        const step = isList ? `[${key}]` : path === "" ? key : `.${key}`;
        return [key, revealed(value, `${path}${step}`)] as const;
    });
    const plain = entries.map(([key, { value }]) => [key, value] as const);
    return {
        value: isList ? plain.map(([, value]) => value) : Object.fromEntries(plain),
        secretPaths: entries.flatMap(([, { secretPaths }]) => secretPaths),
    };
}

/** The properties of a resource without marks of secrecy. */
export function revealedProperties(properties: object): Record<string, unknown> {
    return revealed(properties).value as Record<string, unknown>;
}
