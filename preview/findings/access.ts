import { type InboundRule, inboundRulesOf, type PortRange } from "../../shared/azure/inboundRule";
import { findOpen } from "../../shared/azure/internet";
import { isRecord } from "../../shared/json";
import { kindOf } from "../../shared/azure/resourceKind";
import type { PlannedResource } from "../plan/plan";
import { readable, SECRET, UNKNOWN } from "../plan/properties";
import { isCovered } from "./sources";

/** Somebody whom a security rule lets in or, where the rule denies, keeps out. */
export interface Permission extends Pick<InboundRule, "sources" | "protocol"> {
    /** The URN of the group, or of the rule that is a resource of its own. */
    readonly urn: string;
    /** The names of group and rule. */
    readonly rule: string;
    readonly ports: PortRange;
    /** What else limits the rule, in a form to compare; empty when nothing does. */
    readonly limits: string;
}

/** An inbound rule of a security group. */
export interface AccessRule extends Pick<Permission, "urn" | "rule"> {
    readonly denies: boolean;
    /** Whether it has values that are hidden or in no known form, so that nobody can judge it. */
    readonly isUnclear: boolean;
    /** The lower, the earlier Azure asks it; undefined if that is not known. */
    readonly priority: number | undefined;
    /** What it says besides its name and description, in a form to compare. */
    readonly meaning: string;
    /** Whom it lets in or keeps out, by each range of ports; nobody when it is unclear. */
    readonly permissions: readonly Permission[];
}

/** Whom security groups let in, and whom they keep out. */
export type Access = readonly AccessRule[];

/** Somebody who could not enter by those ports before. */
export interface Widening {
    readonly permission: Permission;
    readonly ports: PortRange;
    /** Those that are new, as the security rule names them. */
    readonly sources: readonly string[];
    /** Whether the rule opens these ports to everybody or a large part of the Internet. */
    readonly open: boolean;
}

/** Reads all security groups and security rules of some resources as they are before the plan, or after. */
export function accessOf(resources: readonly PlannedResource[], when: "before" | "after"): Access {
    return resources.flatMap(({ type, name, urn, [when]: inputs = {} }) => {
        const properties = readable(inputs);
        const rules = isRecord(properties) ? inboundRulesOf(kindOf(type), properties, isHidden) : [];
        return rules.map((rule) => accessRule(urn, name, rule));
    });
}

/** Whether a value is a secret, or known only later. */
export const isHidden = (value: unknown): boolean => value === SECRET || value === UNKNOWN;

function accessRule(urn: string, group: string, read: InboundRule): AccessRule {
    const { given, sources, protocol } = read;
    const { name: _name, description: _description, ...meaning } = isRecord(given) ? given : {};
    const rule = isRecord(given) ? `${group}: ${ruleName(given)}` : group;
    const limits = read.limits.flat().length === 0 ? "" : JSON.stringify(read.limits);
    const isUnclear = Object.values(read.unclear).flat().length > 0;
    return {
        urn,
        rule,
        denies: read.access === "Deny",
        isUnclear,
        priority: typeof meaning["priority"] === "number" ? meaning["priority"] : undefined,
        meaning: JSON.stringify(Object.entries(meaning).sort()),
        permissions: isUnclear ? [] : read.ports.map((ports) => ({ urn, rule, sources, protocol, limits, ports })),
    };
}

/** The name of a security rule. */
export const ruleName = ({ name }: Readonly<Record<string, unknown>>): string =>
    typeof name === "string" ? name : "a rule without a name";

/** Whom the rules that allow let in. */
const allowed = (access: Access): Permission[] =>
    access.filter(({ denies }) => !denies).flatMap(({ permissions }) => permissions);

/** Who may enter after and could not before, by which ports. */
export function widenings(before: Access, after: Access): Widening[] {
    const [were, are] = [allowed(before), allowed(after)];
    return are.flatMap((permission) =>
        piecesOf(permission.ports, [...were, ...are]).flatMap((ports) => {
            const known = reach(were, permission, ports);
            const sources = permission.sources.filter((source) => !isCovered(source, known));
            return sources.length === 0 ? [] : [{ permission, ports, sources, open: isOpen(are, permission, ports) }];
        }),
    );
}

/**
 * The rules that allow and stand before a rule that denies, of the same security group, behind which they did not stand before. Azure
 * takes the first rule that fits.
 */
export function overtaking(before: Access, after: Access): AccessRule[] {
    const pairs = (access: Access): (readonly [allowing: AccessRule, denying: AccessRule])[] =>
        access
            .filter(({ denies }) => denies)
            .flatMap((denying) =>
                access
                    .filter((rule) => !rule.denies && mayBeOfOneGroup(rule, denying) && standsBefore(rule, denying))
                    .map((allowing) => [allowing, denying] as const),
            );
    const known = new Set(pairs(before).map(([{ rule, meaning }, denying]) => `${rule} ${meaning} ${denying.rule}`));
    const denied = new Set(before.filter(({ denies }) => denies).map(({ rule }) => rule));
    const found = pairs(after).filter(
        ([{ rule, meaning }, denying]) => denied.has(denying.rule) && !known.has(`${rule} ${meaning} ${denying.rule}`),
    );
    return [...new Set(found.map(([allowing]) => allowing))];
}

