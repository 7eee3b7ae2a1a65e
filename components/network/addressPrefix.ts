import ipaddr from "ipaddr.js";
import { rangeOf } from "../../shared/azure/addressRanges";
import type { Problem, Rule } from "../validation/problems";
import { ipv4Range } from "./allowedSources";

/** The address range of a new virtual network if the caller chooses none. */
export const DEFAULT_PREFIX = "10.0.0.0/16";

/**
 * The largest subnet in a new virtual network, a /24: it has 251 addresses for hosts. The rest of the network stays free for
 * other subnets.
 */
const SUBNET_BITS = 24;

/** The ranges that a virtual network cannot have. https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq */
const EXCLUDED = ["224.0.0.0/4", "255.255.255.255/32", "127.0.0.0/8", "169.254.0.0/16", "168.63.129.16/32"];

/** Whether one range has addresses of another. */
function meet(one: string, other: string): boolean {
    const [first, second] = [rangeOf(one), rangeOf(other)];
    return first !== undefined && second !== undefined && first.from <= second.to && second.from <= first.to;
}

/** The IPv4 range of a new virtual network or subnet. Azure's smallest subnet is a /29. */
export const addressPrefix: Rule = (argument, value) => {
    const problems = ipv4Range(argument, value);
    const bits = Number(String(value).split("/")[1]);
    const fits = bits >= 8 && bits <= 29 && EXCLUDED.every((range) => !meet(range, String(value)));
    const expected = "a range from /8 to /29, outside the ranges that Azure excludes";
    const fix = `For example, use ${DEFAULT_PREFIX}`;
    return problems.length > 0 || fits ? problems : [{ argument, expected, got: value, fix }];
};

/** The range of the subnet in a new virtual network: the first /24, or the whole network if it is smaller. */
export function subnetPrefix(networkPrefix: string): string {
    const [address = "", bits = ""] = networkPrefix.split("/");
    return `${address}/${Math.max(Number(bits), SUBNET_BITS)}`;
}

/** A static private address. */
export const privateIpAddress: Rule = (argument, value) =>
    typeof value === "string" && ipaddr.IPv4.isValidFourPartDecimal(value)
        ? []
        : [{ argument, expected: "an IPv4 address", got: value, fix: "For example, use 10.0.0.10" }];

/**
 * Checks a static private address against its subnet, in which Azure reserves the first four addresses and the last one.
 * https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq
 */
export function outsideProblems(privateAddress: string, subnet: string): readonly Problem[] {
    const [address, range] = [rangeOf(privateAddress), rangeOf(subnet)];
    const isFree =
        address !== undefined && range !== undefined && address.from > range.from + 3n && address.from < range.to;
    const expected = `an address of the subnet ${subnet}, except its first four and its last, which Azure reserves`;
    const fix = "Choose another address, or another networking.addressPrefix";
    return isFree ? [] : [{ argument: "privateIpAddress", expected, got: privateAddress, fix }];
}
