import ipaddr from "ipaddr.js";

/** Addresses side by side, both ends included. */
interface Range {
    readonly bits: 32 | 128;
    readonly from: bigint;
    readonly to: bigint;
}

/** Who may enter. */
export interface Sources {
    readonly ranges: readonly Range[];
    /** Service tags and whatever else is no address, in lower case. */
    readonly tags: readonly string[];
}

/** Tags that stand for everybody. */
const EVERYBODY = ["*", "any", "internet"];

/**
 * As many addresses as the component itself calls a large part of the Internet: those of a range of 7 bits. Of IPv6, where a
 * provider has 2^96 and more, those of a range of 16 bits.
 */
const LARGE = { 32: 2n ** 25n, 128: 2n ** 112n } as const;

/** The sources that a security rule names: addresses, CIDRs and service tags. */
export function sourcesOf(prefixes: readonly string[]): Sources {
    const read = prefixes.map((prefix) => rangeOf(prefix.trim()) ?? prefix.trim().toLowerCase());
    return {
        ranges: read.filter((one) => typeof one !== "string"),
        tags: read.filter((one) => typeof one === "string"),
    };
}

/** All of them together. */
export function union(all: readonly Sources[]): Sources {
    return { ranges: all.flatMap(({ ranges }) => ranges), tags: all.flatMap(({ tags }) => tags) };
}

/** Whether they are everybody, or a large part of the Internet: by one name, or by many ranges together. */
export function isOpen({ ranges, tags }: Sources): boolean {
    return (
        tags.some((tag) => EVERYBODY.includes(tag)) ||
        ([32, 128] as const).some((bits) => count(ranges, bits) >= LARGE[bits])
    );
}

/** Whether everybody among the one is also among the others. */
export function isCovered(one: Sources, others: Sources): boolean {
    if (others.tags.some((tag) => EVERYBODY.includes(tag))) {
        return true;
    }
    const tagsCovered = one.tags.every((tag) =>
        EVERYBODY.includes(tag)
            ? count(others.ranges, 32) === 2n ** 32n
            : // A tag of a region is a part of the tag: Storage.WestEurope of Storage.
              others.tags.some((other) => tag === other || tag.startsWith(`${other}.`)),
    );
    return tagsCovered && one.ranges.every((range) => count([range], range.bits) === overlap(range, others.ranges));
}

function rangeOf(prefix: string): Range | undefined {
    const [address = "", length, ...rest] = prefix.split("/");
    // Octal and shortened addresses are read in more than one way: they count as tags, which nothing covers.
    const ofFour = ipaddr.IPv4.isValidFourPartDecimal(address);
    if ((!ofFour && !ipaddr.IPv6.isValid(address)) || rest.length > 0 || !/^\d{1,3}$/.test(length ?? "0")) {
        return undefined;
    }
    const bits = ofFour ? 32 : 128;
    const network = Number(length ?? bits);
    if (network > bits) {
        return undefined;
    }
    const value = ipaddr
        .parse(address)
        .toByteArray()
        .reduce((number, byte) => number * 256n + BigInt(byte), 0n);
    const size = 2n ** BigInt(bits - network);
    const from = value - (value % size);
    return { bits, from, to: from + size - 1n };
}

/** How many addresses the ranges hold, each counted once. */
function count(ranges: readonly Range[], bits: 32 | 128): bigint {
    return merged(ranges, bits).reduce((sum, { from, to }) => sum + to - from + 1n, 0n);
}

/** How many addresses of one range are in the others. */
function overlap(range: Range, others: readonly Range[]): bigint {
    return merged(others, range.bits)
        .map(({ from, to }) => [from > range.from ? from : range.from, to < range.to ? to : range.to] as const)
        .reduce((sum, [from, to]) => (to < from ? sum : sum + to - from + 1n), 0n);
}

/** Ranges that do not overlap, in their order. */
function merged(ranges: readonly Range[], bits: 32 | 128): Range[] {
    const sorted = ranges.filter((range) => range.bits === bits).sort((one, other) => (one.from < other.from ? -1 : 1));
    const apart: Range[] = [];
    for (const range of sorted) {
        const last = apart.at(-1);
        if (last === undefined || range.from > last.to) {
            apart.push(range);
        } else if (range.to > last.to) {
            apart[apart.length - 1] = { ...last, to: range.to };
        }
    }
    return apart;
}
