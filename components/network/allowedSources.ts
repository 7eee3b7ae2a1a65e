import ipaddr from "ipaddr.js";
import { rangeOf } from "../../shared/azure/addressRanges";
import type { Rule } from "../validation/problems";
import { allOf, distinct, listOf, matches, notEmpty } from "../validation/rules";

/** An IPv4 range in CIDR notation without host bits. */
export const ipv4Range: Rule = (argument, value) => {
    if (typeof value !== "string" || !ipaddr.IPv4.isValidCIDRFourPartDecimal(value)) {
        const fix = "For example, use 10.0.0.0/16 for a network, or 203.0.113.7/32 for a single address";
        return [{ argument, expected: "an IPv4 range in CIDR notation", got: value, fix }];
    }
    const [address = "", bits = ""] = value.split("/");
    const range = `${ipaddr.IPv4.networkAddressFromCIDR(value).toString()}/${Number(bits)}`;
    const expected = "the first address of its range";
    const fix = `Use ${range} for the whole range, or ${address}/32 for the single address`;
    return value === range ? [] : [{ argument, expected, got: value, fix }];
};

/**
 * The source of a security rule: an IPv4 CIDR without host bits, or a service tag.
 * https://learn.microsoft.com/azure/virtual-network/service-tags-overview
 */
export const allowedSource: Rule = (argument, value) => {
    if (value === "*" || matches(/^[A-Z][A-Za-z0-9]*(\.[A-Za-z0-9]+)?$/, value)) {
        return [];
    }
    if (typeof value === "string" && ipaddr.IPv4.isValidCIDRFourPartDecimal(value)) {
        return ipv4Range(argument, value);
    }
    const expected = "an IPv4 range in CIDR notation or an Azure service tag";
    const fix = "For example, use 203.0.113.7/32 for a single address, or AzureCloud";
    return [{ argument, expected, got: value, fix }];
};

/**
 * A list without overlapping address ranges, which Azure rejects in a security rule
 * (`OverlappingSubnetsNotPermittedInSecurityRule`). {@link distinct} reports duplicates.
 */
export const disjoint: Rule = (argument, value) => {
    const list: readonly unknown[] = Array.isArray(value) ? value : [];
    const ranges = list.map((entry) => (typeof entry === "string" ? rangeOf(entry) : undefined));
    return list.flatMap((entry, index) => {
        const range = ranges[index];
        const other = list.find((_other, position) => {
            const wider = ranges[position];
            return range && wider && wider.from <= range.from && range.to <= wider.to && list[position] !== entry;
        });
        const expected = "no overlap with another entry, which Azure rejects";
        const fix = `Remove it: ${String(other)} already includes it`;
        return other === undefined ? [] : [{ argument: `${argument}[${index}]`, expected, got: entry, fix }];
    });
};

/** The sources that are let in: at least one, each once. */
export const allowedSources = allOf(
    listOf(allowedSource),
    distinct,
    disjoint,
    notEmpty(
        "at least one address range or service tag",
        "Add your own address, for example 203.0.113.7/32: otherwise nobody can reach the host",
    ),
);

/** The most service tags for one port: each needs a security rule with its own priority. */
const MOST_TAGS = 18;

/** A list with few enough service tags. */
export const fewTags: Rule = (argument, value) => {
    const tags = (Array.isArray(value) ? value : []).filter((one) => typeof one === "string" && !one.includes("/"));
    const expected = `at most ${MOST_TAGS} service tags`;
    return tags.length <= MOST_TAGS ? [] : [{ argument, expected, got: tags.length, fix: "Use address ranges" }];
};
