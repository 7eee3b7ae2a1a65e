import { certificateFindings } from "./certificateFindings";
import { codeFindings } from "./codeFindings";
import { engineFindings, type StackConfigs } from "./engineFindings";
import type { Finding } from "./finding";
import { isMereProvider, kindFindings } from "./kindFindings";
import { machineFindings } from "./machineFindings";
import { listed, type Markdown, prose } from "../markdown/markdown";
import { networkFindings, stillOpen } from "./networkFindings";
import type { Plan, PlannedResource, Remark } from "../plan/plan";
import { replacementFindings } from "./replacementFindings";
import { secretFindings } from "./secretFindings";

/** What the preview found. */
export interface Previewed {
    readonly resources: readonly PlannedResource[];
    readonly findings: readonly Finding[];
    readonly remarks: readonly Remark[];
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
    return {
        resources: plan.resources.filter((resource) => !isMereProvider(resource)),
        remarks: plan.remarks,
        findings: [
            ...(plan.isNew && baseIsUp ? [anotherProject()] : []),
            ...replacementFindings(plan),
            ...networkFindings(plan),
            ...certificateFindings(plan),
            ...machineFindings(plan),
            ...engineFindings(plan, configs),
            ...codeFindings(plan),
            ...secretFindings(plan),
            ...kindFindings(plan),
        ],
        notes: [
            ...(plan.isNew && !baseIsUp ? [prose`The base has no such stack: everything is new.`] : []),
            ...(open.length > 0 ? [prose`Open to the Internet already before this change: ${listed(open)}.`] : []),
        ],
    };
}

/** Under another project name Pulumi finds nothing of the base, so that nothing could be compared. */
function anotherProject(): Finding {
    return {
        kind: "replace",
        level: "danger",
        title: "another project",
        text: prose`**Another project**: the base was brought up, and the plan knows none of its resources. They would stay as they are, unmanaged, beside new ones. Was the project renamed?`,
        about: [],
    };
}
