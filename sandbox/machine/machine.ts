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
/** Longer than a daemon may take to start, because booting a VM starts its daemon. */
const BOOT_SECONDS = 180;
const SHUTDOWN_MILLISECONDS = 5_000;

/**
 * Boots the VM of a folder, creating its disk if necessary, and waits until it runs, including its engine if one is
 * installed. Does nothing if it is already running. The VM outlives the calling process.
 *
 * @throws Error with the log of the machine process if the VM does not boot.
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
        // No other variables, because the caller's environment may hold secrets.
        env: { PATH: process.env["PATH"] },
    });
    closeSync(log);
    machine.unref();
    const answers = (): Promise<boolean> => callMachine(folder, "ping", {}).then(...yesOrNo);
    // Another process may boot the VM at the same time; this machine process then ends and leaves the VM to the other one.
    const hasGivenUp = (): boolean => machine.exitCode !== null && !isRunning(folder);
    await eventually(async () => hasGivenUp() || (await answers()), BOOT_SECONDS * 1000);
    if (!(await answers())) {
        const limit = hasGivenUp() ? "" : ` within ${BOOT_SECONDS} s`;
        machine.kill("SIGKILL");
        const said = readFileSync(join(folder, LOG_FILE), "utf8").trim();
        throw new Error(
            `the emulated VM in ${folder} did not boot${limit}. ${said === "" ? "Its log is empty" : `Its log says: ${said}`}`,
        );
    }
}

/** Attaches these data disks to a VM and detaches all others. A VM that is not running has them when it boots. */
export async function setDataDisks(folder: string, dataDisks: NonNullable<MachineSpec["dataDisks"]>): Promise<void> {
    const disk = new Disk(folder);
    disk.format({ ...disk.spec, dataDisks });
    if (isRunning(folder)) {
        await callMachine(folder, "disks", {});
    }
}

const yesOrNo = [() => true, () => false] as const;

/**
 * Sets which ports of a VM the sandbox's client can reach, even if the VM is not running.
 *
 * @throws Error if the public address is taken or the user lacks the permission to use a port.
 */
export async function setPublicEndpoint(folder: string, rules: EndpointRules): Promise<void> {
    if (!existsSync(folder)) {
        // The VM is on record but has not booted yet; its rules are set after it boots.
        return;
    }
    replaceFile(join(folder, ENDPOINT_FILE), JSON.stringify(rules));
    new Disk(folder).setOnline(rules.isOnline ?? true);
    if (isRunning(folder)) {
        await callMachine(folder, "reload", {}).catch(unlessBooting);
    }
}

/** A booting VM has no control socket yet and reads the rules at the end of its boot. */
function unlessBooting(error: unknown): void {
    if (!["ENOENT", "ECONNREFUSED"].includes((error as NodeJS.ErrnoException).code ?? "")) {
        throw error;
    }
}

/** Ends a VM and removes its folder. Does nothing if there is no such VM. */
export async function shutdownMachine(folder: string): Promise<void> {
    await stopMachine(folder);
    removeFolder(folder);
}

/** Ends a VM and keeps its folder, from which it can be booted again. Does nothing if it is not running. */
export async function stopMachine(folder: string): Promise<void> {
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
}

function removeFolder(folder: string): void {
    if (isRootless() && existsSync(folder)) {
        // Containers may leave folders that their owner cannot write to: only root in a user namespace can empty them.
        spawnSync("unshare", ["--user", "--map-root-user", "rm", "-rf", folder]);
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
