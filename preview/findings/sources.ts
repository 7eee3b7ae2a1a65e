import { countAddresses, rangeOf } from "../../shared/azure/addressRanges";
import { isEverybody } from "../../shared/azure/internet";

/** Whether other sources, taken together, let in everybody whom a source lets in. */
export function isCovered(source: string, others: readonly string[]): boolean {
    if (others.some(isEverybody)) {
        return true;
    }
    const range = rangeOf(isEverybody(source) ? "0.0.0.0/0" : source);
    if (range !== undefined) {
        const ranges = others.map(rangeOf).filter((other) => other !== undefined);
        return countAddresses([...ranges, range], range.bits) === countAddresses(ranges, range.bits);
    }
    // A tag of a region is a part of the tag: Storage.WestEurope of Storage.
    const tag = `${source}.`.toLowerCase();
    return others.some((other) => tag.startsWith(`${other}.`.toLowerCase()));
}
