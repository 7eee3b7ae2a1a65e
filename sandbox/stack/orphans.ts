import { Effects } from "../azure/effects";
import { Store, type StoredResource } from "../azure/store";
import type { Home } from "./home";
import { localMachines } from "./localMachines";
import { readStates } from "./stackStates";

/** The ids, in lower case, of all that some stack of a home has on record. */
function recordedIds(home: Home): ReadonlySet<string> {
    const ids = readStates(home).flatMap(({ resources }) => resources.map(({ id }) => id));
    return new Set(ids.filter((id) => id !== undefined).map((id) => id.toLowerCase()));
}

/**
 * Removes from the emulated Azure what a killed operation made there and no stack knows of, unfinished as it may be. The real
 * Azure would keep it, and `docs/troubleshooting/pulumi.md` says how to import or remove it there.
 *
 * @returns the ids of what was removed
 */
export async function removeOrphans(home: Home): Promise<string[]> {
    const store = new Store(home.azureState);
    store.markRecorded(recordedIds(home));
    // A resource in another one goes first.
    const orphans = store
        .list()
        .filter(({ isUnrecorded }) => isUnrecorded === true)
        .sort((one, other) => depth(other) - depth(one));
    const effects = new Effects(store, localMachines(home, home.capability));
    for (const orphan of orphans) {
        await effects.beforeDelete(orphan);
        store.remove(orphan.id);
    }
    if (orphans.length > 0) {
        await effects.updatePublicEndpoints();
    }
    return orphans.map(({ id }) => id);
}

/** Notes what the stacks of a home know of, once an operation has ended in good order. */
export function markRecorded(home: Home): void {
    new Store(home.azureState).markRecorded(recordedIds(home));
}

const depth = ({ id }: StoredResource): number => id.split("/").length;
