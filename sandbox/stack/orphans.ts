import { Effects } from "../azure/effects";
import { Store, type StoredResource } from "../azure/store";
import { VaultSecretValues } from "../azure/vaultSecretValues";
import type { Home } from "./home";
import { localMachines } from "./localMachines";
import { readStates } from "./stackStates";

/** The ids, in lower case, of all resources in the state of any stack of a home. */
function recordedIds(home: Home): ReadonlySet<string> {
    const ids = readStates(home).flatMap(({ resources }) => resources.map(({ id }) => id));
    return new Set(ids.filter((id) => id !== undefined).map((id) => id.toLowerCase()));
}

/**
 * Removes from the emulated Azure the resources, finished or not, that a killed operation made and no stack knows of. The real
 * Azure would keep them, and `docs/troubleshooting/pulumi.md` says how to import or remove them there.
 *
 * @returns the ids of the removed resources
 */
export async function removeOrphans(home: Home): Promise<string[]> {
    const store = new Store(home.azureState);
    store.markRecorded(recordedIds(home));
    // Child resources go before their parents.
    const orphans = store
        .list()
        .filter(({ isUnrecorded }) => isUnrecorded === true)
        .sort((one, other) => depth(other) - depth(one));
    const effects = new Effects(store, localMachines(home, home.capability), new VaultSecretValues(home.vaultSecrets));
    for (const orphan of orphans) {
        await effects.beforeDelete(orphan);
        store.remove(orphan.id);
    }
    if (orphans.length > 0) {
        await effects.updatePublicEndpoints();
    }
    return orphans.map(({ id }) => id);
}

/** Records which resources the stacks of a home know of, after an operation that ended normally. */
export function markRecorded(home: Home): void {
    new Store(home.azureState).markRecorded(recordedIds(home));
}

const depth = ({ id }: StoredResource): number => id.split("/").length;
