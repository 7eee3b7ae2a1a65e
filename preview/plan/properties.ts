import { at, mapValues, recordAt } from "../../shared/json";
import { isMarked, isUnknownMark } from "../../shared/pulumiValues";

/** One property that changes. */
export interface PropertyChange {
    /** E.g. `securityRules[0].sourceAddressPrefix`. */
    readonly path: string;
    readonly before: unknown;
    readonly after: unknown;
    /** Whether it is why the resource is replaced. */
    readonly replaces: boolean;
}

/** What stands for a secret in a report, and what for a value that only an `up` finds out. */
export const SECRET = "[secret]";
export const UNKNOWN = "(known after up)";

/** A value without Pulumi's marks. */
export function readable(value: unknown): unknown {
    return mapValues(value, (each) => (isMarked(each) ? SECRET : isUnknownMark(each) ? UNKNOWN : each));
}

/** A value within a sentence. */
export function inWords(value: unknown): string {
    return value === undefined ? "nothing" : typeof value === "string" ? value : JSON.stringify(value);
}

/** What a resource has, what its provider said of it, and what it gets. */
interface States {
    readonly before: Record<string, unknown>;
    readonly outputs: Record<string, unknown>;
    readonly after: Record<string, unknown>;
}

/** The properties that change, by what Pulumi says of all steps of a resource; those that replace it come first. */
export function propertyChanges(
    steps: readonly Record<string, unknown>[],
    states: States,
    hide: (text: string) => string,
): PropertyChange[] {
    const kinds = new Map<string, { replaces: boolean; ofInputs: boolean }>();
    for (const step of steps) {
        for (const [path, diff] of Object.entries(recordAt(step, "detailedDiff"))) {
            const { diffKind, inputDiff } = recordAt(diff);
            kinds.set(path, { replaces: String(diffKind).endsWith("replace"), ofInputs: inputDiff !== false });
        }
    }
    // A provider may name properties without saying how they differ, and Pulumi replaces for reasons of its own.
    for (const path of steps.flatMap((step) => texts(step["diffReasons"]))) {
        if (![...kinds.keys()].some((known) => tokensOf(known)[0] === path)) {
            kinds.set(path, { replaces: false, ofInputs: true });
        }
    }
    for (const path of steps.flatMap((step) => texts(step["replaceReasons"]))) {
        const within = [...kinds].filter(([known]) => tokensOf(known)[0] === path);
        if (!within.some(([, { replaces }]) => replaces)) {
            kinds.set(path, { replaces: true, ofInputs: true });
        }
    }
    return [...kinds]
        .map(([path, { replaces, ofInputs }]) => ({
            path,
            before: shown(valueAt(ofInputs ? states.before : states.outputs, path), hide),
            after: shown(valueAt(states.after, path), hide),
            replaces,
        }))
        .sort((one, other) => rank(one) - rank(other) || (one.path < other.path ? -1 : 1));
}

/** What replaces a resource comes first, and before all of it the image, from which other properties of a VM follow. */
function rank({ path, replaces }: PropertyChange): number {
    return replaces ? (path.startsWith("storageProfile.imageReference") ? 0 : 1) : 2;
}

/** A value as a reader sees it: every text in it hides what a reader must not see; names of properties stay. */
export function shown(value: unknown, hide: (text: string) => string): unknown {
    return mapValues(readable(value), (each) => (typeof each === "string" ? hide(each) : each));
}

const texts = (value: unknown): string[] =>
    Array.isArray(value) ? value.filter((element) => typeof element === "string") : [];

/** The steps of a path: `a.b[0]["c.d"]` is a, b, 0 and c.d. */
function tokensOf(path: string): string[] {
    return Array.from(
        path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]]+)/g),
        ([, quoted, index, name]) => quoted ?? index ?? name ?? "",
    );
}

/** The value at a path; undefined where there is none. */
export function valueAt(root: unknown, path: string): unknown {
    // A secret is one as a whole: what is within it is not to be told apart.
    return tokensOf(path).reduce((value, token) => (isMarked(value) ? value : at(value, token)), root);
}
