import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isRecord, parsedJson } from "../../shared/json";
import type { Home } from "./home";
import { eventually } from "../machine/processes";
import type { StackInHome } from "./project";
import { readState } from "./stackStates";

/** Clears up what a killed operation leaves with Pulumi: a lock, and creations of which nobody knows how they ended. */

/** How long Pulumi may take to end after the sandbox that started it was killed. */
const PULUMI_SECONDS = 60;

/**
 * Waits for the Pulumi process of a killed operation to end.
 *
 * @returns whether Pulumi's lock is still there; nobody holds it then, since one operation at a time has the home
 * @throws Error that names the process when it does not end.
 */
export async function awaitFormerPulumi({ home, project, stack }: StackInHome): Promise<boolean> {
    const folder = join(home.backend, ".pulumi", "locks", "organization", project.name, stack);
    const locks = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(".json")) : [];
    const processes = locks.map((file) => pidIn(join(folder, file))).filter((pid) => pid !== undefined);
    const running = (): number | undefined => processes.find((pid) => isPulumiOf(home, pid));
    if (!(await eventually(() => running() === undefined, PULUMI_SECONDS * 1000))) {
        throw new Error(
            `the Pulumi engine of an earlier operation in ${home.directory} still runs after ${PULUMI_SECONDS} s (process ${String(running())}). Wait for its end, or end it: kill ${String(running())}`,
        );
    }
    return locks.length > 0;
}

function pidIn(lock: string): number | undefined {
    const content = parsedJson(readFileSync(lock, "utf8"));
    return isRecord(content) && typeof content["pid"] === "number" ? content["pid"] : undefined;
}

/** Whether a process is Pulumi at work in a home, and not a later one with the same number. */
function isPulumiOf(home: Home, pid: number): boolean {
    try {
        const variables = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
        return variables.includes(`PULUMI_HOME=${home.pulumiHome}`);
    } catch {
        return false;
    }
}

/**
 * Has Pulumi forget creations that were interrupted: the emulated Azure no longer has what they made, and Pulumi would
 * warn of them for ever. Secrets stay encrypted on the way.
 *
 * @param call runs Pulumi for the stack and gives what it prints
 * @returns how many there were
 */
export async function forgetPendingCreates(
    { home, project, stack }: StackInHome,
    call: (args: readonly string[], input?: string) => Promise<string>,
): Promise<number> {
    const isCreate = (operation: unknown): boolean => isRecord(operation) && operation["type"] === "creating";
    const pending = readState(home, project.name, stack).pendingOperations.filter(isCreate).length;
    if (pending === 0) {
        return 0;
    }
    const exported = JSON.parse(await call(["stack", "export"])) as { deployment: { pending_operations?: unknown[] } };
    const rest = exported.deployment.pending_operations?.filter((operation) => !isCreate(operation));
    await call(
        ["stack", "import"],
        JSON.stringify({ ...exported, deployment: { ...exported.deployment, pending_operations: rest } }),
    );
    return pending;
}
