import { createHash } from "node:crypto";
import { kindOf } from "../../shared/azure/resourceKind";
import { isRecord } from "../../shared/json";
import { caution, danger, type Finding } from "./finding";
import { listed, prose } from "../markdown/markdown";
import type { Accidents } from "../plan/accidents";
import type { Inputs, Plan, PlannedResource } from "../plan/plan";
import { readable, SECRET, UNKNOWN, valueAt } from "../plan/properties";

const PROTECTED = "protectedSettings";
const KEYS = `${PROTECTED}.ssh_key`;
const PASSWORD = `${PROTECTED}.password`;
/** The settings that the components give. */
const OWN_SETTINGS = [
    "settings.hasPassword",
    ...["username", "remove_prior_keys"].map((name) => `${PROTECTED}.${name}`),
].concat(KEYS, PASSWORD);

/** Whether an extension is the one that changes who can log in to a VM. */
export function isVmAccess({ type, before, after }: PlannedResource): boolean {
    return kindOf(type) === "compute:VirtualMachineExtension" && (after ?? before)?.["type"] === "VMAccessForLinux";
}

/** Who can log in to a VM by SSH, and so be root, and could not before, or no longer can. */
export function administratorFindings({ resources, isNew, hide }: Plan): Finding[] {
    return resources.filter(isVmAccess).flatMap((extension) => {
        const vm = resources.find(
            (other) => other.parent === extension.parent && kindOf(other.type) === "compute:VirtualMachine",
        );
        const isOfNewVm = isNew || (vm !== undefined && vm.before === undefined);
        const goesWithVm = extension.after === undefined && vm !== undefined && vm.after === undefined;
        return extension.operation === "same" || goesWithVm
            ? []
            : [
                  ...foreignSettings(extension, vm),
                  ...(isOfNewVm ? [] : [...keyFindings(extension, hide), ...passwordFindings(extension, vm)]),
              ];
    });
}

/** Settings that change more than the administrator's credentials, or that leave earlier keys. */
function foreignSettings(extension: PlannedResource, vm: PlannedResource | undefined): Finding[] {
    const { after = {} } = extension;
    const given = ["settings", PROTECTED].flatMap((part) =>
        Object.keys(isRecord(after[part]) ? after[part] : {}).map((name) => `${part}.${name}`),
    );
    const [user, removal] = [`${PROTECTED}.username`, `${PROTECTED}.remove_prior_keys`];
    const isAdministrator = valueAt(after, user) === valueAt(vm?.after, "osProfile.adminUsername");
    const foreign = [
        ...given.filter((path) => !OWN_SETTINGS.includes(path)),
        ...(isAdministrator ? [] : [user]),
        ...(valueAt(after, removal) === true ? [] : [removal]),
    ];
    const text = prose`${listed(foreign)} changes other users of the VM or its SSH server, or leaves earlier keys.`;
    return foreign.length === 0 || extension.after === undefined
        ? []
        : [danger("hardening", "other settings of VMAccess", [extension], text)];
}

function keyFindings(extension: PlannedResource, hide: Accidents): Finding[] {
    const { before, after } = extension;
    if (after === undefined) {
        const text = prose`the VM keeps the keys that it has, and no later change reaches it.`;
        return [caution("client", "VMAccess removed", [extension], text)];
    }
    const keys = keysOf(after);
    if (keys === undefined) {
        const text = prose`the public keys of the administrator are secret, or known only after \`up\`.`;
        return [caution("client", "SSH keys unknown", [extension], text)];
    }
    const names = (list: readonly string[]) => listed(list.map((key) => nameOf(key, hide)));
    if (before === undefined) {
        const text = prose`the VM keeps ${names(keys)} only. Keys that were added on the VM itself are removed.`;
        return [caution("client", "SSH keys replaced", [extension], text)];
    }
    const earlier = keysOf(before) ?? [];
    const come = keys.filter((key) => !earlier.includes(key));
    const gone = earlier.filter((key) => !keys.includes(key));
    return [
        ...(come.length === 0
            ? []
            : [caution("client", "SSH key added", [extension], prose`${names(come)} can log in and become root.`)]),
        ...(gone.length === 0
            ? []
            : [caution("client", "SSH key removed", [extension], prose`${names(gone)} can no longer log in.`)]),
    ];
}

function passwordFindings(extension: PlannedResource, vm: PlannedResource | undefined): Finding[] {
    const { before, after, changes } = extension;
    const first = valueAt(vm?.before, "osProfile.adminPassword");
    const had = (valueAt(before, PASSWORD) ?? first) !== undefined;
    const has = valueAt(after, PASSWORD) !== undefined;
    if (has && !had) {
        const text = prose`login by password is possible.`;
        return [danger("hardening", "hardening weakened", [extension], text)];
    }
    return has && changes.some(({ path }) => path.startsWith(PASSWORD))
        ? [caution("client", "password changed", [extension], prose`the administrator's earlier one is refused.`)]
        : [];
}

/** The public keys that an extension gives the administrator; undefined if they cannot be read. */
function keysOf(inputs: Inputs): string[] | undefined {
    const text = readable(valueAt(inputs, KEYS));
    return typeof text !== "string" || text === SECRET || text === UNKNOWN ? undefined : text.trim().split("\n");
}

/** A key as `ssh-keygen -l` shows it, with its comment; the same word for each key that the sandbox made up. */
function nameOf(key: string, hide: Accidents): string {
    const shown = hide(key);
    const [, data = "", ...comment] = key.split(" ");
    const digest = createHash("sha256").update(Buffer.from(data, "base64")).digest("base64").replace(/=+$/, "");
    return shown === key ? [`SHA256:${digest}`, ...comment].join(" ") : shown;
}
