import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { replaceFile } from "../../shared/atomicFile";
import { readIfThere } from "../../shared/jsonFile";
import { requiredOutput } from "../../shared/processes";
import { type Disk, isRootless } from "./disk";

/** The administrator as Azure hands it to a new VM. */
export interface Administrator {
    readonly username: string;
    /** In OpenSSH format. */
    readonly sshPublicKeys: readonly string[];
    /** Undefined for login with an SSH key only. */
    readonly password: string | undefined;
}

/** The user's id on a new VM, also of its group. */
const UID = 1000;
const SHADOW = "/etc/shadow";
const SSHD_CONFIG = "/etc/ssh/sshd_config";
const CLOUD_INIT_SSHD_CONFIG = "/etc/ssh/sshd_config.d/50-cloud-init.conf";
const CLOUD_INIT_SUDOERS = "/etc/sudoers.d/90-cloud-init-users";
const VMACCESS_SUDOERS = "/etc/sudoers.d/waagent";

/** Does what cloud-init does at the first boot of an Azure VM. Later boots change nothing. */
export async function provisionAdministrator(disk: Disk, administrator: Administrator): Promise<void> {
    if (existsSync(disk.path(SHADOW))) {
        return;
    }
    const { username, sshPublicKeys, password } = administrator;
    write(disk, CLOUD_INIT_SUDOERS, `${username} ALL=(ALL) NOPASSWD:ALL\n`, 0o440);
    write(disk, SSHD_CONFIG, "Include /etc/ssh/sshd_config.d/*.conf\nUsePAM yes\n", 0o644);
    write(disk, CLOUD_INIT_SSHD_CONFIG, `PasswordAuthentication ${password === undefined ? "no" : "yes"}\n`, 0o600);
    own(disk, homeOf(username));
    writeKeys(disk, username, sshPublicKeys.map((key) => `${key}\n`).join(""));
    const hash = password === undefined ? "!" : await hashOf(password);
    write(disk, SHADOW, ["root:*:20000:0:99999:7:::", shadowEntry(username, hash), ""].join("\n"), 0o640);
}

/** Whether a VM has the user, and not for the system itself. */
export function hasUser(disk: Disk, username: string): boolean {
    const entry = lines(disk, "/etc/passwd").find((line) => line.startsWith(`${username}:`));
    return entry !== undefined && Number(entry.split(":")[2]) >= UID;
}

/** Replaces the user's password. */
export async function setPassword(disk: Disk, username: string, password: string): Promise<void> {
    const others = lines(disk, SHADOW).filter((line) => !line.startsWith(`${username}:`));
    const entry = shadowEntry(username, await hashOf(password));
    write(disk, SHADOW, [...others, entry, ""].join("\n"), 0o640);
}

const shadowEntry = (username: string, hash: string): string => `${username}:${hash}:20000:0:99999:7:::`;

/** The hash by `crypt` with SHA-512, the default of cloud-init and VMAccess. */
async function hashOf(password: string): Promise<string> {
    // By standard input: arguments of programs are visible to everyone on this machine.
    return (await requiredOutput("openssl", ["passwd", "-6", "-stdin"], { input: `${password}\n` })).trim();
}

/** Lets the user become root, and keeps the other lines of VMAccess's file. */
export function allowSudo(disk: Disk, username: string, withPassword: boolean): void {
    const others = lines(disk, VMACCESS_SUDOERS).filter((line) => !line.startsWith(`${username} `));
    const own = `${username} ALL = (ALL) ${withPassword ? "" : "NOPASSWD: "}ALL`;
    write(disk, VMACCESS_SUDOERS, `${[own, ...others].join("\n")}\n`, 0o440);
}

/** Makes sshd refuse challenges, which VMAccess does in each run. */
export function refuseChallenges(disk: Disk): void {
    setDirective(disk, SSHD_CONFIG, "ChallengeResponseAuthentication", "no");
}

/** Makes sshd accept passwords. VMAccess has no way back. */
export function acceptPasswords(disk: Disk): void {
    for (const file of [SSHD_CONFIG, CLOUD_INIT_SSHD_CONFIG]) {
        setDirective(disk, file, "PasswordAuthentication", "yes");
    }
}

/**
 * Writes the user's keys.
 *
 * @throws Error if the file or its folder is a symbolic link, which a user could point anywhere.
 */
export function writeKeys(disk: Disk, username: string, text: string, append = false): void {
    const file = authorizedKeysOf(username);
    for (const path of [dirname(file), file]) {
        if (lstatSync(disk.path(path), { throwIfNoEntry: false })?.isSymbolicLink() === true) {
            throw new Error(`Refusing to write: ${path} is a symlink`);
        }
    }
    const former = append ? (readIfThere(disk.path(file)) ?? "") : "";
    mkdirSync(disk.path(dirname(file)), { recursive: true, mode: 0o700 });
    write(disk, file, former + text, 0o600);
    own(disk, dirname(file), file);
}

const homeOf = (username: string): string => `/home/${username}`;
const authorizedKeysOf = (username: string): string => `${homeOf(username)}/.ssh/authorized_keys`;

function setDirective(disk: Disk, file: string, name: string, value: string): void {
    const others = lines(disk, file).filter((line) => !line.startsWith(name));
    write(disk, file, `${[...others, `${name} ${value}`].join("\n")}\n`, 0o644);
}

/** The lines of a file that are not empty; none if there is no file. */
function lines(disk: Disk, file: string): string[] {
    return (readIfThere(disk.path(file)) ?? "").split("\n").filter((line) => line !== "");
}

function write(disk: Disk, file: string, content: string, mode: number): void {
    mkdirSync(dirname(disk.path(file)), { recursive: true });
    replaceFile(disk.path(file), content, mode);
    // Whatever the umask of this process.
    chmodSync(disk.path(file), mode);
}

/** Gives files to the user. In a user namespace of a single user, everything belongs to root. */
function own(disk: Disk, ...files: readonly string[]): void {
    for (const file of isRootless() ? [] : files) {
        chownSync(disk.path(file), UID, UID);
    }
}
