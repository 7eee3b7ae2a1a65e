import type { CustomScriptSpec } from "../machine/customScript";
import type { MachineSpec } from "../machine/disk";
import type { EndpointRules } from "../machine/publicEndpoint";

/** An extension as the VM's agent gets it. The emulated Azure never stores the protected settings. */
export interface ExtensionSpec extends CustomScriptSpec {
    readonly publisher: string;
    readonly type: string;
}

/** Settings of a VM that Azure knows. */
export interface BootSpec extends Pick<MachineSpec, "hostName" | "adminUsername" | "init"> {
    readonly vmId: string;
}

/** The emulated VMs behind the emulated Azure. */
export interface Machines {
    /**
     * An address of this machine's own that can stand for a public one: tested to be free, none of the taken ones, and
     * picked at random, since another sandbox may be asking at the same time.
     */
    allocateAddress(taken: readonly string[]): Promise<string>;
    /** Makes a VM's disk and boots it, or does what an earlier try left undone. */
    boot(spec: BootSpec): Promise<void>;
    /** Opens and closes ports. Another process may ask it of a VM before that is booted: nothing happens then. */
    setPublicEndpoint(vmId: string, rules: EndpointRules): Promise<void>;
    /** Has the VM's agent run an extension. Gives the failure's message, or nothing. */
    runExtension(vmId: string, spec: ExtensionSpec): Promise<string | undefined>;
    /** Has the VM's agent disable an extension. */
    removeExtension(vmId: string, spec: Pick<ExtensionSpec, "publisher" | "type">): Promise<void>;
    /** Ends the VM and removes its disk. */
    destroy(vmId: string): Promise<void>;
}
