import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** A process that cannot be mistaken for a later one with the same number. */
export interface ProcessIdentity {
    readonly pid: number;
    /** Clock ticks between the boot of the host and the process's start (proc(5), field 22 of `stat`). */
    readonly startTime: string;
    /** Which boot of the host that was. */
    readonly bootId: string;
}

/** The identity of a running process; nothing when there is none. */
export function identify(pid: number): ProcessIdentity | undefined {
    try {
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
        // The second field is the command in brackets and may hold spaces and brackets itself.
        const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        const startTime = fields[18];
        const bootId = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
        return state === "Z" || startTime === undefined ? undefined : { pid, startTime, bootId };
    } catch {
        return undefined;
    }
}

/** Whether exactly that process still runs. */
export function isAlive(identity: ProcessIdentity): boolean {
    const now = identify(identity.pid);
    return now?.startTime === identity.startTime && now.bootId === identity.bootId;
}

/** Asks again every 20 ms until the answer is yes. False when that takes longer than the limit. */
export async function eventually(holds: () => boolean | Promise<boolean>, limitMilliseconds: number): Promise<boolean> {
    const end = Date.now() + limitMilliseconds;
    while (!(await holds())) {
        if (Date.now() > end) {
            return false;
        }
        await sleep(20);
    }
    return true;
}
