import type { DaemonSettings } from "../daemonSettings";
import { DAEMON_SETTINGS, daemonFlags, kindOf, settingOfFlag } from "./daemonTable";
import { daemonOption } from "./dockerExtension";
import type { Fault, Rule } from "./faults";
import { isRecord } from "./records";

const isText = (value: unknown): boolean => typeof value === "string" && value !== "";
const isLimit = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= -1;
const isUlimit = (value: unknown): boolean => {
    const { soft, hard } = isRecord(value) ? value : {};
    return isLimit(soft) && isLimit(hard) && (hard === -1 || (soft !== -1 && soft <= hard));
};
const isJsonObject = (value: unknown): boolean => {
    try {
        return isRecord(JSON.parse(String(value)));
    } catch {
        return false;
    }
};

interface Shape {
    readonly holds: (value: unknown) => boolean;
    readonly expected: string;
}

/** What a value of each kind is. */
const SHAPES: Readonly<Record<ReturnType<typeof kindOf>, Shape>> = {
    boolean: { holds: (value) => typeof value === "boolean", expected: "true or false" },
    text: { holds: isText, expected: "a text that is not empty" },
    list: { holds: (value) => Array.isArray(value) && value.every(isText), expected: "a list of texts" },
    labels: {
        holds: (value) =>
            isRecord(value) &&
            Object.entries(value).every(([key, text]) => /^[^=\s]+$/.test(key) && typeof text === "string"),
        expected: "texts by key, the keys without blanks and equals signs",
    },
    options: {
        holds: (value) => isRecord(value) && Object.values(value).every(isText),
        expected: "texts by the option's name",
    },
    ulimits: {
        holds: (value) => isRecord(value) && Object.values(value).every(isUlimit),
        expected: "by the limit's name a whole number each for soft and hard, soft not above hard, -1 for none",
    },
};

/** What single settings must be beyond their kind. */
const SPECIAL: Partial<Record<keyof DaemonSettings, Shape>> = {
    labels: {
        holds: (value) => !(isRecord(value) && "certs" in value),
        expected: "no label certs, which is the component's own",
    },
    registryMirrors: {
        holds: (value) =>
            Array.isArray(value) && value.every((mirror) => /^https:\/\/[^\s/]+\/?$/.test(String(mirror))),
        expected: "addresses of registries, https:// and a host, without a path",
    },
    seccompProfile: { holds: isJsonObject, expected: "the JSON of a seccomp profile" },
    dataRoot: {
        holds: (value) => /^\/[^\s"'$`\\]+$/.test(String(value)),
        expected: "an absolute path without blanks and quotes",
    },
};

/** Daemon settings: known names, and values of their kind. */
export const daemon: Rule = (argument, value) => {
    if (!isRecord(value)) {
        return [
            {
                argument,
                expected: "settings by their names",
                got: value,
                mend: "Write for example { liveRestore: false }",
            },
        ];
    }
    return Object.entries(value)
        .filter(([, setting]) => setting !== undefined)
        .flatMap(([name, setting]) => settingFaults(argument, name, setting));
};

function settingFaults(argument: string, name: string, value: unknown): readonly Fault[] {
    const setting = DAEMON_SETTINGS.find((known) => known === name);
    if (setting === undefined) {
        const mend = `Known settings: ${DAEMON_SETTINGS.join(", ")}`;
        return [{ argument: `${argument}.${name}`, expected: "a known setting of the daemon", mend }];
    }
    const shapes = [SHAPES[kindOf(setting)], SPECIAL[setting]].filter((shape) => shape !== undefined);
    const broken = shapes.find(({ holds }) => !holds(value));
    const mend = "See docs/security.md for what each setting takes";
    return broken === undefined
        ? []
        : [{ argument: `${argument}.${name}`, expected: broken.expected, got: value, mend }];
}

/** A flag that is a setting of its own would meet that setting's default: dockerd refuses the same directive twice. */
export const furtherDaemonOption: Rule = (argument, value) => {
    const setting = typeof value === "string" ? settingOfFlag(value) : undefined;
    return setting === undefined
        ? daemonOption(argument, value)
        : [
              {
                  argument,
                  expected: "no flag that is a daemon setting",
                  got: value,
                  mend: `Set daemon.${setting} instead`,
              },
          ];
};

/** What the DockerExtension cannot carry: its flags are written without escaping, and it brings no files. */
export function uncarriable({ seccompProfile, ...settings }: DaemonSettings): readonly Fault[] {
    const mend = "Leave it out, or set engineInstall to CustomScript";
    const expected = "no profile: the DockerExtension brings no file onto the host";
    const profile = seccompProfile === undefined ? [] : [{ argument: "daemon.seccompProfile", expected, mend }];
    const flags = daemonFlags(settings).filter((flag) => /[\s"'$`\\*?[]/.test(flag));
    return [
        ...profile,
        ...flags.map((flag) => ({
            argument: `daemon.${settingOfFlag(flag) ?? ""}`,
            expected: "no blanks, quotes, $, \\ and wildcards: the DockerExtension writes its flags without escaping",
            got: flag,
            mend,
        })),
    ];
}
