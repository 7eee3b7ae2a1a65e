import { code, joined, type Markdown, oneLine, prose } from "./markdown";
import { inWords, type PropertyChange } from "../plan/properties";

/** So many letters of a value are shown within a line. */
const LONGEST_VALUE = 48;
/** So many of the letters that two long values begin with are shown before the first that differs. */
const KEPT_BEFORE = 12;

/** What the ids of Azure's resources begin with. */
const RESOURCE_ID = /\/subscriptions\/[^/\s"]+\/resourceGroups\/[^/\s"]+\/providers\/[^/\s"]+\//g;

/** What a property was and what it becomes, so many letters of each, within a line or a cell. */
export function fromTo(change: Values, longest = LONGEST_VALUE): Markdown {
    const [was, is] = texts(change);
    if (was === is) {
        // A word in brackets stands for many values: secrets, PEM, what the sandbox makes up.
        return /^[[(].*[\])]$/.test(was)
            ? prose`another ${was}`
            : prose`still ${code(was, longest)}, of a resource that is replaced`;
    }
    const start = Math.max(was.length, is.length) > longest ? firstDifference(was, is) - KEPT_BEFORE : 0;
    const side = (value: unknown, text: string): Markdown =>
        value === undefined ? prose`unset` : code(start > 0 ? `…${text.slice(start)}` : text, longest);
    return prose`${side(change.before, was)} → ${side(change.after, is)}`;
}

type Values = Pick<PropertyChange, "before" | "after">;

/** Whether nothing that differs is left out of what {@link fromTo} shows. */
export function isShownWhole(change: Values, longest: number): boolean {
    const [was, is] = texts(change);
    return was === is || [was, is].every((text) => text.length <= longest && !text.startsWith("…"));
}

function texts({ before, after }: Values): [was: string, is: string] {
    const whole = [before, after].map((value) => oneLine(inWords(value), Infinity)) as [string, string];
    const short = whole.map((text) => text.replaceAll(RESOURCE_ID, "…/")) as [string, string];
    // Where only what is left out differs, nothing is.
    return short[0] === short[1] ? whole : short;
}

function firstDifference(one: string, other: string): number {
    const index = Array.from(one).findIndex((letter, position) => letter !== other[position]);
    return index < 0 ? one.length : index;
}

/** A property with both values, within a sentence. */
function named(change: PropertyChange): Markdown {
    return prose`${code(change.path, 60)} (${fromTo(change)})`;
}

/** The first of some changes, with both values, and how many more there are. */
export function listedChanges(changes: readonly PropertyChange[], most = 3): Markdown {
    const shown = joined(changes.slice(0, most).map(named), ", ");
    return changes.length > most ? prose`${shown} and ${changes.length - most} more` : shown;
}
