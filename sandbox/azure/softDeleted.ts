import { at, textAt } from "../../shared/json";
import { SUBSCRIPTION } from "./resourceIds";
import type { Store, StoredResource } from "./store";

/** Deleted vaults, which keep their names until Azure purges them. */

const DAY = 24 * 3_600_000;

/** Azure has deleted vaults per region; their names are unique in all of them. */
const deletedVaultId = (name: string): string =>
    `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.KeyVault/deletedVaults/${name}`;

/** Records that a vault was deleted. */
export function softDelete(vault: StoredResource, store: Store): void {
    const name = String(vault.properties["name"]);
    const days = Number(at(vault.properties, "properties", "softDeleteRetentionInDays"));
    store.put({
        id: deletedVaultId(name),
        type: "Microsoft.KeyVault/deletedVaults",
        properties: { vaultId: vault.id, scheduledPurgeDate: new Date(Date.now() + days * DAY).toISOString() },
    });
}

/** Whether a deleted vault still has a name. */
export function isSoftDeleted(name: string, store: Store): boolean {
    const purge = textAt(store.get(deletedVaultId(name))?.properties, "scheduledPurgeDate");
    return purge !== undefined && Date.parse(purge) > Date.now();
}
