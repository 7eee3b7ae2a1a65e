import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { replaceFile } from "../../shared/atomicFile";
import { withFileLock } from "../../shared/fileLock";
import { identify, isAlive, type ProcessIdentity } from "./processes";

/** The record of a machine process in the VM's folder. */
export interface State {
    readonly process: ProcessIdentity;
    /** The VM's control groups, which remain if the machine process is killed. */
    readonly cgroups: readonly string[];
}

const STATE_FILE = "state.json";

/** The state on record; undefined if the VM was never booted or was shut down. */
export function readState(folder: string): State | undefined {
    try {
        return JSON.parse(readFileSync(join(folder, STATE_FILE), "utf8")) as State;
    } catch {
        return undefined;
    }
}

/** Records the calling process as the folder's machine process; false if another one is running. */
export function claimState(folder: string, cgroups: readonly string[]): boolean {
    const file = join(folder, STATE_FILE);
    return withFileLock(`${file}.lock`, () => {
        if (isRunning(folder)) {
            return false;
        }
        replaceFile(file, JSON.stringify({ process: identify(process.pid), cgroups }));
        return true;
    });
}

/** Whether the calling process is the one on record. */
export function isOnRecord(folder: string): boolean {
    return readState(folder)?.process.pid === process.pid;
}

/** Removes the record of the machine process. */
export function clearState(folder: string): void {
    rmSync(join(folder, STATE_FILE), { force: true });
}

/** Whether the folder's machine process is running. */
export function isRunning(folder: string): boolean {
    const state = readState(folder);
    return state !== undefined && isAlive(state.process);
}
