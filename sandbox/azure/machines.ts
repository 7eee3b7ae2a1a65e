import type { Values } from "../providers/values";

/** What the outside may reach of a VM. */
export interface Edge {
    /** The 127.x.y.z address that stands for the public one; nothing when the VM has none. */
    readonly publicAddress: string | undefined;
    /** TCP ports that the security rules name, for whatever source. */
    readonly ports: readonly number[];
    /** Those of them that the security rules let the sandbox's client reach. */
    readonly allowed: readonly number[];
}

/** An extension as the VM's agent gets it. */
export interface ExtensionSpec {
    readonly publisher: string;
    readonly type: string;
    readonly settings: Values;
    /** Never stored by the emulated Azure. */
    readonly protectedSettings: Values;
    /** Another value has the same settings run again. */
    readonly forceUpdateTag: string | undefined;
}

/** What a VM is booted from. */
export interface BootSpec {
    readonly vmId: string;
    readonly hostName: string;
    readonly adminUsername: string;
    /** What starts services on the VM's image. */
    readonly init: "upstart" | "systemd";
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
    setEdge(vmId: string, edge: Edge): Promise<void>;
    /** Has the VM's agent run an extension. Gives the failure's message, or nothing. */
    runExtension(vmId: string, spec: ExtensionSpec): Promise<string | undefined>;
    /** Has the VM's agent disable an extension. */
    removeExtension(vmId: string, spec: Pick<ExtensionSpec, "publisher" | "type">): Promise<void>;
    /** Ends the VM and removes its disk. */
    destroy(vmId: string): Promise<void>;
}
