import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isRecord, parsedJson } from "../../shared/json";
import type { Home } from "./home";
import { eventually } from "../machine/processes";
import type { StackInHome } from "./project";
import { readState } from "./stackStates";

/** Cleans up what a killed operation leaves in Pulumi's state: a lock, and creations with an unknown outcome. */

/** How long Pulumi may take to end after its sandbox was killed. */
const PULUMI_SECONDS = 60;

/**
 * Waits for the Pulumi process of a killed operation to end.
 *
 * @returns whether Pulumi's lock is still there; it is stale then, because only one operation at a time uses the home
 * @throws Error that names the process if it does not end.
 */
export async function awaitFormerPulumi({ home, project, stack }: StackInHome): Promise<boolean> {
    const folder = join(home.backend, ".pulumi", "locks", "organization", project.name, stack);
    const locks = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(".json")) : [];
    const processes = locks.map((file) => pidIn(join(folder, file))).filter((pid) => pid !== undefined);
    const running = (): number | undefined => processes.find((pid) => isPulumiOf(home, pid));
    if (!(await eventually(() => running() === undefined, PULUMI_SECONDS * 1000))) {
        throw new Error(
            `the Pulumi engine of an earlier operation in ${home.directory} is still running after ${PULUMI_SECONDS} s (process ${String(running())}). Wait for it to end, or stop it: kill ${String(running())}`,
        );
    }
    return locks.length > 0;
}

function pidIn(lock: string): number | undefined {
    const content = parsedJson(readFileSync(lock, "utf8"));
    return isRecord(content) && typeof content["pid"] === "number" ? content["pid"] : undefined;
}

/** Whether a process is Pulumi working in this home, rather than a later process with the same number. */
function isPulumiOf(home: Home, pid: number): boolean {
    try {
        const variables = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
        return variables.includes(`PULUMI_HOME=${home.pulumiHome}`);
    } catch {
        return false;
    }
}

/**
 * Removes interrupted creations from Pulumi's state: the emulated Azure no longer has their resources, and Pulumi would
 * warn about them forever. Secrets stay encrypted throughout.
 *
 * @param call runs Pulumi for the stack and returns its output
 * @returns the number of creations removed
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
