import { type AddressRange, countAddresses, rangeOf } from "./addressRanges";

/**
 * Whether sources let the Internet in: one answer for the components' warning, the policies and the preview's report, in every
 * spelling that Azure takes.
 */

/** The ways to write everybody, besides a range of zero bits. https://learn.microsoft.com/azure/virtual-network/service-tags-overview */
const EVERYBODY = ["*", "any", "internet", "0.0.0.0", "::"];

/**
 * As many addresses as a /8 has: no organization needs more, and a scan of the Internet meets them. Of IPv6, as many as a
 * /16: more are whole continents, and the registries give none out to one customer.
 */
const MANY_ADDRESSES = { 32: 2n ** 24n, 128: 2n ** 112n } as const;

/** Ranges that nobody on the Internet has: RFC 1918, 6598, 1122, 3927. */
const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"]
    .map(rangeOf)
    .filter((range) => range !== undefined);

/** Whether a source is one of Azure's words for everybody. */
export function isEverybody(source: string): boolean {
    return EVERYBODY.includes(source.toLowerCase());
}

/** Whether sources, taken together, let the whole Internet in, or a large part of it. */
export function isOpenToInternet(sources: readonly string[]): boolean {
    return (
        sources.some((source) => isEverybody(source) || /^[^/]+\/0+$/.test(source)) ||
        ([32, 128] as const).some((bits) => publicAddresses(sources, bits) > MANY_ADDRESSES[bits])
    );
}

/**
 * Those that let the Internet in: each that does so by itself or, where none does, those that do so together.
 *
 * @param all - Sources, or rules that have some.
 */
export function findOpen<T>(all: readonly T[], sourcesOf: (one: T) => readonly string[]): T[] {
    const alone = all.filter((one) => isOpenToInternet(sourcesOf(one)));
    return alone.length > 0 || !isOpenToInternet(all.flatMap(sourcesOf))
        ? alone
        : all.filter((one) => ([32, 128] as const).some((bits) => publicAddresses(sourcesOf(one), bits) > 0n));
}

/** How many addresses of sources somebody on the Internet has. */
function publicAddresses(sources: readonly string[], bits: 32 | 128): bigint {
    const ranges = sources.map(rangeOf).filter((range): range is AddressRange => range !== undefined);
    return countAddresses([...ranges, ...PRIVATE], bits) - countAddresses(PRIVATE, bits);
}
