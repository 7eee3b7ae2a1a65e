import type { Socket } from "node:net";
import type { MachineSpec } from "./disk";
import type { Command, CommandResult } from "./namespace";

/** The engine's service, run by an init system. */
export interface EngineService {
    /** Whether the service starts at boot, according to the VM's disk. */
    readonly isInstalled: boolean;
    readonly isRunning: boolean | Promise<boolean>;
    /**
     * Starts the service unless it is running.
     *
     * @throws Error with the last lines of its log if it exits at once and the init system notices that.
     */
    start(): Promise<void>;
    /** Stops the service if it is running. */
    stop(): Promise<void>;
}

/** A booted VM as seen by the machine process. */
export interface Guest {
    readonly service: EngineService;
    /** Takes over a connection to one of the VM's ports; nothing has been read from it yet. */
    connect(socket: Socket, port: number): void;
    /** Runs a command as root in the VM. */
    run(command: Command): Promise<CommandResult>;
    /** Attaches these data disks and detaches all others. */
    setDataDisks(disks: NonNullable<MachineSpec["dataDisks"]>): Promise<void>;
    /** Calls back if the VM ends on its own. */
    onEnd(callback: () => void): void;
    /** Ends the VM and everything in it at once. */
    kill(): Promise<void>;
}
