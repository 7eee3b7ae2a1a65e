import { isRecord } from "../shared/json";
import { same } from "../shared/azure/sameName";
import { at, Unknown, unknowns } from "./properties";
import { type Check, type Finding, resourcePolicy, type Settings } from "./resourcePolicy";

/** Windows has passwords only. For an image of the marketplace its publisher decides, whatever the program claims. */
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
    const fix = "Set disablePasswordAuthentication to true, leave adminPassword out and give ssh.publicKeys";
    const passwords: Finding = {
        property: "osProfile.linuxConfiguration.disablePasswordAuthentication",
        problem: "SSH takes passwords, which can be guessed, unless this is true",
        fix,
    };
    const password: Finding = {
        property: "osProfile.adminPassword",
        problem: "a password can be used to log in, and lies in the stack's state",
        fix,
    };
    return [...(off ? [] : [passwords]), ...(at(profile, "adminPassword") === undefined ? [] : [password])];
};

const diskCheck: Check<Settings> = (machine) => {
    const disk = at(machine, "storageProfile", "osDisk");
    const option = at(disk, "deleteOption");
    const late = unknowns([disk, option]);
    if (late.length > 0) {
        return late;
    }
    // A disk that was there before belongs to somebody; an ephemeral one has no life of its own.
    const attached = same(at(disk, "createOption"), "Attach");
    const ephemeral = same(at(disk, "diffDiskSettings", "option"), "Local");
    return disk === undefined || attached || ephemeral || same(option, "Delete")
        ? []
        : [
              {
                  property: "storageProfile.osDisk.deleteOption",
                  problem: "the OS disk stays when the VM goes, with the keys on it and the bill for it",
                  fix: 'Set deleteOption to "Delete"',
              },
          ];
};

/** No login by password. */
export const passwordLogin = resourcePolicy<Settings>({
    name: "password-login",
    description: "Linux VMs take SSH keys and no password.",
    enforcementLevel: "mandatory",
    severity: "high",
    checks: { "compute:VirtualMachine": passwordCheck },
});

/** No disk that stays when its VM goes. */
export const osDiskLeftBehind = resourcePolicy<Settings>({
    name: "os-disk-left-behind",
    description: "The OS disk is deleted with its VM.",
    enforcementLevel: "mandatory",
    severity: "low",
    checks: { "compute:VirtualMachine": diskCheck },
});
