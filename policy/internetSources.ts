import { isIPv4 } from "node:net";
import ipaddr from "ipaddr.js";

/**
 * Whether a network security rule lets the Internet in. The components judge each `allowedSources` entry by itself, as
 * they accept it; this judges what a security group lets in altogether, in every spelling that Azure takes, so that it
 * does not share the components' own reading of their settings.
 */

/** The ways to write everybody, besides a range of zero bits. https://learn.microsoft.com/azure/virtual-network/service-tags-overview */
const EVERYBODY = ["*", "any", "internet", "0.0.0.0", "::"];

/** As many addresses as a /8 has: no organization needs more, and a scan of the Internet meets them. */
const MANY_ADDRESSES = 2 ** 24;
/** Ranges of fewer bits hold whole continents; the registries give none out to one customer. */
const NARROW_IPV6_BITS = 16;

/** First and last address as numbers. */
type Span = readonly [first: number, last: number];

/** Ranges that nobody on the Internet has: RFC 1918, 6598, 1122, 3927. */
const PRIVATE: readonly Span[] = [
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
].map((cidr) => span(cidr));

/** Whether sources, taken together, let the whole Internet in, or a large part of it. */
export function letInternetIn(sources: readonly string[]): boolean {
    const trimmed = sources.map((source) => source.trim().toLowerCase());
    return (
        trimmed.some((source) => EVERYBODY.includes(source) || /\/0+$/.test(source) || isWideIpv6(source)) ||
        publicAddresses(trimmed.filter(isIpv4Range)) > MANY_ADDRESSES
    );
}

function isIpv4Range(source: string): boolean {
    return isIPv4(source) || ipaddr.IPv4.isValidCIDRFourPartDecimal(source);
}

function isWideIpv6(source: string): boolean {
    return ipaddr.IPv6.isValidCIDR(source) && ipaddr.IPv6.parseCIDR(source)[1] < NARROW_IPV6_BITS;
}

function span(range: string): Span {
    const cidr = range.includes("/") ? range : `${range}/32`;
    const number = (address: ipaddr.IPv4): number => address.octets.reduce((sum, octet) => sum * 256 + octet, 0);
    return [number(ipaddr.IPv4.networkAddressFromCIDR(cidr)), number(ipaddr.IPv4.broadcastAddressFromCIDR(cidr))];
}

/** How many public addresses ranges hold together, each counted once. */
function publicAddresses(ranges: readonly string[]): number {
    const spans = ranges.map(span);
    return size([...spans, ...PRIVATE]) - size(PRIVATE);
}

function size(spans: readonly Span[]): number {
    let counted = -1;
    let addresses = 0;
    for (const [first, last] of [...spans].sort(([a], [b]) => a - b)) {
        addresses += Math.max(0, last - Math.max(first, counted + 1) + 1);
        counted = Math.max(counted, last);
    }
    return addresses;
}
