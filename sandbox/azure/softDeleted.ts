import { at, textAt } from "../../shared/json";
import { nameOf, SUBSCRIPTION } from "./resourceIds";
import type { Store, StoredResource } from "./store";
import { TOKENS } from "./types";

/** Deleted vaults, which keep their names until Azure purges them. */

const DAY = 24 * 3_600_000;

/** Azure has deleted vaults per region; their names are unique in all of them. */
const deletedVaultId = (name: string): string =>
    `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.KeyVault/deletedVaults/${name}`;

/** Records the deletion of a vault, or of those in a resource group. Call it before they are removed from the store. */
export function softDelete(resource: StoredResource, store: Store): void {
    for (const { id, type, properties } of [resource, ...store.below(resource.id)]) {
        if (type === TOKENS.vault) {
            const days = Number(at(properties, "properties", "softDeleteRetentionInDays"));
            store.put({
                id: deletedVaultId(nameOf(id)),
                type: "Microsoft.KeyVault/deletedVaults",
                properties: { vaultId: id, scheduledPurgeDate: new Date(Date.now() + days * DAY).toISOString() },
            });
        }
    }
}

/** Whether a deleted vault still has a name. */
export function isSoftDeleted(name: string, store: Store): boolean {
    const purge = textAt(store.get(deletedVaultId(name))?.properties, "scheduledPurgeDate");
    return purge !== undefined && Date.parse(purge) > Date.now();
}
