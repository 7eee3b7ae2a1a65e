import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { DATA_DISK_FOLDER } from "../../../components/engine/dataRoot";
import { isRootless } from "../../../sandbox/machine/disk";
import { deleteDisk, provideDisk } from "../../../sandbox/machine/dataDisks";
import { setDataDisks } from "../../../sandbox/machine/machine";
import { loadSmallImage, SMALL_IMAGE } from "../../../sandbox/machine/smallImage";
import { readState } from "../../../sandbox/machine/state";
import { capability, impatient, ScriptedHost, SETTINGS_SUMS } from "./scriptedHost";

/**
 * What the install script does with a data disk: a real block device, with real mkfs, mount and resize2fs. systemd itself is a
 * stand-in, and so is Azure's control plane.
 */

const scratch = mkdtempSync(join(tmpdir(), "data-disk-test-"));
const file = join(scratch, "disk");
const foreign = join(scratch, "foreign");
const DISK = { lun: 0, file };
const ROOT = ["info", "--format", "{{.DockerRootDir}}"];
const MOUNTED = `findmnt --noheadings --output FSTYPE --mountpoint ${DATA_DISK_FOLDER}`;
const SIZE = `df --block-size=1G --output=size ${DATA_DISK_FOLDER} | tail -1`;

let host: ScriptedHost;

/** Whether this machine's root can enlarge a mounted file system: it has CAP_SYS_RESOURCE. */
const canGrow =
    ((BigInt(`0x${/^CapEff:\s*(\w+)/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? "0"}`) >> 24n) & 1n) ===
    1n;

/** Runs the script of a host with a data disk. */
const install = (
    dataDiskGiB: number,
    edit: (script: string) => string = (script) => script,
): Promise<string | undefined> =>
    host.install({ dataDiskGiB, daemon: { ...host.wanted().daemon, dataRoot: DATA_DISK_FOLDER } }, edit);

/** Ends the VM as a power cut does. */
async function cutPower(): Promise<void> {
    process.kill(Number(readState(host.folder)?.process.pid), "SIGKILL");
    await sleep(500);
}

jest.setTimeout(60_000);

const describeWithDisk = capability.kind === "real" && !isRootless() ? describe : describe.skip;

afterAll(() => {
    rmSync(scratch, { recursive: true, force: true });
});

