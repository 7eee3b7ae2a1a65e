import type { DaemonSettings } from "./daemonSettings";
import { hardened, NO_REMAPPING, ROTATED_LOG_DRIVERS } from "./daemonTable";
import { logOptionProblems } from "./logOptions";
import { DaemonPreset } from "../options";
import type { Problem } from "../validation/problems";

/** A recommendation of a preset, and whether a setting follows it. */
interface Recommendation {
    /** Its number in the benchmark. */
    readonly number: string;
    readonly setting: keyof DaemonSettings;
    readonly follows: (value: unknown) => boolean;
    readonly why: string;
}

/** From the CIS Docker Benchmark 1.6.0, as https://github.com/docker/docker-bench-security checks it. */
const RECOMMENDATIONS: Readonly<Record<DaemonPreset, readonly Recommendation[]>> = {
    [DaemonPreset.Default]: [],
    [DaemonPreset.Cis]: [
        {
            number: "2.2",
            setting: "interContainerCommunication",
            follows: (value) => value === false,
            why: "containers on the default bridge must not reach each other",
        },
        {
            number: "2.8",
            setting: "ulimits",
            follows: (value) => Object.keys(Object(value) as object).length > 0,
            why: "containers need default limits",
        },
        {
            number: "2.9",
            setting: "usernsRemap",
            follows: (value) => value !== NO_REMAPPING,
            why: "root in a container must not be root on the host",
        },
        {
            number: "2.13",
            setting: "logDriver",
            follows: (value) => ![...ROTATED_LOG_DRIVERS, "none"].includes(String(value)),
            why: "the output of containers must leave the container's own files",
        },
        {
            number: "2.14",
            setting: "noNewPrivileges",
            follows: (value) => value === true,
            why: "processes in containers must not gain privileges",
        },
        {
            number: "2.15",
            setting: "liveRestore",
            follows: (value) => value === true,
            why: "containers must keep running while the daemon restarts",
        },
        {
            number: "2.16",
            setting: "userlandProxy",
            follows: (value) => value === false,
            why: "published ports need no process of their own",
        },
    ],
};

/** Warnings about explicit settings that win over what the preset recommends. */
export function presetWarnings(given: DaemonSettings = {}, preset: DaemonPreset = DaemonPreset.Default): string[] {
    return RECOMMENDATIONS[preset]
        .filter(({ setting, follows }) => given[setting] !== undefined && !follows(given[setting]))
        .map(
            ({ number, setting, why }) =>
                `daemon.${setting} wins over daemonPreset ${preset}, but ${number} of the CIS Docker Benchmark asks for another value: ${why}.`,
        );
}

/** Checks options that are given for another log driver than the preset's. */
export function presetProblems(given: DaemonSettings = {}, preset?: DaemonPreset): readonly Problem[] {
    const { logDriver = "", logOptions = {} } = hardened(given, preset);
    return given.logDriver === undefined ? logOptionProblems("daemon.logOptions", logDriver, logOptions) : [];
}
