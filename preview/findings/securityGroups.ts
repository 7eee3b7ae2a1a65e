import { letInternetIn } from "../../shared/azure/internet";
import { type PortRange, portRangesOf } from "../../shared/azure/portRanges";
import { isRecord } from "../../shared/json";
import { kindOf } from "../../shared/azure/resourceKind";
import { same } from "../../shared/azure/sameName";
import type { Inputs, PlannedResource } from "../plan/plan";
import { readable, SECRET, UNKNOWN } from "../plan/properties";
import { areCovered } from "./sources";

/** What a rule of a security group lets in. */
export interface Permission {
    /** The URN of the group, or of the rule that is a resource of its own. */
    readonly urn: string;
    readonly group: string;
    readonly rule: string;
    /** Who, as the rule says it. */
    readonly prefixes: readonly string[];
    /** TCP or UDP ports, both ends included. */
    readonly ports: PortRange;
    /** In lower case: `tcp`, `udp`, ..., `*`. */
    readonly protocol: string;
    /** What else limits the rule, in a form to compare; empty when nothing does. */
    readonly limits: string;
}

/** All that the security groups of a stack say. */
export interface Policy {
    readonly permissions: readonly Permission[];
    /** What is not said in a form that can be judged: group and rule, and whose it is. */
    readonly unclear: readonly { readonly urn: string; readonly rule: string }[];
    /** The rules that deny, in a form to compare, and whose they are. */
    readonly denials: readonly { readonly urn: string; readonly meaning: string }[];
}

/** Somebody who could not enter by those ports before. */
export interface Widening {
    readonly permission: Permission;
    readonly ports: PortRange;
    /** Those that are new, as the rule says them. */
    readonly prefixes: readonly string[];
    /** Whether these ports are now open to everybody or a large part of the Internet. */
    readonly open: boolean;
}

/** What all security groups and rules together say before, or after. */
export function policyOf(resources: readonly PlannedResource[], when: "before" | "after"): Policy {
    const rules = resources.flatMap(({ type, name, urn, [when]: inputs }): PlannedRule[] => {
        if (inputs === undefined) {
            return [];
        }
        const kind = kindOf(type);
        return kind === "network:NetworkSecurityGroup"
            ? rulesOf(inputs).map((rule) => ({ urn, group: name, rule }))
            : kind === "network:SecurityRule"
              ? [{ urn, group: name, rule: inputs }]
              : [];
    });
    const judged = rules.map(({ rule, ...place }) => judge({ ...place, rule: readable(rule) }));
    return {
        permissions: judged.flatMap(({ permissions }) => permissions ?? []),
        unclear: judged.flatMap(({ unclear }) => unclear ?? []),
        denials: judged.flatMap(({ denials }) => denials ?? []),
    };
}

/** A rule, and whose it is. */
interface PlannedRule {
    readonly urn: string;
    readonly group: string;
    readonly rule: unknown;
}

function rulesOf({ securityRules = [] }: Inputs): readonly unknown[] {
    return Array.isArray(securityRules) ? securityRules : [securityRules];
}

function judge({ urn, group, rule }: PlannedRule): Partial<Policy> {
    if (!isRecord(rule)) {
        return { unclear: [{ urn, rule: group }] };
    }
    const name = `${group}: ${typeof rule["name"] === "string" ? rule["name"] : "a rule without a name"}`;
    const { direction, access } = rule;
    const unclear = { unclear: [{ urn, rule: name }] };
    if (isHidden(direction) || isHidden(access)) {
        return unclear;
    }
    // As Azure reads both: in any case. What is neither of its words is not taken for a rule that lets nobody in.
    if (same(direction, "Outbound")) {
        return {};
    }
    if (same(access, "Deny")) {
        const { name: _name, description: _description, ...meaning } = rule;
        return { denials: [{ urn, meaning: JSON.stringify(Object.entries(meaning).sort()) }] };
    }
    const prefixes = bothForms(rule, "sourceAddressPrefix", "sourceAddressPrefixes", "sourceApplicationSecurityGroups");
    const ranges = bothForms(rule, "destinationPortRange", "destinationPortRanges");
    const ports = ranges?.map(portRangesOf);
    const { protocol = "*" } = rule;
    if (prefixes === undefined || ports === undefined || typeof protocol !== "string" || isHidden(protocol)) {
        return unclear;
    }
    if (!ports.every((one) => one !== undefined)) {
        return unclear;
    }
    const common = { urn, group, rule: name, prefixes, protocol: protocol.toLowerCase(), limits: limitsOf(rule) };
    return { permissions: ports.flat().map((one) => ({ ...common, ports: one })) };
}

const isHidden = (value: unknown): boolean => value === SECRET || value === UNKNOWN;

/** The texts that stand under several keys, alone or as a list; nothing when one of them cannot be read. */
function bothForms(rule: Record<string, unknown>, ...keys: readonly string[]): string[] | undefined {
    const all = keys.flatMap((key) => rule[key] ?? []).map((one) => (isRecord(one) ? one["id"] : one));
    return all.every((one): one is string => typeof one === "string" && !isHidden(one)) ? all : undefined;
}

/** A rule that is limited to a destination or to ports of the source lets in less than one that is not. */
function limitsOf(rule: Record<string, unknown>): string {
    const keys = ["destinationAddressPrefix", "destinationAddressPrefixes", "destinationApplicationSecurityGroups"];
    return [...keys, "sourcePortRange", "sourcePortRanges"]
        .filter((key) => rule[key] !== undefined && rule[key] !== "*" && JSON.stringify(rule[key]) !== "[]")
        .map((key) => `${key}=${JSON.stringify(rule[key])}`)
        .join(" ");
}

/** Who may enter after and could not before, by which ports. */
export function widenings(before: Policy, after: Policy): Widening[] {
    return after.permissions.flatMap((permission) =>
        piecesOf(permission.ports, before.permissions).flatMap((ports) => {
            const known = reach(before, permission, ports);
            const prefixes = permission.prefixes.filter((prefix) => !areCovered([prefix], known));
            const open = letInternetIn(reach(after, permission, ports));
            return prefixes.length === 0 ? [] : [{ permission, ports, prefixes, open }];
        }),
    );
}

/** The ports that everybody may reach, or a large part of the Internet. */
export function openPorts(policy: Policy): Permission[] {
    return policy.permissions.filter((permission) => letInternetIn(reach(policy, permission, permission.ports)));
}

/** Who may enter by all of these ports. */
function reach(policy: Policy, { protocol, limits }: Permission, ports: PortRange): string[] {
    const fitting = policy.permissions.filter(
        (other) =>
            other.ports.from <= ports.from &&
            other.ports.to >= ports.to &&
            ["*", protocol].includes(other.protocol) &&
            ["", limits].includes(other.limits),
    );
    return fitting.flatMap(({ prefixes }) => prefixes);
}

/** Cuts ports where the rules before begin and end: within a piece, each of those says the same of all ports. */
function piecesOf({ from, to }: PortRange, others: readonly Permission[]): PortRange[] {
    const cuts = others.flatMap(({ ports }) => [ports.from, ports.to + 1]).filter((port) => port > from && port <= to);
    const starts = [...new Set([from, ...cuts])].sort((one, other) => one - other);
    return starts.map((start, index) => ({ from: start, to: (starts[index + 1] ?? to + 1) - 1 }));
}
