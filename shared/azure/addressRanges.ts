import ipaddr from "ipaddr.js";

/** A range of addresses, both ends included. */
export interface AddressRange {
    /** The length of an address in bits: IPv4 or IPv6. */
    readonly bits: 32 | 128;
    readonly from: bigint;
    readonly to: bigint;
}

/**
 * The range of an address or a CIDR.
 *
 * @returns Undefined for any other text. That includes octal and shortened addresses, which are ambiguous.
 */
export function rangeOf(prefix: string): AddressRange | undefined {
    const [address = "", length, ...rest] = prefix.split("/");
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

/** Counts the distinct addresses in the ranges of one address length. */
export function countAddresses(ranges: readonly AddressRange[], bits: 32 | 128): bigint {
    const sorted = ranges.filter((range) => range.bits === bits).sort((one, other) => (one.from < other.from ? -1 : 1));
    let [count, counted] = [0n, -1n];
    for (const { from, to } of sorted) {
        const last = to > counted ? to : counted;
        count += last - (from > counted ? from - 1n : counted);
        counted = last;
    }
    return count;
}
