import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { isRootless, type MachineSpec } from "./disk";
import { requiredOutput, runProgram } from "../../shared/processes";
import type { Namespace } from "./namespace";
import { eventually } from "./processes";

/** A data disk of a VM: a sparse file, which the VM has as a loop device. */
export type DataDisk = NonNullable<MachineSpec["dataDisks"]>[number];

const RELEASE_MILLISECONDS = 5_000;
/** The major number of loop devices: https://www.kernel.org/doc/Documentation/admin-guide/devices.txt */
const LOOP_MAJOR = "7";

/** The reason why this machine cannot attach a data disk to a VM; undefined if it can. */
export async function whyNoDataDisks(): Promise<string | undefined> {
    if (isRootless()) {
        return "a VM's disk is a loop device, which only root can create. Run the sandbox as root";
    }
    const { code, stderr } = await runProgram("losetup", ["--find"], { timeoutSeconds: 30 });
    return code === 0 ? undefined : `it has no loop devices (${stderr.trim()})`;
}

/** Creates the file of a disk, or makes it larger; a VM that has it sees its new size at once. */
export async function provideDisk(file: string, sizeGB: number): Promise<void> {
    if (!existsSync(file)) {
        writeFileSync(file, "", { mode: 0o600 });
    }
    truncateSync(file, sizeGB * 2 ** 30);
    for (const device of await devicesOf(file)) {
        await requiredOutput("losetup", ["--set-capacity", device], { timeoutSeconds: 30 });
    }
}

/** Removes the file of a disk. */
export async function deleteDisk(file: string): Promise<void> {
    await isReleased(file);
    rmSync(file, { force: true });
}

/** The loop devices of a file. */
async function devicesOf(file: string): Promise<string[]> {
    const args = ["--noheadings", "--output", "NAME", "--associated", file];
    return (await requiredOutput("losetup", args, { timeoutSeconds: 30 })).split(/\s+/).filter((name) => name !== "");
}

/**
 * Waits until no VM has a disk any more: the kernel takes a moment to unmount the disks of one that has ended. A device that
 * was left behind by a killed process is removed.
 */
async function isReleased(file: string): Promise<boolean> {
    for (const device of await devicesOf(file)) {
        await detachWhenClosed(device);
    }
    return await eventually(async () => (await devicesOf(file)).length === 0, RELEASE_MILLISECONDS);
}

/** Has the kernel remove a loop device as soon as nobody has it open. */
async function detachWhenClosed(device: string): Promise<void> {
    await requiredOutput("losetup", ["--detach", device], { timeoutSeconds: 30 });
}

/** Makes the device that is standard input and Azure's link to it, and keeps it open until the file descriptor 3 ends. */
const HOLD = `mknod -m 0660 "/dev/$1" b "$2" "$3" && mkdir -p /dev/disk/azure/scsi1 &&
    ln -sfn "../../../$1" "/dev/disk/azure/scsi1/lun$4" && echo attached && exec cat 4<&0 <&3`;

/**
 * The data disks of a running VM. The kernel removes a loop device when nobody has it open any more, so that each ends with
 * its VM, even if that is killed.
 */
export class DataDisks {
    private readonly holders = new Map<string, { readonly process: ChildProcess; readonly device: string }>();

    constructor(private readonly namespace: Namespace) {}

    /**
     * Attaches these disks and detaches all others.
     *
     * @throws Error if a disk cannot be attached.
     */
    async set(disks: readonly DataDisk[]): Promise<void> {
        const wanted = new Map(disks.map((disk) => [`${disk.lun} ${disk.file}`, disk]));
        for (const key of [...this.holders.keys()].filter((one) => !wanted.has(one))) {
            await this.detach(key);
        }
        for (const [key, disk] of [...wanted].filter(([one]) => !this.holders.has(one))) {
            this.holders.set(key, await this.attach(disk));
        }
    }

    private async attach({ lun, file }: DataDisk) {
        if (!(await isReleased(file))) {
            throw new Error(`the disk ${file} is still in use: ${(await devicesOf(file)).join(", ")}`);
        }
        const path = (await requiredOutput("losetup", ["--find", "--show", file], { timeoutSeconds: 30 })).trim();
        const device = basename(path);
        const number = device.replace("loop", "");
        const descriptor = openSync(path, "r+");
        const argv = ["sh", "-c", HOLD, "sh", device, LOOP_MAJOR, number, String(lun)];
        const process = this.namespace.spawn({ argv }, [descriptor, "pipe", "pipe", "pipe"]);
        closeSync(descriptor);
        const said: string[] = [];
        process.stderr?.setEncoding("utf8").on("data", (text: string) => said.push(text));
        await Promise.race([process.stdout && once(process.stdout, "data"), once(process, "exit")]);
        await detachWhenClosed(path);
        if (process.exitCode !== null) {
            throw new Error(`the disk ${file} could not be attached: ${said.join("").trim()}`);
        }
        return { process, device };
    }

    private async detach(key: string): Promise<void> {
        const holder = this.holders.get(key);
        const [lun = ""] = key.split(" ");
        await this.namespace.run({
            argv: ["rm", "-f", `/dev/disk/azure/scsi1/lun${lun}`, `/dev/${holder?.device ?? ""}`],
        });
        holder?.process.stdio[3]?.destroy();
        this.holders.delete(key);
    }
}
