import type { Write } from "../armType";
import { AzureError } from "../azureError";
import type { Store, StoredResource } from "../store";
import { computeRules } from "./compute";
import { deletionRules } from "./deletion";
import { existenceRules } from "./existence";
import { networkRules } from "./network";

/**
 * The rules of Azure that the emulated one enforces: those that a first user is likeliest to break. They hold at apply,
 * as in Azure, and not in a preview: the real provider checks almost nothing by itself. They are written from their sources, and share
 * nothing with the components' rules for arguments, so that they cannot agree with the mistakes of those.
 */
const writeRules = [...existenceRules, ...networkRules, ...computeRules];

/**
 * Checks a creation or an update.
 *
 * @throws AzureError of the first broken rule.
 */
export function enforceWrite(type: string, write: Write): void {
    for (const rule of writeRules.filter(({ on }) => on === "all" || on === type)) {
        stop(rule, rule.violation(write));
    }
}

/**
 * Checks a deletion.
 *
 * @throws AzureError of the first broken rule.
 */
export function enforceDelete(resource: StoredResource, store: Store): void {
    for (const rule of deletionRules.filter(({ on }) => on === resource.type)) {
        stop(rule, rule.violation(resource, store));
    }
}

function stop(rule: { status: number; code: string }, message: string | undefined): void {
    if (message !== undefined) {
        throw new AzureError(rule.status, rule.code, message);
    }
}
