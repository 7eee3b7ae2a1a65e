import { isDeepStrictEqual } from "node:util";
import type { DiffRequest, Handler, PropertyChange } from "./handler";
import { isRecord } from "../../shared/json";
import type { Values } from "./values";

/**
 * Compares old and new inputs at every depth. A property that is added or removed as a whole is one change, at its own path.
 * Properties whose names begin with two underscores are internal to providers and are ignored.
 * @param replaces whether a change at a path replaces the resource
 */
export function diffValues(olds: Values, news: Values, replaces: (path: string) => boolean): PropertyChange[] {
    return compare(olds, news, "").map((change) => ({ ...change, replace: replaces(change.path) }));
}

/** The default diff of a handler: compares new inputs with old ones, using the handler's `replaces`. */
export function diffByInputs(handler: Pick<Handler, "replaces" | "update">, request: DiffRequest): PropertyChange[] {
    const replaces = (path: string) => handler.replaces?.(path) ?? handler.update === undefined;
    return diffValues(request.oldInputs, request.inputs, replaces);
}

type Change = Pick<PropertyChange, "path" | "kind">;

function compare(olds: unknown, news: unknown, path: string): Change[] {
    if (isDeepStrictEqual(olds, news)) {
        return [];
    }
    if (Array.isArray(olds) && Array.isArray(news)) {
        const indices = Array.from({ length: Math.max(olds.length, news.length) }, (_, index) => index);
        return indices.flatMap((index) => compareAt(olds[index], news[index], `${path}[${index}]`));
    }
    if (isRecord(olds) && isRecord(news)) {
        const keys = [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter((key) => !key.startsWith("__"));
        return keys.flatMap((key) => compareAt(olds[key], news[key], join(path, key)));
    }
    return [{ path, kind: "update" }];
}

/** To Pulumi, a missing property and a null one are the same. */
function compareAt(olds: unknown, news: unknown, path: string): Change[] {
    const wasSet = olds !== undefined && olds !== null;
    const isSet = news !== undefined && news !== null;
    if (wasSet && isSet) {
        return compare(olds, news, path);
    }
    return wasSet === isSet ? [] : [{ path, kind: isSet ? "add" : "delete" }];
}

function join(path: string, key: string): string {
    if (!/^[A-Za-z_$][\w$-]*$/.test(key)) {
        return `${path}[${JSON.stringify(key)}]`;
    }
    return path === "" ? key : `${path}.${key}`;
}

/** The name of the top-level property of a path. */
export function topLevel(path: string): string {
    const quoted = /^\["((?:[^"\\]|\\.)*)"\]/.exec(path);
    return quoted === null ? path.replace(/[.[].*$/s, "") : (JSON.parse(`"${quoted[1] ?? ""}"`) as string);
}

/** A change of an output that does not follow from an input. */
export function outputChange(path: string, replace: boolean): PropertyChange {
    return { path, kind: "update", replace, output: true };
}