/** Whether rules stand in the same security group. Of a rule that is a resource of its own, that is not always known. */
export const mayBeOfOneGroup = (one: AccessRule, other: AccessRule): boolean =>
    one.urn === other.urn || [one, other].some(({ urn }) => urn.includes(":SecurityRule::"));

const standsBefore = (one: AccessRule, other: AccessRule): boolean =>
    one.priority === undefined || other.priority === undefined || one.priority < other.priority;

/** The permissions that open some of their ports to everybody or a large part of the Internet. */
export function openPermissions(access: Access): Permission[] {
    const permissions = allowed(access);
    return permissions.filter((permission) =>
        piecesOf(permission.ports, permissions).some((ports) => isOpen(permissions, permission, ports)),
    );
}

/** Whether a permission opens all of these ports, by itself or with others. Destinations count for nothing, as in the policies. */
function isOpen(permissions: readonly Permission[], permission: Permission, ports: PortRange): boolean {
    const meeting = permissions.filter(
        (other) =>
            holds(other.ports, ports) &&
            (other.protocol === permission.protocol || [other.protocol, permission.protocol].includes("*")),
    );
    return findOpen(meeting, ({ sources }) => sources).includes(permission);
}

/** Who may enter by all of these ports. */
function reach(
    permissions: readonly Permission[],
    { protocol, limits }: Pick<Permission, "protocol" | "limits">,
    ports: PortRange,
): string[] {
    const fitting = permissions.filter(
        (other) =>
            holds(other.ports, ports) &&
            ["*", protocol].includes(other.protocol) &&
            ["", limits].includes(other.limits),
    );
    return fitting.flatMap(({ sources }) => sources);
}

/** Whether ports hold all of some others. */
export const holds = (all: PortRange, some: PortRange): boolean => all.from <= some.from && some.to <= all.to;

/** Cuts ports where other permissions begin and end, so that each of those holds all of a piece or nothing of it. */
function piecesOf({ from, to }: PortRange, others: readonly Permission[]): PortRange[] {
    const cuts = others.flatMap(({ ports }) => [ports.from, ports.to + 1]).filter((port) => port > from && port <= to);
    const starts = [...new Set([from, ...cuts])].sort((one, other) => one - other);
    return starts.map((start, index) => ({ from: start, to: (starts[index + 1] ?? to + 1) - 1 }));
}

/** Who may enter by some ports or, by rules that deny, is kept out there: before and after. */
export interface AccessLine extends Pick<Permission, "protocol" | "limits"> {
    readonly denies: boolean;
    readonly ports: readonly PortRange[];
    /** The sources as the rules name them. */
    readonly before: readonly string[];
    readonly after: readonly string[];
    /** Those of the sources after whom nothing covered before, and those of before whom nothing covers after. */
    readonly come: readonly string[];
    readonly gone: readonly string[];
}

/** Whether the same sources are named before and after. */
export const isUnchanged = ({ before, after }: AccessLine): boolean => JSON.stringify(before) === JSON.stringify(after);

/** Compares rules by whom they let in and keep out by which ports; ports of the same sources before and after are one line. */
export function accessLines(before: Access, after: Access): AccessLine[] {
    return [false, true].flatMap((denies) => {
        const [were, are] = [before, after].map((rules) =>
            rules.filter((rule) => rule.denies === denies).flatMap(({ permissions }) => permissions),
        ) as [Permission[], Permission[]];
        const lines = new Map<string, AccessLine>();
        for (const { protocol, limits, ports } of piecesOfAll([...were, ...are])) {
            const [was, is] = [were, are].map((all) => sourcesBy(all, { protocol, limits, ports })) as [
                string[],
                string[],
            ];
            const [reached, reaches] = [were, are].map((all) => reach(all, { protocol, limits }, ports)) as [
                string[],
                string[],
            ];
            const come = is.filter((source) => !isCovered(source, reached));
            const gone = was.filter((source) => !isCovered(source, reaches));
            const key = JSON.stringify([protocol, limits, was, is, come, gone]);
            const known = lines.get(key)?.ports ?? [];
            lines.set(key, {
                denies,
                protocol,
                limits,
                ports: [...known, ports],
                before: was,
                after: is,
                come,
                gone,
            });
        }
        return [...lines.values()];
    });
}

/** What all permissions of the same protocol and limits are about, cut so that nothing overlaps, in the order of the ports. */
function piecesOfAll(permissions: readonly Permission[]): Pick<Permission, "protocol" | "limits" | "ports">[] {
    const pieces = permissions.flatMap(({ protocol, limits, ports }) =>
        piecesOf(ports, permissions).map((piece) => ({ protocol, limits, ports: piece })),
    );
    const distinct = new Map(pieces.map((piece) => [JSON.stringify(piece), piece]));
    return [...distinct.values()].sort((one, other) => one.ports.from - other.ports.from);
}

/** The sources of exactly these permissions, each once, in a fixed order. */
function sourcesBy(
    permissions: readonly Permission[],
    { protocol, limits, ports }: Pick<Permission, "protocol" | "limits" | "ports">,
): string[] {
    const fitting = permissions.filter(
        (one) => one.protocol === protocol && one.limits === limits && holds(one.ports, ports),
    );
    return [...new Set(fitting.flatMap(({ sources }) => sources))].sort();
}
