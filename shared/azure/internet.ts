import { type AddressRange, countAddresses, rangeOf } from "./addressRanges";

/**
 * Whether sources allow the Internet, in every spelling that Azure accepts. The components' warning, the policies and the
 * preview's report share this answer.
 */

/**
 * The ways to write all addresses, in addition to a prefix of zero bits.
 * https://learn.microsoft.com/azure/virtual-network/service-tags-overview
 */
const EVERYBODY = ["*", "any", "internet", "0.0.0.0", "::"];

/**
 * The number of addresses in an IPv4 /8: no organization needs more, and scans of the Internet find them. For IPv6, the number
 * in a /16: registries assign more than that to whole continents, not to one customer.
 */
const MANY_ADDRESSES = { 32: 2n ** 24n, 128: 2n ** 112n } as const;

/** Ranges that are not public: RFC 1918, 6598, 1122, 3927. */
const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"]
    .map(rangeOf)
    .filter((range) => range !== undefined);

/** Whether a source is one of Azure's words for all addresses. */
export function isEverybody(source: string): boolean {
    return EVERYBODY.includes(source.toLowerCase());
}

/** Whether sources, taken together, allow the whole Internet or a large part of it. */
export function isOpenToInternet(sources: readonly string[]): boolean {
    return (
        sources.some((source) => isEverybody(source) || /^[^/]+\/0+$/.test(source)) ||
        ([32, 128] as const).some((bits) => publicAddresses(sources, bits) > MANY_ADDRESSES[bits])
    );
}

/**
 * Finds the items that allow the Internet: each that does so alone or, if none does, those that do so together.
 *
 * @param all - Sources, or rules with sources.
 */
export function findOpen<T>(all: readonly T[], sourcesOf: (one: T) => readonly string[]): T[] {
    const alone = all.filter((one) => isOpenToInternet(sourcesOf(one)));
    return alone.length > 0 || !isOpenToInternet(all.flatMap(sourcesOf))
        ? alone
        : all.filter((one) => ([32, 128] as const).some((bits) => publicAddresses(sourcesOf(one), bits) > 0n));
}

/** The number of public addresses in sources. */
function publicAddresses(sources: readonly string[], bits: 32 | 128): bigint {
    const ranges = sources.map(rangeOf).filter((range): range is AddressRange => range !== undefined);
    return countAddresses([...ranges, ...PRIVATE], bits) - countAddresses(PRIVATE, bits);
}
