import type { Administrator } from "../machine/administrator";
import type { MachineSpec } from "../machine/disk";
import type { ExtensionInputs } from "../machine/extensionRuns";
import type { EndpointRules } from "../machine/publicEndpoint";

/** An extension as passed to the VM's agent. The emulated Azure never stores the protected settings. */
export interface ExtensionSpec extends ExtensionInputs {
    readonly publisher: string;
    readonly type: string;
}

/** A data disk of a VM: the number by which the VM finds it, and the id that Azure gave the disk. */
export interface AttachedDisk {
    readonly lun: number;
    readonly diskId: string;
}

/** The VM settings that Azure knows. */
export interface BootSpec extends Pick<MachineSpec, "hostName" | "adminUsername" | "init"> {
    readonly vmId: string;
    readonly dataDisks: readonly AttachedDisk[];
}

/** The emulated VMs behind the emulated Azure. */
export interface Machines {
    /**
     * Finds a free loopback address to represent a public one. It is none of the taken ones and chosen at random, because
     * another sandbox may be looking for one at the same time.
     */
    allocateAddress(taken: readonly string[]): Promise<string>;
    /**
     * Creates a VM's disk and boots the VM, or completes an earlier attempt.
     *
     * @param administrator needed for the first boot only
     */
    boot(spec: BootSpec, administrator?: Administrator): Promise<void>;
    /** The reason why VMs cannot have data disks here; undefined if they can. */
    whyNoDataDisks(): Promise<string | undefined>;
    /** Creates a disk, or makes it larger; a VM that has it sees its new size at once. */
    provideDisk(diskId: string, sizeGB: number): Promise<void>;
    /** Attaches data disks to a running VM, and detaches all others. */
    attachDisks(vmId: string, dataDisks: readonly AttachedDisk[]): Promise<void>;
    /** Deletes a disk with all that is on it. */
    deleteDisk(diskId: string): Promise<void>;
    /** Opens and closes ports. Does nothing for a VM that has not booted, which another process may ask for. */
    setPublicEndpoint(vmId: string, rules: EndpointRules): Promise<void>;
    /** Runs an extension through the VM's agent. Returns the failure message; undefined on success. */
    runExtension(vmId: string, spec: ExtensionSpec): Promise<string | undefined>;
    /** Disables an extension through the VM's agent. */
    removeExtension(vmId: string, spec: Pick<ExtensionSpec, "publisher" | "type">): Promise<void>;
    /** Ends the VM and keeps its disk. Does nothing for a VM that is not running. */
    powerOff(vmId: string): Promise<void>;
    isRunning(vmId: string): boolean;
    /** Ends the VM and removes its disk. */
    destroy(vmId: string): Promise<void>;
}
