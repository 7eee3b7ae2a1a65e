import { administratorFindings } from "./administratorFindings";
import { authorityFindings } from "./authorityFindings";
import { certificateFindings } from "./certificateFindings";
import { clientFindings } from "./clientFindings";
import { codeFindings } from "./codeFindings";
import { type Target, targetsOf } from "./connections";
import { engineFindings, type StackConfigs } from "./engineFindings";
import { existingVmFindings } from "./existingVmFindings";
import { danger, type Finding, merged } from "./finding";
import { isMereProvider, kindFindings } from "./kindFindings";
import { machineFindings } from "./machineFindings";
import { listed, type Markdown, prose } from "../markdown/markdown";
import { networkFindings, stillOpen } from "./networkFindings";
import type { Accidents } from "../plan/accidents";
import type { Plan, PlannedResource, Remark } from "../plan/plan";
import { replacementFindings } from "./replacementFindings";
import { roleFindings } from "./roleFindings";
import { type RuleChange, ruleChanges } from "./ruleChanges";
import { diskFindings } from "./diskFindings";
import { secretFindings } from "./secretFindings";
import { vaultFindings } from "./vaultFindings";

/** What the preview found. */
export interface Previewed {
    readonly resources: readonly PlannedResource[];
    readonly findings: readonly Finding[];
    readonly remarks: readonly Remark[];
    /** Who may reach which hosts. */
    readonly targets: readonly Target[];
    /** What changes about security rules besides. */
    readonly ruleChanges: readonly RuleChange[];
    /** Hides what the sandbox made up, wherever a value is shown. */
    readonly hide: Accidents;
    /** What a reader should know besides. */
    readonly notes: readonly Markdown[];
}

/**
 * Judges a plan: what a reviewer must see of it.
 *
 * @param baseIsUp whether the base has that stack, so that the plan must know its resources
 */
export function review(plan: Plan, configs: StackConfigs, baseIsUp = false): Previewed {
    const open = stillOpen(plan);
    const targets = targetsOf(plan.resources);
    return {
        resources: plan.resources.filter((resource) => !isMereProvider(resource)),
        remarks: plan.remarks,
        targets,
        ruleChanges: plan.resources.flatMap((resource) => ruleChanges(resource, targets, plan.hide)),
        hide: plan.hide,
        findings: merged([
            ...(plan.isNew && baseIsUp ? [anotherProject()] : []),
            ...replacementFindings(plan),
            ...networkFindings(plan, targets),
            ...clientFindings(plan),
            ...vaultFindings(plan),
            ...administratorFindings(plan),
            ...authorityFindings(plan),
            ...certificateFindings(plan),
            ...machineFindings(plan),
            ...diskFindings(plan),
            ...existingVmFindings(plan),
            ...engineFindings(plan, configs),
            ...codeFindings(plan),
            ...roleFindings(plan),
            ...secretFindings(plan),
            ...kindFindings(plan),
        ]),
        notes: [
            ...(plan.isNew && !baseIsUp ? [prose`The base has no such stack: everything is new.`] : []),
            ...(open.length > 0
                ? [prose`Open to the Internet already before this change: ${listed(open.map(plan.hide))}.`]
                : []),
        ],
    };
}

/** Under another project name Pulumi finds nothing of the base, so that nothing could be compared. */
function anotherProject(): Finding {
    const text = prose`the base was brought up, and the plan knows none of its resources. They would stay as they are, unmanaged, next to new ones. Was the project renamed?`;
    return danger("replace", "another project", [], text);
}
