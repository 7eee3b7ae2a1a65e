import { isRecord } from "../shared/json";
import { same } from "../shared/azure/sameName";
import { at, Unknown, unknowns } from "./properties";
import { type Check, type Finding, resourcePolicy, type Settings } from "./resourcePolicy";

/** Windows supports passwords only. For a marketplace image the publisher decides, whatever the program says. */
function isWindows(machine: unknown): boolean {
    const publisher = at(machine, "storageProfile", "imageReference", "publisher");
    return typeof publisher === "string"
        ? /^microsoftwindows/i.test(publisher)
        : isRecord(at(machine, "osProfile", "windowsConfiguration")) ||
              same(at(machine, "storageProfile", "osDisk", "osType"), "Windows");
}

const passwordCheck: Check<Settings> = (machine) => {
    const profile = at(machine, "osProfile");
    if (profile === undefined || isWindows(machine)) {
        return [];
    }
    const disabled = at(profile, "linuxConfiguration", "disablePasswordAuthentication");
    if (disabled instanceof Unknown) {
        return [disabled];
    }
    const off = disabled === true || same(disabled, "true");
    const fix = "Set disablePasswordAuthentication to true, remove adminPassword and set ssh.publicKeys";
    const passwords: Finding = {
        property: "osProfile.linuxConfiguration.disablePasswordAuthentication",
        problem: "SSH accepts passwords, which can be guessed",
        fix,
    };
    const password: Finding = {
        property: "osProfile.adminPassword",
        problem: "the password allows login, and is in the stack's state",
        fix,
    };
    return [...(off ? [] : [passwords]), ...(at(profile, "adminPassword") === undefined ? [] : [password])];
};

/** Login with a password that VMAccess gives to an existing VM. */
const vmAccessCheck: Check<Settings> = (extension) => {
    const settings = at(extension, "protectedSettings");
    if (!same(at(extension, "type"), "VMAccessForLinux")) {
        return [];
    }
    if (settings instanceof Unknown) {
        return [settings];
    }
    return at(settings, "password") === undefined
        ? []
        : [
              {
                  property: "protectedSettings.password",
                  problem: "it makes SSH accept passwords, which can be guessed",
                  fix: "Remove password and set ssh_key",
              },
          ];
};

const diskCheck: Check<Settings> = (machine) => {
    const disk = at(machine, "storageProfile", "osDisk");
    const option = at(disk, "deleteOption");
    const unknown = unknowns([disk, option]);
    if (unknown.length > 0) {
        return unknown;
    }
    // An existing disk belongs to somebody, and an ephemeral one is deleted with its VM.
    const attached = same(at(disk, "createOption"), "Attach");
    const ephemeral = same(at(disk, "diffDiskSettings", "option"), "Local");
    return disk === undefined || attached || ephemeral || same(option, "Delete")
        ? []
        : [
              {
                  property: "storageProfile.osDisk.deleteOption",
                  problem: "the OS disk, with the keys on it, remains and is billed after the VM is deleted",
                  fix: 'Set deleteOption to "Delete"',
              },
          ];
};

/** Forbids login with a password. */
export const passwordLogin = resourcePolicy<Settings>({
    name: "password-login",
    description: "Linux VMs accept SSH keys and no passwords.",
    enforcementLevel: "mandatory",
    severity: "high",
    checks: {
        "compute:VirtualMachine": passwordCheck,
        "compute:VirtualMachineExtension": vmAccessCheck,
    },
});

/** Forbids OS disks that outlive their VM. */
export const osDiskLeftBehind = resourcePolicy<Settings>({
    name: "os-disk-left-behind",
    description: "The OS disk is deleted with its VM.",
    enforcementLevel: "mandatory",
    severity: "low",
    checks: { "compute:VirtualMachine": diskCheck },
});
