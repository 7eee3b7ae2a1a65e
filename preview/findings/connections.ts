import { kindOf } from "../../shared/azure/resourceKind";
import { same } from "../../shared/azure/sameName";
import { ACCESS_KINDS } from "../../shared/azure/inboundRule";
import type { PlannedResource } from "../plan/plan";
import { type Access, type AccessLine, accessLines, accessOf } from "./access";
import { type Host, hostsOf } from "./hosts";

/** Hosts whom the same may reach, before the plan and after; or a security group that guards no host of the plan. */
export interface Target {
    /** In the order of their names; empty for a security group by itself. */
    readonly hosts: readonly Host[];
    /** The names of the security groups that guard it after the plan. */
    readonly groups: readonly string[];
    /** All rules of those groups. */
    readonly rules: { readonly before: Access; readonly after: Access };
    readonly lines: readonly AccessLine[];
    /** The rules that nobody can judge: the names of group and rule. */
    readonly unclear: { readonly before: readonly string[]; readonly after: readonly string[] };
}

/** Who may reach which hosts, before the plan and after. All hosts of the plan are there, changed or not. */
export function targetsOf(resources: readonly PlannedResource[]): Target[] {
    const groups = groupsOf(resources);
    const target = (hosts: readonly Host[], before: readonly string[], after: readonly string[]): Target => {
        const rules = (urns: readonly string[], when: "before" | "after"): Access =>
            accessOf(
                urns.flatMap((urn) => groups.get(urn) ?? []),
                when,
            );
        const [were, are] = [rules(before, "before"), rules(after, "after")];
        const unclear = (access: Access): string[] =>
            access.filter(({ isUnclear }) => isUnclear).map(({ rule }) => rule);
        const names = after.map((urn) => groups.get(urn)?.[0]?.name ?? "");
        return {
            hosts,
            groups: names,
            rules: { before: were, after: are },
            lines: accessLines(were, are),
            unclear: { before: unclear(were), after: unclear(are) },
        };
    };
    const hosts = hostsOf(resources);
    const alike = new Map<string, Target>();
    for (const host of hosts) {
        // Nobody asks who may connect to what is gone.
        const isGone = host.machine.after === undefined;
        const own = target([host], isGone ? [] : host.before, isGone ? [] : host.after);
        const key = JSON.stringify([own.lines, own.unclear, host.isGuardedElsewhere, isGone]);
        const known = alike.get(key);
        alike.set(key, {
            ...own,
            hosts: [...(known?.hosts ?? []), host],
            groups: [...new Set([...(known?.groups ?? []), ...own.groups])],
            rules: {
                before: [...(known?.rules.before ?? []), ...own.rules.before],
                after: [...(known?.rules.after ?? []), ...own.rules.after],
            },
        });
    }
    const covered = hosts.flatMap((host) => coveredBy(host, groups));
    const ofGroups = [...groups.keys()].filter((urn) => !covered.includes(urn)).map((urn) => target([], [urn], [urn]));
    return [...alike.values(), ...ofGroups];
}

/** The security group all changes of which a host shows: one that alone guards it for as long as it is there. */
function coveredBy({ before, after }: Host, groups: ReadonlyMap<string, readonly PlannedResource[]>): string[] {
    return [...new Set([...before, ...after])].filter((urn) => {
        const [group] = groups.get(urn) ?? [];
        const isAlone = (guards: readonly string[]): boolean => guards.length === 1 && guards[0] === urn;
        return (group?.before === undefined || isAlone(before)) && (group?.after === undefined || isAlone(after));
    });
}

/** The security groups by their URNs, each with its rules that are resources of their own; a rule of no group in the plan by itself. */
function groupsOf(resources: readonly PlannedResource[]): Map<string, PlannedResource[]> {
    const [groupKind = "", ruleKind = ""] = ACCESS_KINDS;
    const ofKind = (kind: string): PlannedResource[] => resources.filter(({ type }) => kindOf(type) === kind);
    const groups = new Map(ofKind(groupKind).map((group) => [group.urn, [group]]));
    for (const rule of ofKind(ruleKind)) {
        const { networkSecurityGroupName: name } = rule.after ?? rule.before ?? {};
        const own = ofKind(groupKind).filter(({ after, before }) =>
            same((after ?? before)?.["networkSecurityGroupName"], String(name)),
        );
        const urn = own.length === 1 && own[0] !== undefined ? own[0].urn : rule.urn;
        groups.set(urn, [...(groups.get(urn) ?? []), rule]);
    }
    return groups;
}
