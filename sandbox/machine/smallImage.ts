import { callMachine } from "./controlSocket";
import { Disk } from "./disk";

/** The image that each VM has, because VMs have no network access to pull others. */
export const SMALL_IMAGE = "sandbox/busybox";

const LOAD_SECONDS = 60;
/** The exit code of timeout(1) if it ended the command. */
const TIMED_OUT = 124;
const DOCKER = "docker --host unix:///var/run/docker.sock";
/** Makes the image in the VM, from a static busybox and links to it. */
const BUILD = `set -e
${DOCKER} image inspect ${SMALL_IMAGE} >/dev/null 2>&1 && exit
mkdir -p -m 755 /root/image/bin
mkdir -p -m 1777 /root/image/tmp
cp "$(command -v busybox)" /root/image/bin/
for name in sh echo cat ls id ip sleep true uname wget httpd nc; do ln -sf busybox /root/image/bin/$name; done
busybox tar -c -f /root/image.tar -C /root/image bin tmp
${DOCKER} import /root/image.tar ${SMALL_IMAGE}
rm -r /root/image /root/image.tar`;

/**
 * Loads the small image into a VM unless it is there already.
 *
 * @returns whether the VM has it now; false if its daemon is a stand-in or is not running
 * @throws Error that names the VM if its daemon does not accept the image.
 */
export async function loadSmallImage(folder: string): Promise<boolean> {
    const { kind, hostName } = new Disk(folder).spec;
    if (kind === "standIn" || !(await callMachine(folder, "status", {})).serviceRunning) {
        return false;
    }
    const argv = ["timeout", String(LOAD_SECONDS), "sh", "-c", BUILD];
    const { code, stderr } = await callMachine(folder, "exec", { argv });
    if (code !== 0) {
        const reason = code === TIMED_OUT ? `its daemon did not load it within ${LOAD_SECONDS} s` : stderr.trim();
        throw new Error(`${SMALL_IMAGE} could not be loaded into the emulated VM ${hostName}: ${reason}`);
    }
    return true;
}
