import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** A process that cannot be mistaken for a later one with the same number. */
export interface ProcessIdentity {
    readonly pid: number;
    /** Clock ticks from the host's boot to the start of the process (proc(5), field 22 of `stat`). */
    readonly startTime: string;
    /** The id of the host's boot. */
    readonly bootId: string;
}

/** The identity of a running process; undefined if there is none. */
export function identify(pid: number): ProcessIdentity | undefined {
    try {
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
        // The second field is the command in parentheses, which may itself contain spaces and parentheses.
        const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        const startTime = fields[18];
        const bootId = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
        return state === "Z" || startTime === undefined ? undefined : { pid, startTime, bootId };
    } catch {
        return undefined;
    }
}

/** Whether this very process is still running. */
export function isAlive(identity: ProcessIdentity): boolean {
    const now = identify(identity.pid);
    return now?.startTime === identity.startTime && now.bootId === identity.bootId;
}

/** Checks a condition every 20 ms until it holds. Returns false if the limit passes first. */
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
