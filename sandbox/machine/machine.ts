import { spawn, spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { removeCgroups } from "./cgroups";
import { callMachine } from "./controlSocket";
import { Disk, isRootless, type MachineSpec } from "./disk";
import { ENDPOINT_FILE, type EndpointRules } from "./publicEndpoint";
import { replaceFile } from "../../shared/atomicFile";
import { ownProgram } from "../../shared/ownProgram";
import { eventually, isAlive } from "./processes";
import { isRunning, readState } from "./state";

const LOG_FILE = "machine.log";
/** More than a daemon may take to start, since a VM's boot starts it. */
const BOOT_SECONDS = 180;
const SHUTDOWN_MILLISECONDS = 5_000;

/**
 * Boots the VM of a folder, making its disk when there is none, and returns when it runs, its engine included if one is
 * installed. Does nothing when it runs already. It goes on running when the caller ends.
 *
 * @throws Error with what the machine process said, when it does not come up.
 */
export async function bootMachine(folder: string, spec: MachineSpec): Promise<void> {
    if (isRunning(folder)) {
        return;
    }
    new Disk(folder).format(spec);
    const log = openSync(join(folder, LOG_FILE), "w");
    const [node, ...main] = ownProgram(join(__dirname, "main"));
    const machine = spawn(node, [...main, realpathSync(folder)], {
        cwd: folder,
        detached: true,
        stdio: ["ignore", log, log],
        // Nothing else of the caller's environment, which may hold secrets.
        env: { PATH: process.env["PATH"] },
    });
    closeSync(log);
    machine.unref();
    const answers = (): Promise<boolean> => callMachine(folder, "ping", {}).then(...yesOrNo);
    // Another process may boot the VM at the same time, and this one's machine process then leaves it to the other's.
    const hasGivenUp = (): boolean => machine.exitCode !== null && !isRunning(folder);
    await eventually(async () => hasGivenUp() || (await answers()), BOOT_SECONDS * 1000);
    if (!(await answers())) {
        const late = hasGivenUp() ? "" : `not within ${BOOT_SECONDS} s. `;
        machine.kill("SIGKILL");
        const said = readFileSync(join(folder, LOG_FILE), "utf8").trim();
        throw new Error(
            `The emulated VM in ${folder} did not boot: ${late}${said === "" ? "It said nothing" : `It said: ${said}`}`,
        );
    }
}

const yesOrNo = [() => true, () => false] as const;

/**
 * Sets what the sandbox's client reaches of a VM, also of one that does not run.
 *
 * @throws Error when the public address is taken or a port needs a right that the user has not.
 */
export async function setPublicEndpoint(folder: string, rules: EndpointRules): Promise<void> {
    if (!existsSync(folder)) {
        // On record, but not booted yet: its boot is followed by rules of its own.
        return;
    }
    replaceFile(join(folder, ENDPOINT_FILE), JSON.stringify(rules));
    if (isRunning(folder)) {
        await callMachine(folder, "reload", {}).catch(unlessBooting);
    }
}

/** A VM that boots has no control socket yet, and reads the rules at the end of its boot. */
function unlessBooting(error: unknown): void {
    if (!["ENOENT", "ECONNREFUSED"].includes((error as NodeJS.ErrnoException).code ?? "")) {
        throw error;
    }
}

/** Ends a VM and removes its folder. Does nothing when there is none. */
export async function shutdownMachine(folder: string): Promise<void> {
    const state = readState(folder);
    if (state !== undefined && isAlive(state.process)) {
        const isGone = (): boolean => !isAlive(state.process);
        await callMachine(folder, "shutdown", {}).catch(() => undefined);
        if (!(await eventually(isGone, SHUTDOWN_MILLISECONDS))) {
            process.kill(state.process.pid, "SIGKILL");
            await eventually(isGone, SHUTDOWN_MILLISECONDS);
        }
    }
    await removeCgroups(state?.cgroups ?? []);
    removeFolder(folder);
}

function removeFolder(folder: string): void {
    if (isRootless() && existsSync(folder)) {
        // Containers may leave folders that their owner cannot write to: only root of a user namespace can empty them.
        spawnSync("unshare", ["--user", "--map-root-user", "rm", "-rf", folder]);
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
