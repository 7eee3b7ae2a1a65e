import { isRecord } from "../../shared/json";
import { kindOf } from "../../shared/azure/resourceKind";
import { same } from "../../shared/azure/sameName";
import type { Accidents } from "../plan/accidents";
import type { PlannedResource } from "../plan/plan";
import { type PropertyChange, readable, shown } from "../plan/properties";
import { type AccessLine, accessOf, type AccessRule, holds, isUnchanged, ruleName } from "./access";
import type { Target } from "./connections";

/** A change of a security rule besides whom it lets in or keeps out. */
export interface RuleChange {
    readonly group: string;
    readonly rule: string;
    readonly isOutbound: boolean;
    readonly what: "new" | "removed" | "changed" | "moved";
    /** The properties that change; of a new or removed rule, all but its name. */
    readonly changes: readonly PropertyChange[];
}

/** The properties by which a rule lets somebody in or keeps somebody out. */
const ACCESS_PROPERTIES =
    /^(access|protocol|(source|destination)(AddressPrefix(es)?|ApplicationSecurityGroups|PortRanges?))$/;

/**
 * What changes about the rules of a security group without a line of access that tells it: names, priorities, descriptions,
 * outbound rules, and rules that say only what others say as well. A rule is the same one by its name, as for Azure, wherever
 * in the list it stands.
 *
 * @param targets who may reach which hosts, as the report shows it
 */
export function ruleChanges(group: PlannedResource, targets: readonly Target[], hide: Accidents): RuleChange[] {
    const [were, are] = [rulesOf(group, "before"), rulesOf(group, "after")];
    if (group.operation === "same" || were === undefined || are === undefined) {
        return [];
    }
    const access = { before: accessOf([group], "before"), after: accessOf([group], "after") };
    const guarded = targets.filter(({ rules }) =>
        [...rules.before, ...rules.after].some(({ urn }) => urn === group.urn),
    );
    const isShown = (rule: AccessRule, when: "before" | "after"): boolean =>
        guarded.length > 0 && guarded.every(({ lines }) => isIn(lines, rule, when));
    const inboundRules = (name: string): (AccessRule & { when: "before" | "after" })[] =>
        (["before", "after"] as const).flatMap((when) =>
            access[when].filter(({ rule }) => rule === `${group.name}: ${name}`).map((rule) => ({ ...rule, when })),
        );
    const found = [...new Set([...were.keys(), ...are.keys()])].flatMap((name): RuleChange[] => {
        const [was, is] = [were.get(name), are.get(name)];
        const own = inboundRules(name);
        const told = own.some((rule) => isShown(rule, rule.when));
        const isOutbound = same((is ?? was)?.["direction"], "Outbound");
        const change = { group: group.name, rule: hide(name), isOutbound };
        const isWhole = was === undefined || is === undefined;
        const changes = [...new Set([...Object.keys(was ?? {}), ...Object.keys(is ?? {})])]
            .sort()
            .filter((path) => JSON.stringify(was?.[path]) !== JSON.stringify(is?.[path]))
            .filter((path) => (isWhole ? path !== "name" : !told || !ACCESS_PROPERTIES.test(path)))
            .map((path) => ({
                path,
                before: shown(was?.[path], hide),
                after: shown(is?.[path], hide),
                replaces: false,
            }));
        if (isWhole) {
            // A rule that cannot be judged is named among who may connect.
            return told || own.some((rule) => rule.isUnclear)
                ? []
                : [{ ...change, what: was === undefined ? "new" : "removed", changes }];
        }
        return changes.length === 0 ? [] : [{ ...change, what: "changed", changes }];
    });
    const [order, newOrder] = [[...were.keys()], [...are.keys()]];
    const isReordered =
        guarded.every(({ lines }) => lines.every(isUnchanged)) &&
        order.every((name) => are.has(name)) &&
        order.length === newOrder.length &&
        order.some((name, index) => name !== newOrder[index]);
    return found.length === 0 && isReordered
        ? [{ group: group.name, rule: "", isOutbound: false, what: "moved", changes: [] }]
        : found;
}

/** The rules of a group by their names; nothing where they cannot be told apart, and for what is no group. */
function rulesOf(group: PlannedResource, when: "before" | "after"): Map<string, Record<string, unknown>> | undefined {
    const inputs = group[when];
    if (inputs === undefined || kindOf(group.type) !== "network:NetworkSecurityGroup") {
        return undefined;
    }
    const rules = [readable(inputs["securityRules"] ?? [])].flat();
    const byName = new Map(rules.filter(isRecord).map((rule) => [ruleName(rule), rule]));
    return byName.size === rules.length ? byName : undefined;
}

/** Whether all of what changes about the rules of a group is told: by lines of access, or as changes of rules. */
export function isTold(group: PlannedResource): boolean {
    return rulesOf(group, "before") !== undefined && rulesOf(group, "after") !== undefined;
}

/** Whether lines of access show that a rule came, went or changed. */
function isIn(lines: readonly AccessLine[], { denies, permissions }: AccessRule, when: "before" | "after"): boolean {
    const other = when === "before" ? "after" : "before";
    return permissions.some(({ protocol, limits, ports, sources }) =>
        lines.some(
            (line) =>
                line.denies === denies &&
                line.protocol === protocol &&
                line.limits === limits &&
                line.ports.some((piece) => holds(ports, piece)) &&
                sources.some((source) => !line[other].includes(source)),
        ),
    );
}
