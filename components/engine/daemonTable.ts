import type { DaemonSettings, Ulimit } from "./daemonSettings";
import { DaemonPreset } from "../options";

/** The form of a setting's value. */
type Kind = "boolean" | "text" | "list" | "labels" | "options" | "ulimits";

interface Row {
    readonly kind: Kind;
    /** The entry of daemon.json. */
    readonly entry: string;
    /** The flag of dockerd. */
    readonly flag: string;
}

/** The path of the user's seccomp profile on the host. */
export const SECCOMP_PROFILE_PATH = "/etc/docker/seccomp.json";

/** Every setting by name, for both ways of installation. https://docs.docker.com/reference/cli/dockerd/ */
const TABLE: Readonly<Record<keyof DaemonSettings, Row>> = {
    labels: { kind: "labels", entry: "labels", flag: "--label" },
    registryMirrors: { kind: "list", entry: "registry-mirrors", flag: "--registry-mirror" },
    insecureRegistries: { kind: "list", entry: "insecure-registries", flag: "--insecure-registry" },
    storageDriver: { kind: "text", entry: "storage-driver", flag: "--storage-driver" },
    logDriver: { kind: "text", entry: "log-driver", flag: "--log-driver" },
    logOptions: { kind: "options", entry: "log-opts", flag: "--log-opt" },
    ulimits: { kind: "ulimits", entry: "default-ulimits", flag: "--default-ulimit" },
    interContainerCommunication: { kind: "boolean", entry: "icc", flag: "--icc" },
    userlandProxy: { kind: "boolean", entry: "userland-proxy", flag: "--userland-proxy" },
    liveRestore: { kind: "boolean", entry: "live-restore", flag: "--live-restore" },
    noNewPrivileges: { kind: "boolean", entry: "no-new-privileges", flag: "--no-new-privileges" },
    usernsRemap: { kind: "text", entry: "userns-remap", flag: "--userns-remap" },
    selinux: { kind: "boolean", entry: "selinux-enabled", flag: "--selinux-enabled" },
    seccompProfile: { kind: "text", entry: "seccomp-profile", flag: "--seccomp-profile" },
    authorizationPlugins: { kind: "list", entry: "authorization-plugins", flag: "--authorization-plugin" },
    dataRoot: { kind: "text", entry: "data-root", flag: "--data-root" },
};

/** The names of all settings. */
export const DAEMON_SETTINGS = Object.keys(TABLE) as (keyof DaemonSettings)[];

/** The kind of a setting's value. */
export function kindOf(setting: keyof DaemonSettings): Kind {
    return TABLE[setting].kind;
}

/** The setting for a flag of dockerd; undefined if there is none. */
export function settingOfFlag(flag: string): keyof DaemonSettings | undefined {
    const name = flag.replace(/=.*$/s, "");
    return DAEMON_SETTINGS.find((setting) => TABLE[setting].flag === name);
}

/** The setting for an entry of daemon.json; undefined if there is none. */
export function settingOfEntry(entry: string): keyof DaemonSettings | undefined {
    return DAEMON_SETTINGS.find((setting) => TABLE[setting].entry === entry);
}

/** Log drivers that write files, which grow without limit unless they are rotated. */
export const ROTATED_LOG_DRIVERS = ["json-file", "local"];

/** The settings of each preset. */
const PRESETS: Readonly<Record<DaemonPreset, DaemonSettings>> = {
    [DaemonPreset.Default]: {},
    [DaemonPreset.Cis]: {
        // It reaches a central place without a server's address. Docker Bench accepts every driver except json-file.
        logDriver: "journald",
        // A limit on processes would count those of all containers with the same mapped user.
        ulimits: { nofile: { soft: 1024, hard: 16_384 } },
        noNewPrivileges: true,
        usernsRemap: "default",
    },
};

/** The value of `usernsRemap` that turns it off although a preset turns it on. */
export const NO_REMAPPING = "none";

/** Fills in the settings of a preset, and defaults that are safer than the engine's. */
export function hardened(explicit: DaemonSettings, preset: DaemonPreset = DaemonPreset.Default): DaemonSettings {
    const given: DaemonSettings = {
        ...PRESETS[preset],
        ...Object.fromEntries(Object.entries(explicit).filter(([, value]) => value !== undefined)),
    };
    const { logDriver = "json-file", usernsRemap, ...others } = given;
    const rotation = ROTATED_LOG_DRIVERS.includes(logDriver)
        ? { logOptions: { "max-size": "10m", "max-file": "3" } }
        : {};
    return {
        logDriver,
        ...rotation,
        interContainerCommunication: false,
        userlandProxy: false,
        liveRestore: true,
        ...others,
        ...(usernsRemap === undefined || usernsRemap === NO_REMAPPING ? {} : { usernsRemap }),
    };
}

/** The settings as flags of dockerd. */
export function daemonFlags(settings: DaemonSettings): string[] {
    return given(settings).flatMap(([setting, value]) => {
        const { kind, flag } = TABLE[setting];
        return flagValues(kind, value).map((text) => `${flag}=${text}`);
    });
}

/** The settings as entries of daemon.json. */
export function daemonEntries(settings: DaemonSettings): Record<string, unknown> {
    return Object.fromEntries(
        given(settings).map(([setting, value]) => [TABLE[setting].entry, jsonValue(TABLE[setting].kind, value)]),
    );
}

/** The given settings, in the table's order, so that the same settings always give the same text. */
function given(settings: DaemonSettings): [keyof DaemonSettings, unknown][] {
    return DAEMON_SETTINGS.filter((setting) => settings[setting] !== undefined).map((setting) => [
        setting,
        settings[setting],
    ]);
}

function flagValues(kind: Kind, value: unknown): string[] {
    switch (kind) {
        case "boolean":
        case "text":
            return [String(value)];
        case "list":
            return value as string[];
        case "labels":
        case "options":
            return Object.entries(value as Record<string, string>).map(([key, text]) => `${key}=${text}`);
        case "ulimits":
            return Object.entries(value as Record<string, Ulimit>).map(
                ([name, { soft, hard }]) => `${name}=${soft}:${hard}`,
            );
    }
}

function jsonValue(kind: Kind, value: unknown): unknown {
    switch (kind) {
        case "boolean":
        case "text":
        case "list":
        case "options":
            return value;
        case "labels":
            return flagValues(kind, value);
        case "ulimits":
            return Object.fromEntries(
                Object.entries(value as Record<string, Ulimit>).map(([name, { soft, hard }]) => [
                    name,
                    { Name: name, Soft: soft, Hard: hard },
                ]),
            );
    }
}
