import type { Write } from "../armType";
import { AzureError } from "../azureError";
import type { Store, StoredResource } from "../store";
import { authorizationRules } from "./authorization";
import { computeRules } from "./compute";
import { deletionRules } from "./deletion";
import { devTestLabRules } from "./devTestLab";
import { diskRules } from "./disks";
import { existenceRules } from "./existence";
import { keyVaultRules } from "./keyVault";
import { machineSettingsRules } from "./machineSettings";
import { networkRules } from "./network";
import { placementRules } from "./placement";
import { tagRules } from "./tags";
import { subnetRules } from "./subnets";

/**
 * The Azure rules that the emulated Azure enforces: those that new users are most likely to break. As with the real Azure,
 * they apply to an update but not to a preview, because the provider itself checks almost nothing. They are based only on
 * their sources and independent of the components' rules, so that they do not repeat their mistakes.
 */
const writeRules = [
    ...existenceRules,
    ...networkRules,
    ...subnetRules,
    ...computeRules,
    ...machineSettingsRules,
    ...placementRules,
    ...devTestLabRules,
    ...diskRules,
    ...keyVaultRules,
    ...authorizationRules,
    ...tagRules,
];

/**
 * Checks a creation or an update.
 *
 * @throws AzureError for the first broken rule.
 */
export function enforceWrite(type: string, write: Write): void {
    for (const rule of writeRules.filter(({ on }) => on === "all" || on === type)) {
        stop(rule, rule.violation(write));
    }
}

/**
 * Checks a deletion.
 *
 * @throws AzureError for the first broken rule.
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
