import { posix } from "node:path";

/** Folders whose files are the system's own or a user's settings, or are gone after a restart. */
const SYSTEM =
    /^\/(bin|boot|dev|efi|etc|home\/[^/]+\/\..*|lib(32|64|x32)?|proc|root|run|sbin|snap|sys|tmp|usr|var\/(cache|log|run|spool|tmp)|var\/lib\/(?!docker(\/|$))[^/]+)(\/|$)/;
/** Folders that hold others: the engine lets only root enter the one that it is given, and nobody could log in to a home. */
const SHARED = /^\/(home|home\/[^/]+|media|mnt|opt|srv|var|var\/lib|var\/opt)?$/;
/** Where Azure's images mount the VM's temporary disk: https://learn.microsoft.com/azure/virtual-machines/managed-disks-overview */
const TEMPORARY = /^\/mnt(\/|$)/;

/** Whether the engine can have a folder of the host for itself; absolute, as short as possible, for shell and systemd. */
export function isFolderOfItsOwn(path: string): boolean {
    const plain = /^\/[^\s"'$`\\]+[^/]$|^\/[^\s"'$`\\/]$/.test(path) && posix.normalize(path) === path;
    return plain && !SYSTEM.test(path) && !SHARED.test(path);
}

/** What to tell the user of a folder that is lost when Azure moves or stops the VM. */
export function dataRootWarnings(dataRoot: string | undefined): string[] {
    return dataRoot !== undefined && TEMPORARY.test(dataRoot)
        ? [
              `daemon.dataRoot is ${dataRoot}: unless a disk of your own is mounted there, it is on the VM's temporary disk, whose content is lost when the VM is stopped or moved.`,
          ]
        : [];
}
