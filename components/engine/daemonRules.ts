import type { DaemonSettings } from "./daemonSettings";
import { DAEMON_SETTINGS, daemonFlags, hardened, kindOf, settingOfFlag } from "./daemonTable";
import { isFolderOfItsOwn } from "./dataRoot";
import { DOCKERD_FLAGS, parseFlag, wrongValue } from "./furtherFlags";
import { type Problem, hasUnknown, unknownProblem, type Rule } from "../validation/problems";
import { logOptionProblems } from "./logOptions";
import { knownNames, nearest } from "../../shared/nearest";
import { isRecord, recordAt } from "../../shared/json";
import { seccompProblem } from "./seccompProfile";

const isText = (value: unknown): boolean => typeof value === "string" && value !== "";
const isLimit = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= -1;
const isUlimit = (value: unknown): boolean => {
    const { soft, hard } = recordAt(value);
    return isLimit(soft) && isLimit(hard) && (hard === -1 || (soft !== -1 && soft <= hard));
};

/** The names that go-units knows. The daemon does not start with any other. */
const ULIMITS = "core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime sigpending stack".split(
    " ",
);

/**
 * Whether a registry is on the host itself: the daemon always allows these without TLS. A prefix shorter than eight bits
 * covers more than the loopback addresses.
 */
export function isLoopbackRegistry(registry: string): boolean {
    return /^(?:127(?:\.\d+){3}(?:\/(?:[89]|[12]\d|3[0-2]))?|localhost|::1|\[::1\])(?::\d+)?$/.test(registry);
}

interface Shape {
    readonly holds: (value: unknown) => boolean;
    readonly expected: string;
}

/** The values of each kind. */
const SHAPES: Readonly<Record<ReturnType<typeof kindOf>, Shape>> = {
    boolean: { holds: (value) => typeof value === "boolean", expected: "true or false" },
    text: { holds: isText, expected: "a non-empty string" },
    list: { holds: (value) => Array.isArray(value) && value.every(isText), expected: "a list of non-empty strings" },
    labels: {
        holds: (value) =>
            isRecord(value) &&
            Object.entries(value).every(([key, text]) => /^[^=\s]+$/.test(key) && typeof text === "string"),
        expected: "a map of strings whose keys contain neither spaces nor equals signs",
    },
    options: {
        holds: (value) => isRecord(value) && Object.values(value).every(isText),
        expected: "a map of option names to non-empty strings",
    },
    ulimits: {
        holds: (value) => isRecord(value) && Object.values(value).every(isUlimit),
        expected: "limits by name, each with whole numbers soft and hard (-1 for unlimited), soft not above hard",
    },
};

