import { posix } from "node:path";

/** Folders with files of the system, with a user's settings, or whose files are lost after a restart. */
const SYSTEM =
    /^\/(bin|boot|dev|efi|etc|home\/[^/]+\/\..*|lib(32|64|x32)?|proc|root|run|sbin|snap|sys|tmp|usr|var\/(cache|log|run|spool|tmp)|var\/lib\/(?!docker(\/|$))[^/]+)(\/|$)/;
/**
 * Folders that contain others. The engine restricts its folder to root: if it were a home folder, its user could no longer log
 * in.
 */
const SHARED = /^\/(home|home\/[^/]+|media|mnt|opt|srv|var|var\/lib|var\/opt)?$/;
/**
 * The mount point of the VM's temporary disk in Azure's images:
 * https://learn.microsoft.com/azure/virtual-machines/managed-disks-overview
 */
const TEMPORARY = /^\/mnt(\/|$)/;

/** The folder where a data disk is mounted: it is the daemon's data root, and containerd's root is below it. */
export const DATA_DISK_FOLDER = "/var/lib/docker-data";

/**
 * Whether the engine can have a folder to itself. The path is absolute and normalized, and needs no quoting for the shell and
 * systemd.
 */
export function isFolderOfItsOwn(path: string): boolean {
    const plain = /^\/[^\s"'$`\\]+[^/]$|^\/[^\s"'$`\\/]$/.test(path) && posix.normalize(path) === path;
    return plain && !SYSTEM.test(path) && !SHARED.test(path);
}

/** Warnings about a folder that is lost when the VM is deallocated or moved. */
export function dataRootWarnings(dataRoot: string | undefined): string[] {
    return dataRoot !== undefined && TEMPORARY.test(dataRoot)
        ? [
              `daemon.dataRoot is ${dataRoot}. Unless you mount your own disk there, it is on the VM's temporary disk, which loses its contents when the VM is deallocated or moved.`,
          ]
        : [];
}
