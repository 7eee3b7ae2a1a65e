import { type InboundRule, inboundRulesOf, type PortRange } from "../../shared/azure/inboundRule";
import { findOpen } from "../../shared/azure/internet";
import { isRecord } from "../../shared/json";
import { kindOf } from "../../shared/azure/resourceKind";
import type { PlannedResource } from "../plan/plan";
import { readable, SECRET, UNKNOWN } from "../plan/properties";
import { isCovered } from "./sources";

/** Somebody whom a security rule lets in. */
export interface Permission extends Pick<InboundRule, "sources" | "protocol"> {
    /** The URN of the group, or of the rule that is a resource of its own. */
    readonly urn: string;
    readonly rule: string;
    readonly ports: PortRange;
    /** What else limits the rule, in a form to compare; empty when nothing does. */
    readonly limits: string;
}

/** Whom the security groups of a stack let in, and whom they keep out. */
export interface Access {
    readonly permissions: readonly Permission[];
    /** The security rules that cannot be judged: the URN of the resource, and the names of group and rule. */
    readonly unclear: readonly { readonly urn: string; readonly rule: string }[];
    /** The security rules that deny: the URN of the resource, and what it says in a form to compare. */
    readonly denials: readonly { readonly urn: string; readonly meaning: string }[];
}

/** Somebody who could not enter by those ports before. */
export interface Widening {
    readonly permission: Permission;
    readonly ports: PortRange;
    /** Those that are new, as the security rule names them. */
    readonly sources: readonly string[];
    /** Whether the rule opens these ports to everybody or a large part of the Internet. */
    readonly open: boolean;
}

/** Reads all security groups and security rules of a plan as they are before it, or after. */
export function accessOf(resources: readonly PlannedResource[], when: "before" | "after"): Access {
    const judged = resources.flatMap(({ type, name, urn, [when]: inputs = {} }) => {
        const properties = readable(inputs);
        const rules = isRecord(properties) ? inboundRulesOf(kindOf(type), properties, isHidden) : [];
        return rules.map((rule) => judge(urn, name, rule));
    });
    return {
        permissions: judged.flatMap(({ permissions }) => permissions ?? []),
        unclear: judged.flatMap(({ unclear }) => unclear ?? []),
        denials: judged.flatMap(({ denials }) => denials ?? []),
    };
}

const isHidden = (value: unknown): boolean => value === SECRET || value === UNKNOWN;

function judge(urn: string, group: string, read: InboundRule): Partial<Access> {
    const { given, sources, protocol } = read;
    const { name, description: _description, ...meaning } = isRecord(given) ? given : {};
    const rule = isRecord(given) ? `${group}: ${typeof name === "string" ? name : "a rule without a name"}` : group;
    if (read.access === "Deny") {
        return { denials: [{ urn, meaning: JSON.stringify(Object.entries(meaning).sort()) }] };
    }
    if (Object.values(read.unclear).flat().length > 0) {
        return { unclear: [{ urn, rule }] };
    }
    const limits = read.limits.flat().length === 0 ? "" : JSON.stringify(read.limits);
    return { permissions: read.ports.map((ports) => ({ urn, rule, sources, protocol, limits, ports })) };
}

/** Who may enter after and could not before, by which ports. */
export function widenings(before: Access, after: Access): Widening[] {
    return after.permissions.flatMap((permission) =>
        piecesOf(permission.ports, [...before.permissions, ...after.permissions]).flatMap((ports) => {
            const known = reach(before, permission, ports);
            const sources = permission.sources.filter((source) => !isCovered(source, known));
            return sources.length === 0 ? [] : [{ permission, ports, sources, open: isOpen(after, permission, ports) }];
        }),
    );
}

/** The permissions that open some of their ports to everybody or a large part of the Internet. */
export function openPermissions(access: Access): Permission[] {
    return access.permissions.filter((permission) =>
        piecesOf(permission.ports, access.permissions).some((ports) => isOpen(access, permission, ports)),
    );
}

/** Whether a permission opens all of these ports, by itself or with others. Destinations count for nothing, as in the policies. */
function isOpen({ permissions }: Access, permission: Permission, ports: PortRange): boolean {
    const meeting = permissions.filter(
        (other) =>
            holds(other.ports, ports) &&
            (other.protocol === permission.protocol || [other.protocol, permission.protocol].includes("*")),
    );
    return findOpen(meeting, ({ sources }) => sources).includes(permission);
}

/** Who may enter by all of these ports. */
function reach({ permissions }: Access, { protocol, limits }: Permission, ports: PortRange): string[] {
    const fitting = permissions.filter(
        (other) =>
            holds(other.ports, ports) &&
            ["*", protocol].includes(other.protocol) &&
            ["", limits].includes(other.limits),
    );
    return fitting.flatMap(({ sources }) => sources);
}

const holds = (all: PortRange, some: PortRange): boolean => all.from <= some.from && some.to <= all.to;

/** Cuts ports where other permissions begin and end, so that each of those holds all of a piece or nothing of it. */
function piecesOf({ from, to }: PortRange, others: readonly Permission[]): PortRange[] {
    const cuts = others.flatMap(({ ports }) => [ports.from, ports.to + 1]).filter((port) => port > from && port <= to);
    const starts = [...new Set([from, ...cuts])].sort((one, other) => one - other);
    return starts.map((start, index) => ({ from: start, to: (starts[index + 1] ?? to + 1) - 1 }));
}
