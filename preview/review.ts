import { certificateFindings } from "./certificateFindings";
import { engineFindings, type StackConfigs } from "./engineFindings";
import { machineFindings } from "./machineFindings";
import { listed, prose } from "./markdown";
import { networkFindings, stillOpen } from "./networkFindings";
import type { Plan } from "./plan";
import { replacementFindings } from "./replacementFindings";
import type { Previewed } from "./report";

/** Judges a plan: what a reviewer must see of it. */
export function review(plan: Plan, configs: StackConfigs): Previewed {
    const open = stillOpen(plan);
    return {
        resources: plan.resources.filter(({ type }) => !type.startsWith("pulumi:providers:")),
        remarks: plan.remarks,
        findings: [
            ...replacementFindings(plan),
            ...networkFindings(plan),
            ...certificateFindings(plan),
            ...machineFindings(plan),
            ...engineFindings(plan, configs),
        ],
        notes: [
            ...(plan.isNew ? [prose`The base has no such stack: all is new.`] : []),
            ...(open.length > 0 ? [prose`Open to the Internet before this change already: ${listed(open)}.`] : []),
        ],
    };
}
