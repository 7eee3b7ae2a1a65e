import { isLoopbackRegistry } from "../../components/engine/daemonRules";
import {
    DAEMON_SETTINGS,
    daemonFlags,
    hardened,
    settingOfEntry,
    settingOfFlag,
} from "../../components/engine/daemonTable";
import { defaults } from "../../components/defaults";
import { DaemonPreset } from "../../components/options";
import { daemonJson } from "../../components/engine/daemonJson";
import { readEngineRevision } from "../../components/engine/engineRevision";
import { isRecord, parsedJson, recordAt } from "../../shared/json";
import type { DaemonSettings } from "../../components/engine/daemonSettings";

/** Which engine is installed, as far as it is known. */
export interface Packages {
    /** One of `EngineSource`. */
    readonly source?: string;
    /** Empty for the newest. */
    readonly version?: string;
}

/** A daemon's settings, in one form for both ways of installation. */
export interface Daemon {
    readonly packages: Packages;
    /** The values by setting, each as text. */
    readonly settings: Partial<Record<keyof DaemonSettings, readonly string[]>>;
    /** Flags and entries without a setting of their own, among them where the daemon listens and with which certificates. */
    readonly others: Readonly<Record<string, string>>;
}

/** The daemon that flags of `dockerd` make. */
function daemonOfFlags(flags: readonly string[]): Daemon {
    const settings: Partial<Record<keyof DaemonSettings, string[]>> = {};
    const others: Record<string, string> = {};
    for (const flag of flags) {
        const [name = "", ...value] = flag.split("=");
        const [setting, text] = [settingOfFlag(name), value.length === 0 ? "true" : value.join("=")];
        if (setting === undefined) {
            others[name] = [...(others[name] === undefined ? [] : [others[name]]), text].join(" ");
        } else {
            settings[setting] = [...(settings[setting] ?? []), text];
        }
    }
    return { packages: {}, settings, others };
}

/**
 * The daemon that a stack's configuration makes: its settings with the component's defaults, and its flags. The version is
 * known only where it is written out: the default of another revision may be another one.
 */
export function daemonOfConfig(valueOf: (setting: string) => unknown): Daemon {
    const [daemon, preset, daemonOptions, source, version] = [
        ...["daemon", "daemonPreset", "daemonOptions", "engineSource", "engineVersion"].map(valueOf),
    ];
    const settings: DaemonSettings = recordAt(daemon);
    const options = Array.isArray(daemonOptions) ? daemonOptions.map(String) : [];
    return {
        ...daemonOfFlags([...daemonFlags(hardened(settings, presetOf(preset))), ...options]),
        packages: {
            source: typeof source === "string" ? source : defaults.engineSource,
            ...(typeof version === "string" ? { version } : {}),
        },
    };
}

/** The preset that a configuration names. */
const presetOf = (name: unknown): DaemonPreset | undefined =>
    Object.values(DaemonPreset).find((preset) => preset === name);

/**
 * The daemon that the DockerExtension's public settings make; nothing when they cannot be read. With a port the extension has
 * it listen with TLS, in the same way as the install script's daemon.json.
 */
export function daemonOfExtension(settings: unknown): Daemon | undefined {
    const { options, port } = recordAt(settings, "docker");
    if (!Array.isArray(options) || !options.every((option) => typeof option === "string")) {
        return undefined;
    }
    const daemon = daemonOfFlags(options);
    return { ...daemon, others: { ...(port === undefined ? {} : listeningOn(Number(port))), ...daemon.others } };
}

/** A daemon with the components' defaults, on the port of a given one. A new host's daemon is compared with it. */
export function ordinaryDaemon({ others }: Daemon): Daemon {
    const [, port] = /tcp:\/\/0\.0\.0\.0:(\d+)/.exec(others["hosts"] ?? "") ?? [];
    return { ...daemonOfConfig(() => undefined), others: port === undefined ? {} : listeningOn(Number(port)) };
}

/** The entries by which the components have a daemon listen. */
function listeningOn(dockerPort: number): Record<string, string> {
    return othersOf(JSON.parse(daemonJson({ dockerPort, daemon: {} })) as Record<string, unknown>);
}

/** The entries that have no setting of their own. */
function othersOf(entries: Readonly<Record<string, unknown>>): Record<string, string> {
    return Object.fromEntries(
        Object.entries(entries)
            .filter(([entry]) => settingOfEntry(entry) === undefined)
            .map(([entry, value]) => [entry, JSON.stringify(value)]),
    );
}

/**
 * The daemon that the revision of an engine tells of, which the readiness gate has in its environment: the extension's
 * settings, or with CustomScript source, version, daemon.json and flags. Nothing when it cannot be read.
 */
