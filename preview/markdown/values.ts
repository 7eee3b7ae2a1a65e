import { code, joined, type Markdown, oneLine, prose } from "./markdown";
import { inWords, type PropertyChange } from "../plan/properties";

/** So many letters of a value are shown within a line. */
const LONGEST_VALUE = 48;
/** So many of the letters that two long values begin with are shown before the first that differs. */
const KEPT_BEFORE = 12;

/** What the ids of Azure's resources begin with. */
const RESOURCE_ID = /\/subscriptions\/[^/\s"]+\/resourceGroups\/[^/\s"]+\/providers\/[^/\s"]+\//g;

/** What a property was and what it becomes, within a line or a cell. */
export function fromTo({ before, after }: Pick<PropertyChange, "before" | "after">): Markdown {
    const texts = [before, after].map((value) => oneLine(inWords(value), Infinity)) as [string, string];
    const short = texts.map((text) => text.replaceAll(RESOURCE_ID, "…/")) as [string, string];
    // Where only what is left out differs, nothing is.
    const [was, is] = short[0] === short[1] ? texts : short;
    if (was === is) {
        // A word in brackets stands for many values: secrets, PEM, what the sandbox makes up.
        return /^[[(].*[\])]$/.test(was)
            ? prose`${was} to another one`
            : prose`still ${code(was, LONGEST_VALUE)}, of a resource that is replaced`;
    }
    const start = Math.max(was.length, is.length) > LONGEST_VALUE ? firstDifference(was, is) - KEPT_BEFORE : 0;
    const [shownBefore, shownAfter] = [was, is].map((text) =>
        code(start > 0 ? `…${text.slice(start)}` : text, LONGEST_VALUE),
    ) as [Markdown, Markdown];
    return prose`${shownBefore} to ${shownAfter}`;
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