describeWithDisk("the script, for a host with a data disk", () => {
    beforeAll(async () => {
        host = await ScriptedHost.boot("127.83.21.6");
        await host.install();
        await provideDisk(file, 4);
    });

    afterAll(async () => {
        await host.dispose();
    });

    it("says that no disk is there, and does not touch the daemon", async () => {
        const before = [await host.daemon(), await host.shell(SETTINGS_SUMS)];
        expect(await install(4, impatient("DISK"))).toContain("the data disk did not appear within 0 seconds");
        expect([await host.daemon(), await host.shell(SETTINGS_SUMS)]).toEqual(before);
    });

    it("formats the empty disk, mounts it by its UUID, and moves the daemon to it", async () => {
        await setDataDisks(host.folder, [DISK]);
        expect(await install(4)).toBeUndefined();
        expect(await host.docker(ROOT)).toBe(DATA_DISK_FOLDER);
        expect(await host.shell(MOUNTED)).toBe("ext4");
        expect(await host.shell("cat /etc/fstab")).toMatch(
            /^UUID=[0-9a-f-]{36} \/var\/lib\/docker-data ext4 defaults,nofail,x-systemd\.device-timeout=90s,x-docker-host-vm 0 2$/,
        );
        const dropIns = "cat /etc/systemd/system/{docker,containerd}.service.d/docker-host-vm.conf";
        expect((await host.shell(dropIns)).match(/^(Requires|Assert).*$/gm)).toEqual([
            "RequiresMountsFor=/var/lib/docker-data",
            "AssertPathIsMountPoint=/var/lib/docker-data",
            "RequiresMountsFor=/var/lib/docker-data",
            "AssertPathIsMountPoint=/var/lib/docker-data",
        ]);
        expect(await host.shell("stat -c %a /etc/fstab")).toBe("644");
    });

    it("changes nothing when it runs again", async () => {
        expect(await loadSmallImage(host.folder)).toBe(true);
        const files = `cat /etc/fstab; blkid --probe /dev/disk/azure/scsi1/lun0; ${SETTINGS_SUMS}`;
        const before = [await host.daemon(), await host.shell(files)];
        expect(await install(4)).toBeUndefined();
        expect([await host.daemon(), await host.shell(files)]).toEqual(before);
    });

    it("uses all of a disk that has grown, and does not touch the daemon", async () => {
        expect(await host.shell(SIZE)).toBe("4");
        const before = await host.daemon();
        expect(await install(6, impatient("DISK"))).toContain(
            `the data disk has ${4 * 2 ** 30} bytes after 0 seconds, not 6 GiB.`,
        );
        await provideDisk(file, 6);
        expect(await install(6)).toBeUndefined();
        expect(await host.shell(SIZE)).toBe(canGrow ? "6" : "4");
        expect(await host.daemon()).toBe(before);
    });

    it("has the disk mounted again when the VM starts", async () => {
        await cutPower();
        await host.reboot([DISK]);
        expect(await host.shell(MOUNTED)).toBe("ext4");
        expect(await host.docker(["run", "--rm", "--network", "none", SMALL_IMAGE, "echo", "kept"])).toBe("kept");
    });

    it("keeps the daemon from starting without the disk", async () => {
        const unmounted = `systemctl stop docker && umount ${DATA_DISK_FOLDER}`;
        await host.shell(`${unmounted} && sed -i.kept d /etc/fstab`);
        await expect(host.shell("systemctl start docker")).rejects.toThrow(
            "Assertion failed on job for docker.service.",
        );
        expect(await host.shell(`ls ${DATA_DISK_FOLDER}`)).toBe("");
        await host.shell("sed s/UUID=[^[:blank:]]*/UUID=none/ /etc/fstab.kept >/etc/fstab");
        await expect(host.shell("systemctl start docker")).rejects.toThrow(
            "A dependency job for docker.service failed.",
        );
        expect(await install(6)).toBeUndefined();
        expect(await host.docker(["images", "--quiet", SMALL_IMAGE])).not.toBe("");
    });

    it("goes back to the OS disk when the host has no data disk any more", async () => {
        await setDataDisks(host.folder, []);
        expect(await host.install()).toBeUndefined();
        expect(await host.docker(ROOT)).toBe("/var/lib/docker");
        expect(await host.shell("cat /etc/fstab")).toBe("");
        expect(await host.shell(`${MOUNTED} || echo not mounted`)).toBe("not mounted");
        expect(readFileSync("/proc/mounts", "utf8")).not.toContain(file);
    });

    it("leaves what it stored to the VM that has the disk next", async () => {
        await host.dispose();
        host = await ScriptedHost.boot("127.83.21.6");
        await setDataDisks(host.folder, [DISK]);
        expect(await install(6)).toBeUndefined();
        expect(await host.docker(["run", "--rm", "--network", "none", SMALL_IMAGE, "echo", "kept"])).toBe("kept");
    });
});

describeWithDisk("a disk with something else on it", () => {
    beforeAll(async () => {
        host = await ScriptedHost.boot("127.83.21.7");
    });

    afterAll(async () => {
        await host.dispose();
    });

    it.each([
        ["the ext4 of somebody else", "photos", () => execFileSync("mkfs.ext4", ["-q", "-F", "-L", "photos", foreign])],
        ["a swap area", "swap", () => execFileSync("mkswap", ["--label", "docker-data", foreign], { stdio: "ignore" })],
        [
            "a partition table",
            "dos",
            () => {
                writeAt(446, PARTITION);
            },
        ],
        [
            "data without a signature",
            "data of an unknown kind",
            () => {
                writeAt(100_000, Buffer.from("data"));
            },
        ],
    ])("is left alone: %s", async (_, found, write) => {
        await provideDisk(foreign, 4);
        write();
        const before = readStart();
        await setDataDisks(host.folder, [{ lun: 0, file: foreign }]);
        const failure = await install(4);
        expect(failure).toContain("the data disk is neither empty nor formatted by this script, and is left alone");
        expect(failure).toContain(found);
        expect(await host.shell("ls /etc/fstab 2>&1 || true")).toContain("No such file");
        await setDataDisks(host.folder, []);
        expect(readStart().equals(before)).toBe(true);
        await deleteDisk(foreign);
    });

    /** The end of a master boot record with one Linux partition. */
    const PARTITION = Buffer.from(`00000000830000000008000000080000${"00".repeat(48)}55aa`, "hex");

    function writeAt(position: number, bytes: Buffer): void {
        const descriptor = openSync(foreign, "r+");
        writeSync(descriptor, bytes, 0, bytes.length, position);
        closeSync(descriptor);
    }

    function readStart(): Buffer {
        const descriptor = openSync(foreign, "r");
        const bytes = Buffer.alloc(2 ** 20);
        readSync(descriptor, bytes);
        closeSync(descriptor);
        return bytes;
    }
});