export function daemonOfRevision(revision: unknown): Daemon | undefined {
    if (typeof revision !== "string") {
        return undefined;
    }
    const parts = readEngineRevision(revision);
    if (parts === undefined) {
        return daemonOfExtension(parsedJson(revision));
    }
    const { source, version, seccompFingerprint, flags } = parts;
    const entries = parsedJson(parts.daemonJson);
    if (!isRecord(entries)) {
        return undefined;
    }
    const { settings, others } = daemonOfFlags(flags);
    const values = Object.entries(entries).map(([entry, value]) => [settingOfEntry(entry) ?? entry, value] as const);
    const known = values.filter(([name]) => isSetting(name)).map(([name, value]) => [name, textsOf(value)] as const);
    return {
        packages: { source, version },
        settings: {
            ...settings,
            ...Object.fromEntries(known),
            ...(seccompFingerprint === "" ? {} : { seccompProfile: [seccompFingerprint] }),
        },
        others: { ...others, ...othersOf(entries) },
    };
}

const isSetting = (name: string): name is keyof DaemonSettings => (DAEMON_SETTINGS as readonly string[]).includes(name);

/** An entry of daemon.json as the values of a flag: lists have several, mappings one for each key. */
function textsOf(value: unknown): string[] {
    if (Array.isArray(value)) {
        return value.map((one) => (typeof one === "string" ? one : JSON.stringify(one)));
    }
    return isRecord(value)
        ? Object.entries(value).map(
              ([key, one]) => `${key}=${isRecord(one) ? `${String(one["Soft"])}:${String(one["Hard"])}` : String(one)}`,
          )
        : [String(value)];
}

/** A way in which one daemon protects less than another. */
export interface Weakening {
    /** Whether it concerns TLS and where the daemon listens. */
    readonly tls: boolean;
    /** The setting, entry or flag. */
    readonly setting: string;
    readonly what: string;
}

/** Say how a changed setting protects less. Each gets the values before and after, none for a setting that is not there. */
const LOSSES: Partial<
    Record<keyof DaemonSettings, (before: readonly string[], after: readonly string[]) => string | undefined>
> = {
    interContainerCommunication: on("containers on the default bridge can attack each other"),
    userlandProxy: on("a root process for each published port, and containers see no source addresses"),
    liveRestore: off("containers stop when the daemon restarts"),
    noNewPrivileges: off("setuid programs in containers gain privileges"),
    selinux: off("containers are no longer kept from host files by labels"),
    usernsRemap: (before, after) =>
        before.length > 0 && (after.length === 0 || after.includes("host"))
            ? "root in a container is root on the host"
            : undefined,
    authorizationPlugins: (before, after) =>
        before.some((plugin) => !after.includes(plugin)) ? "requests are no longer authorised by it" : undefined,
    insecureRegistries: (before, after) =>
        after.some((registry) => !before.includes(registry) && !isLoopbackRegistry(registry))
            ? "whoever can answer in a registry's place can give the host any image"
            : undefined,
    registryMirrors: (before, after) =>
        after.some((mirror) => !before.includes(mirror))
            ? "another mirror decides what an image's tag means"
            : undefined,
    seccompProfile: (before, after) =>
        areEqual(before, after) ? undefined : "another profile decides which system calls containers may use",
    logOptions: (before, after) =>
        before.some((option) => option.startsWith("max-size=")) &&
        !after.some((option) => option.startsWith("max-size="))
            ? "output of containers can fill the disk"
            : undefined,
    ulimits: (before, after) => (areEqual(before, after) ? undefined : "other limits for containers' processes"),
};

/** For what is off in a safe daemon. */
function on(loss: string) {
    // Absent means the engine's own default, which is on for both of these.
    return (before: readonly string[], after: readonly string[]): string | undefined =>
        before.at(-1) === "false" && after.at(-1) !== "false" ? loss : undefined;
}

/** For what is on in a safe daemon; the engine's own default is off. */
function off(loss: string) {
    return (before: readonly string[], after: readonly string[]): string | undefined =>
        before.at(-1) === "true" && after.at(-1) !== "true" ? loss : undefined;
}

const areEqual = (one: readonly string[], other: readonly string[]): boolean =>
    JSON.stringify(one) === JSON.stringify(other);

/** Flags and entries by which a daemon listens where it asks for no certificate. */
const OPEN_PORTS = /^(--)?(metrics-addr|network-diagnostic-port|cri-containerd)$/;

/** What one daemon protects less than the one before. */
export function weakenings(before: Daemon, after: Daemon): Weakening[] {
    const lost = DAEMON_SETTINGS.flatMap((setting) => {
        const what = LOSSES[setting]?.(before.settings[setting] ?? [], after.settings[setting] ?? []);
        return what === undefined ? [] : [{ tls: false, setting, what }];
    });
    const names = new Set([...Object.keys(before.others), ...Object.keys(after.others)]);
    const changed = [...names]
        // A proxy is judged by itself.
        .filter((name) => name !== "proxies" && before.others[name] !== after.others[name])
        .map((setting) =>
            OPEN_PORTS.test(setting) && after.others[setting] !== undefined
                ? { tls: true, setting, what: "a port that asks nobody for a certificate" }
                : {
                      tls: /tls|host|^-H/i.test(setting),
                      setting,
                      what: "changed in a way that this report cannot judge",
                  },
        );
    return [...lost, ...changed];
}
