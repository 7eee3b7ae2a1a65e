import { at, textAt } from "../../shared/json";
import type { Values } from "../providers/values";
import { initSystem } from "./catalogue";
import type { BootSpec, Machines } from "./machines";
import type { Store, StoredResource } from "./store";
import { attachmentsOf } from "./types/disk";

/** The power state of a VM. Azure bills a stopped VM like a running one, but not a deallocated one. */
export type PowerState = "running" | "stopped" | "deallocated";

/** How to boot the VM with these properties. */
export function bootSpec(properties: Values, store: Store): BootSpec {
    return {
        vmId: String(properties["vmId"]),
        hostName: String(textAt(properties, "osProfile", "computerName")),
        adminUsername: String(textAt(properties, "osProfile", "adminUsername")),
        init: initSystem(at(properties, "storageProfile", "imageReference")),
        dataDisks: attachmentsOf(properties).map(({ lun, id }) => ({
            lun,
            diskId: String(store.get(id)?.properties["uniqueId"]),
        })),
    };
}

/** The operations of Azure that change a VM's power state. They are not part of any resource, so Pulumi never sees them. */
export class Power {
    constructor(
        private readonly store: Store,
        private readonly machines: Machines,
    ) {}

    stateOf({ isDeallocated, properties }: StoredResource): PowerState {
        if (isDeallocated === true) {
            return "deallocated";
        }
        return this.machines.isRunning(String(properties["vmId"])) ? "running" : "stopped";
    }

    /** Ends a VM. Its disk and its static addresses stay. */
    async deallocate(vm: StoredResource): Promise<void> {
        // On record first, so that no operation of the sandbox boots it again.
        this.store.put({ ...vm, isDeallocated: true });
        await this.machines.powerOff(String(vm.properties["vmId"]));
    }

    /** Boots a VM from its disk; its services start as well. */
    async start({ isDeallocated: _, ...vm }: StoredResource): Promise<void> {
        await this.machines.boot(bootSpec(vm.properties, this.store));
        this.store.put(vm);
    }
}
