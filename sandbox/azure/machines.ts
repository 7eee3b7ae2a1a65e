import type { CustomScriptSpec } from "../machine/customScript";
import type { MachineSpec } from "../machine/disk";
import type { EndpointRules } from "../machine/publicEndpoint";

/** An extension as passed to the VM's agent. The emulated Azure never stores the protected settings. */
export interface ExtensionSpec extends CustomScriptSpec {
    readonly publisher: string;
    readonly type: string;
}

/** The VM settings that Azure knows. */
export interface BootSpec extends Pick<MachineSpec, "hostName" | "adminUsername" | "init"> {
    readonly vmId: string;
}

/** The emulated VMs behind the emulated Azure. */
export interface Machines {
    /**
     * Finds a free loopback address to represent a public one. It is none of the taken ones and chosen at random, because
     * another sandbox may be looking for one at the same time.
     */
    allocateAddress(taken: readonly string[]): Promise<string>;
    /** Creates a VM's disk and boots the VM, or completes an earlier attempt. */
    boot(spec: BootSpec): Promise<void>;
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