/** Additional conditions for some settings. */
const SPECIAL: Partial<Record<keyof DaemonSettings, Shape>> = {
    labels: {
        holds: (value) => !(isRecord(value) && "certs" in value),
        expected: "no label named certs, which the component sets itself",
    },
    registryMirrors: {
        holds: (value) =>
            Array.isArray(value) && value.every((mirror) => /^https:\/\/[^\s/@?#]+\/?$/.test(String(mirror))),
        expected: "https:// URLs of registries, without a user or a path",
    },
    insecureRegistries: {
        holds: (value) => Array.isArray(value) && value.every((one) => /^[\w.:[\]-]+(\/\d{1,3})?$/.test(String(one))),
        expected: "registries as host, host:port or a CIDR, without https://",
    },
    storageDriver: {
        holds: (value) => /^[a-z][a-z0-9-]*$/.test(String(value)),
        expected: "the name of a storage driver, such as overlay2",
    },
    logDriver: {
        holds: (value) => /^[A-Za-z0-9][\w./:-]*$/.test(String(value)),
        expected: "the name of a log driver, such as json-file",
    },
    ulimits: {
        holds: (value) => isRecord(value) && Object.keys(value).every((name) => ULIMITS.includes(name)),
        expected: `only limits named ${ULIMITS.join(", ")}`,
    },
    usernsRemap: {
        holds: (value) => /^[a-z0-9_][a-z0-9_-]*\$?(:[a-z0-9_][a-z0-9_-]*)?$/.test(String(value)),
        expected: "default, none, or a user or user:group on the host",
    },
    authorizationPlugins: {
        holds: (value) => Array.isArray(value) && value.every((one) => /^[A-Za-z0-9][\w./:-]*$/.test(String(one))),
        expected: "plugin names",
    },
    dataRoot: {
        holds: (value) => typeof value === "string" && isFolderOfItsOwn(value),
        expected:
            "the absolute path of a dedicated folder, such as /data/docker (no system folder, no shared one such as /home or /mnt, no spaces, quotes, dot segments or trailing slash)",
    },
};

/** Daemon settings: known names with valid values. */
export const daemon: Rule = (argument, value) => {
    if (!isRecord(value)) {
        return [
            {
                argument,
                expected: "an object with named settings",
                got: value,
                fix: "For example, use { liveRestore: false }",
            },
        ];
    }
    const given = Object.entries(value).filter(([, setting]) => setting !== undefined);
    const single = given.flatMap(([name, setting]) => settingProblems(argument, name, setting));
    return single.length > 0 ? single : logProblems(argument, value);
};

function settingProblems(argument: string, name: string, value: unknown): readonly Problem[] {
    const setting = DAEMON_SETTINGS.find((known) => known === name);
    if (setting === undefined) {
        const fix = knownNames("settings", name, DAEMON_SETTINGS);
        return [{ argument: `${argument}.${name}`, expected: "a known daemon setting", fix }];
    }
    if (hasUnknown(value)) {
        return [unknownProblem(`${argument}.${name}`)];
    }
    const shapes = [SHAPES[kindOf(setting)], SPECIAL[setting]].filter((shape) => shape !== undefined);
    const broken = shapes.find(({ holds }) => !holds(value))?.expected ?? profileProblem(setting, value);
    const fix = "See docs/security.md for the valid values of each setting";
    return broken === undefined ? [] : [{ argument: `${argument}.${name}`, expected: broken, got: value, fix }];
}

function profileProblem(setting: keyof DaemonSettings, value: unknown): string | undefined {
    const wrong = setting === "seccompProfile" ? seccompProblem(value) : undefined;
    return wrong === undefined ? undefined : `a valid seccomp profile in JSON (${wrong})`;
}

/** Checks the options of the log driver, including those filled in by default. */
function logProblems(argument: string, given: DaemonSettings): readonly Problem[] {
    const { logDriver = "", logOptions = {} } = hardened(given);
    return logOptionProblems(`${argument}.logOptions`, logDriver, logOptions);
}

/** The flags that are allowed. */
const PASSED_ON = Object.keys(DOCKERD_FLAGS).filter((name) => DOCKERD_FLAGS[name]?.refused === undefined);

/**
 * A `dockerd` flag. The extension writes flags into a double-quoted shell assignment without escaping, and the init system
 * splits them at spaces, so they cannot contain quotes, dollar signs, backslashes or spaces. A flag that is also a setting
 * would conflict with that setting's default: dockerd rejects a directive that is given twice.
 */
export const furtherDaemonOption: Rule = (argument, value) => {
    const given = typeof value === "string" && !/["'$`\\*?[]/.test(value) ? parseFlag(value) : undefined;
    if (given === undefined) {
        const expected = "a single dockerd flag such as --log-level=warn, without spaces, quotes, wildcards, $ or \\";
        const fix = "List each flag separately, with its value after an equals sign";
        return [{ argument, expected, got: value, fix }];
    }
    const broken = flagProblem(given.name, given.value);
    return broken === undefined ? [] : [{ argument, got: value, ...broken }];
};

function flagProblem(name: string, value: string | undefined): Pick<Problem, "expected" | "fix"> | undefined {
    const setting = settingOfFlag(`--${name}`);
    if (setting !== undefined) {
        return { expected: "a flag without a daemon setting", fix: `Set daemon.${setting} instead` };
    }
    const flag = Object.hasOwn(DOCKERD_FLAGS, name) ? DOCKERD_FLAGS[name] : undefined;
    if (flag === undefined) {
        const meant = nearest(name, PASSED_ON);
        const fix = meant === undefined ? "Remove it: dockerd would not start" : `Use --${meant}, or remove it`;
        return { expected: "a flag that dockerd knows", fix };
    }
    if (flag.refused !== undefined) {
        return { expected: `no flag --${name}, because ${flag.refused}`, fix: "Remove it" };
    }
    const expected = wrongValue(flag.value, value);
    return expected === undefined
        ? undefined
        : { expected: `--${name} with ${expected}`, fix: "For example, use --log-level=warn or --debug" };
}

/** Checks for settings that the DockerExtension cannot apply: it does not escape flags, and copies no files. */
export function uncarriable({ seccompProfile, ...settings }: DaemonSettings): readonly Problem[] {
    const fix = "Omit it, or set engineInstall to CustomScript";
    const expected = "no profile, because the DockerExtension copies no files to the host";
    const profile = seccompProfile === undefined ? [] : [{ argument: "daemon.seccompProfile", expected, fix }];
    const flags = daemonFlags(settings).filter((flag) => /[\s"'$`\\*?[]/.test(flag));
    return [
        ...profile,
        ...flags.map((flag) => ({
            argument: `daemon.${settingOfFlag(flag) ?? ""}`,
            expected: "no spaces, quotes, wildcards, $ or \\, because the DockerExtension does not escape flags",
            got: flag,
            fix,
        })),
    ];
}
