import type { Socket } from "node:net";
import type { Command, CommandResult } from "./namespace";

/** The engine's service, as an init system runs it. */
export interface EngineService {
    /** True when the VM's disk says that the service starts at boot. */
    readonly isInstalled: boolean;
    readonly isRunning: boolean | Promise<boolean>;
    /**
     * Starts it, if it does not run.
     *
     * @throws Error with the last lines of its log, when it ends at once and the init system waits for more than its start.
     */
    start(): Promise<void>;
    /** Stops it, if it runs. */
    stop(): Promise<void>;
}

/** A booted VM, as the machine process sees it. */
export interface Guest {
    readonly service: EngineService;
    /** Takes over a connection to one of the VM's ports; nothing of it was read yet. */
    connect(socket: Socket, port: number): void;
    /** Runs a command as the VM's root. */
    run(command: Command): Promise<CommandResult>;
    /** Calls back if the VM ends by itself. */
    onEnd(callback: () => void): void;
    /** Ends the VM and all in it, at once. */
    kill(): Promise<void>;
}
