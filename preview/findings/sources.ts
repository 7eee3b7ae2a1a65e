import { type AddressRange, countAddresses, merged, rangeOf } from "../../shared/azure/addressRanges";
import { isEverybody } from "../../shared/azure/internet";

/** Who may enter. */
interface Sources {
    readonly ranges: readonly AddressRange[];
    /** Service tags and whatever else is no address, in lower case. */
    readonly tags: readonly string[];
}

/** Whether everybody among some sources, as a security rule names them, is also among others. */
export function areCovered(prefixes: readonly string[], others: readonly string[]): boolean {
    const [some, all] = [sourcesOf(prefixes), sourcesOf(others)];
    if (all.tags.some(isEverybody)) {
        return true;
    }
    const tagsCovered = some.tags.every((tag) =>
        isEverybody(tag)
            ? countAddresses(all.ranges, 32) === 2n ** 32n
            : // A tag of a region is a part of the tag: Storage.WestEurope of Storage.
              all.tags.some((other) => tag === other || tag.startsWith(`${other}.`)),
    );
    return (
        tagsCovered && some.ranges.every((range) => countAddresses([range], range.bits) === overlap(range, all.ranges))
    );
}

/** What is no address, or everybody, counts as a tag, which nothing covers but itself and everybody. */
function sourcesOf(prefixes: readonly string[]): Sources {
    const trimmed = prefixes.map((prefix) => prefix.trim());
    const read = trimmed.map((prefix) => (isEverybody(prefix) ? undefined : rangeOf(prefix)) ?? prefix.toLowerCase());
    return {
        ranges: read.filter((one) => typeof one !== "string"),
        tags: read.filter((one) => typeof one === "string"),
    };
}

/** How many addresses of one range are in the others. */
function overlap(range: AddressRange, others: readonly AddressRange[]): bigint {
    return merged(others, range.bits)
        .map(({ from, to }) => [from > range.from ? from : range.from, to < range.to ? to : range.to] as const)
        .reduce((sum, [from, to]) => (to < from ? sum : sum + to - from + 1n), 0n);
}
