import { rmSync, writeFileSync } from "node:fs";
import { busyboxImage } from "./busyboxImage";
import { callMachine } from "./control";
import { Disk } from "./disk";
import type { CommandResult } from "./namespace";

/** The image that each VM has: none can be pulled, since a VM of the sandbox has no way out. */
export const SMALL_IMAGE = "sandbox/busybox";

const LOAD_SECONDS = 60;
/** What timeout(1) ends with when it has ended the command. */
const TIMED_OUT = 124;
/** Where the archive lies in the VM while the daemon reads it. */
const ARCHIVE = "/root/busybox.tar";

/**
 * Puts the small image into a VM whose daemon runs, unless it has it.
 *
 * @returns whether the VM has it now; one without a real daemon, or whose daemon does not run, does not
 * @throws Error that names the VM when its daemon does not take the image.
 */
export async function loadSmallImage(folder: string): Promise<boolean> {
    const disk = new Disk(folder);
    const { kind, tools, hostName } = disk.spec;
    if (kind === "standIn" || tools === undefined || !(await callMachine(folder, "status", {})).serviceRunning) {
        return false;
    }
    const docker = (...words: readonly string[]): Promise<CommandResult> => {
        const client = ["docker", "--host", "unix:///var/run/docker.sock", ...words];
        return callMachine(folder, "exec", { argv: ["timeout", String(LOAD_SECONDS), ...client] });
    };
    if ((await docker("image", "inspect", SMALL_IMAGE)).code === 0) {
        return true;
    }
    writeFileSync(disk.path(ARCHIVE), busyboxImage(tools.busybox));
    const { code, stderr } = await docker("import", ARCHIVE, SMALL_IMAGE);
    rmSync(disk.path(ARCHIVE));
    if (code !== 0) {
        const reason = code === TIMED_OUT ? `its daemon did not take it within ${LOAD_SECONDS} s` : stderr.trim();
        throw new Error(`The image ${SMALL_IMAGE} could not be loaded into the emulated VM ${hostName}: ${reason}`);
    }
    return true;
}
