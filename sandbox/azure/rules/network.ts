import type { Values } from "../../providers/values";
import { listAt, textAt } from "../../../shared/json";
import { sameId } from "../resourceIds";
import { TOKENS } from "../types";
import { domainName } from "../types/network";
import { bounds, meet } from "./prefixes";
import { otherWith, SOURCES, type WriteRule } from "./rule";

/** Azure's message for a security rule with overlapping ranges. */
function overlapMessage(group: string, rule: Values, end: "source" | "destination"): string | undefined {
    const list = rule[`${end}AddressPrefixes`];
    const prefixes = Array.isArray(list) ? list.map(String) : [];
    const overlapping = prefixes.filter((one, index) =>
        prefixes.some((other, place) => place !== index && meet(bounds(one), bounds(other))),
    );
    const parameter = end === "source" ? "SourceAddressPrefix" : "DestinationAddressPrefix";
    return overlapping.length === 0
        ? undefined
        : `Security rule parameter ${parameter} for rule with Id ${group}/securityRules/${String(rule["name"])} contains overlapping subnets [${overlapping.join(", ")}], which is not permitted.`;
}

/** The rules for security groups, public addresses and interfaces. */
export const networkRules: readonly WriteRule[] = [
    {
        code: "SecurityRuleConflict",
        status: 400,
        source: SOURCES.recorded,
        on: TOKENS.networkSecurityGroup,
        violation: ({ inputs }) => {
            const rules = listAt(inputs, "securityRules");
            const firstLike = (rule: Values): Values | undefined =>
                rules.find((one) => one["priority"] === rule["priority"] && one["direction"] === rule["direction"]);
            const second = rules.find((rule) => firstLike(rule) !== rule);
            return (
                second &&
                `Security rule ${String(second["name"])} conflicts with rule ${String(firstLike(second)?.["name"])}. Rules cannot have the same Priority and Direction.`
            );
        },
    },
    {
        code: "SecurityRuleInvalidPriority",
        status: 400,
        source: SOURCES.recorded,
        on: TOKENS.networkSecurityGroup,
        violation: ({ inputs }) => {
            const priorities = listAt(inputs, "securityRules").map((rule) => Number(rule["priority"]));
            const wrong = priorities.find((priority) => !(priority >= 100 && priority <= 4096));
            return wrong === undefined
                ? undefined
                : `Security rule has invalid Priority. Value provided: ${wrong} Allowed range 100-4096.`;
        },
    },
    {
        code: "OverlappingSubnetsNotPermittedInSecurityRule",
        status: 400,
        source: SOURCES.recorded,
        on: TOKENS.networkSecurityGroup,
        violation: ({ inputs, id }) =>
            listAt(inputs, "securityRules")
                .flatMap((rule) => (["source", "destination"] as const).map((end) => overlapMessage(id, rule, end)))
                .find((message) => message !== undefined),
    },
    {
        code: "InvalidDomainNameLabel",
        status: 400,
        source: SOURCES.azurerm,
        on: TOKENS.publicIpAddress,
        violation: ({ inputs }) => {
            const label = textAt(inputs, "dnsSettings", "domainNameLabel");
            const pattern = "^[a-z][a-z0-9-]{1,61}[a-z0-9]$";
            return label === undefined || new RegExp(pattern).test(label)
                ? undefined
                : `The domain name label ${label} is invalid. It must conform to the following regular expression: ${pattern}.`;
        },
    },
    {
        code: "DnsRecordInUse",
        status: 400,
        source: SOURCES.recorded,
        on: TOKENS.publicIpAddress,
        violation: (write) => {
            const fqdn = domainName(write);
            const holder = otherWith(
                write,
                TOKENS.publicIpAddress,
                ({ properties }) => fqdn !== undefined && textAt(properties, "dnsSettings", "fqdn") === fqdn,
            );
            return holder && `DNS record ${String(fqdn)} is already used by another public IP.`;
        },
    },
    {
        code: "IPv4BasicSkuPublicIpCountLimitReached",
        status: 400,
        source: SOURCES.basicAddress,
        on: TOKENS.publicIpAddress,
        violation: ({ inputs }) =>
            textAt(inputs, "sku", "name") === "Standard"
                ? undefined
                : "Cannot create more than 0 IPv4 Basic SKU public IP addresses for this subscription in this region.",
    },
    {
        code: "PublicIPAddressInUse",
        status: 400,
        source: SOURCES.recorded,
        on: TOKENS.networkInterface,
        violation: (write) => {
            const mine = listAt(write.inputs, "ipConfigurations").map((one) => textAt(one, "publicIPAddress", "id"));
            const holder = otherWith(write, TOKENS.networkInterface, ({ properties }) =>
                listAt(properties, "ipConfigurations").some((one) =>
                    mine.some((id) => sameId(id, textAt(one, "publicIPAddress", "id"))),
                ),
            );
            return holder && `Public IP address ${String(mine[0])} is already allocated to resource ${holder.id}.`;
        },
    },
];
