import { acceptPasswords, allowSudo, hasUser, refuseChallenges, setPassword, writeKeys } from "./administrator";
import { Disk } from "./disk";
import { type ExtensionInputs, forgetRuns, runOnce, type Settings } from "./extensionRuns";

const FOLDER = "/var/lib/waagent/Microsoft.OSTCExtensions.VMAccessForLinux-1.5.25";

/** The settings that are emulated. */
interface VmAccessSettings {
    readonly username: string | undefined;
    readonly password: string | undefined;
    /** One or more lines. */
    readonly sshKey: string | undefined;
    readonly removePriorKeys: boolean;
}

/**
 * Emulates the Linux agent with VMAccess 1.5.25 (Azure/azure-linux-extensions) on a VM that has its administrator. There is no
 * sshd that would restart. Settings that are not emulated, and keys that sshd would not read, are refused.
 *
 * @returns the extension's failure message; undefined if it succeeded
 */
export async function runVmAccess(folder: string, inputs: ExtensionInputs): Promise<string | undefined> {
    const disk = new Disk(folder);
    return await runOnce(disk, FOLDER, inputs, async () => {
        const settings = readVmAccessSettings(inputs.settings, inputs.protectedSettings);
        await enable(disk, settings);
        return undefined;
    }).then((failure) => failure && `Enable failed: ${failure}`);
}

/** Emulates the removal of the extension, which takes nobody's access away. */
export async function removeVmAccess(folder: string): Promise<void> {
    await forgetRuns(new Disk(folder), FOLDER);
}

async function enable(disk: Disk, settings: VmAccessSettings): Promise<void> {
    const { username, password, sshKey, removePriorKeys } = settings;
    refuseChallenges(disk);
    if (username === undefined) {
        return;
    }
    if (password === undefined && sshKey === undefined) {
        throw new Error("No password or ssh_key is specified.");
    }
    if (!hasUser(disk, username)) {
        throw new Error(`the sandbox does not emulate VMAccess for users other than the administrator ("${username}")`);
    }
    if (password !== undefined) {
        await setPassword(disk, username, password);
    }
    allowSudo(disk, username, password !== undefined);
    if (password !== undefined) {
        acceptPasswords(disk);
    }
    if (sshKey !== undefined) {
        writeKeys(disk, username, `${sshKey.trimEnd()}\n`, !removePriorKeys);
    }
}

/**
 * Reads the settings as the extension does: empty texts count as missing, and only `true` itself removes earlier keys.
 *
 * @throws Error about a setting that the sandbox does not emulate, or a key in another format.
 */
export function readVmAccessSettings(settings: Settings, protectedSettings: Settings): VmAccessSettings {
    const { username, password, ssh_key: sshKey, remove_prior_keys: removePriorKeys, ...others } = protectedSettings;
    const [unsupported] = [
        ...Object.keys(settings).filter((name) => DISK_CHECKS.includes(name)),
        ...Object.keys(others),
    ];
    if (unsupported !== undefined) {
        throw new Error(`the sandbox does not emulate the VMAccess extension's setting "${unsupported}"`);
    }
    const texts = Object.entries({ username, password, ssh_key: sshKey });
    const wrong = texts.find(([, value]) => value !== undefined && typeof value !== "string");
    if (wrong !== undefined) {
        throw new Error(
            `expected a string as the VMAccess extension's setting "${wrong[0]}", got a ${typeof wrong[1]}`,
        );
    }
    const keys = sshKey as string | undefined;
    if (
        keys
            ?.trim()
            .split("\n")
            .some((line) => !KEY.test(line)) === true
    ) {
        throw new Error(
            'the VMAccess extension\'s setting "ssh_key" has a line that is neither ssh-rsa nor ssh-ed25519',
        );
    }
    return {
        username: username as string | undefined,
        password: password === "" ? undefined : (password as string | undefined),
        sshKey: keys,
        removePriorKeys: removePriorKeys === true,
    };
}

/** The public settings; VMAccess ignores all others. */
const DISK_CHECKS = ["check_disk", "repair_disk", "disk_name"];
const KEY = /^(ssh-rsa|ssh-ed25519) [A-Za-z0-9+/]+={0,2}( .*)?$/;
