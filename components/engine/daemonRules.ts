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

/** The names that go-units knows; any other lets no daemon start. */
const ULIMITS = "core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime sigpending stack".split(
    " ",
);

/**
 * Whether a registry is on the host itself: the daemon takes these without TLS in any case. A range of fewer than eight bits
 * holds more than the loopback.
 */
export function isLoopbackRegistry(registry: string): boolean {
    return /^(?:127(?:\.\d+){3}(?:\/(?:[89]|[12]\d|3[0-2]))?|localhost|::1|\[::1\])(?::\d+)?$/.test(registry);
}

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
            Array.isArray(value) && value.every((mirror) => /^https:\/\/[^\s/@?#]+\/?$/.test(String(mirror))),
        expected: "addresses of registries, https:// and a host, without a user and a path",
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
        expected: `limits by their names: ${ULIMITS.join(", ")}`,
    },
    usernsRemap: {
        holds: (value) => /^[a-z0-9_][a-z0-9_-]*\$?(:[a-z0-9_][a-z0-9_-]*)?$/.test(String(value)),
        expected: "default, a user or user:group of the host",
    },
    authorizationPlugins: {
        holds: (value) => Array.isArray(value) && value.every((one) => /^[A-Za-z0-9][\w./:-]*$/.test(String(one))),
        expected: "names of plugins",
    },
    dataRoot: {
        holds: (value) => typeof value === "string" && isFolderOfItsOwn(value),
        expected:
            "an absolute path without blanks, quotes, dots and a slash at its end, of a folder that is neither the system's nor one that holds others, such as /home or /mnt",
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
                fix: "Write for example { liveRestore: false }",
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
        return [{ argument: `${argument}.${name}`, expected: "a known setting of the daemon", fix }];
    }
    if (hasUnknown(value)) {
        return [unknownProblem(`${argument}.${name}`)];
    }
    const shapes = [SHAPES[kindOf(setting)], SPECIAL[setting]].filter((shape) => shape !== undefined);
    const broken = shapes.find(({ holds }) => !holds(value))?.expected ?? profileProblem(setting, value);
    const fix = "See docs/security.md for what each setting takes";
    return broken === undefined ? [] : [{ argument: `${argument}.${name}`, expected: broken, got: value, fix }];
}

function profileProblem(setting: keyof DaemonSettings, value: unknown): string | undefined {
    const wrong = setting === "seccompProfile" ? seccompProblem(value) : undefined;
    return wrong === undefined ? undefined : `the JSON of a seccomp profile with which containers start: ${wrong}`;
}

/** The options of the log driver, those that are filled in included. */
function logProblems(argument: string, given: DaemonSettings): readonly Problem[] {
    const { logDriver = "", logOptions = {} } = hardened(given);
    return logOptionProblems(`${argument}.logOptions`, logDriver, logOptions);
}

/** The flags that may be given. */
const PASSED_ON = Object.keys(DOCKERD_FLAGS).filter((name) => DOCKERD_FLAGS[name]?.refused === undefined);

/**
 * One flag of `dockerd`. The extension writes the flags into a double-quoted shell assignment without escaping and the
 * init system splits them at blanks, so that quotes, dollars, backslashes and blanks cannot be carried. A flag that is a
 * setting of its own would meet that setting's default: dockerd refuses the same directive twice.
 */
export const furtherDaemonOption: Rule = (argument, value) => {
    const given = typeof value === "string" && !/["'$`\\*?[]/.test(value) ? parseFlag(value) : undefined;
    if (given === undefined) {
        const expected = "one dockerd flag such as --log-level=warn, without blanks, quotes, $ and \\";
        const fix = "Write each flag as an element of its own, its value behind an equals sign";
        return [{ argument, expected, got: value, fix }];
    }
    const broken = flagProblem(given.name, given.value);
    return broken === undefined ? [] : [{ argument, got: value, ...broken }];
};

function flagProblem(name: string, value: string | undefined): Pick<Problem, "expected" | "fix"> | undefined {
    const setting = settingOfFlag(`--${name}`);
    if (setting !== undefined) {
        return { expected: "no flag that is a daemon setting", fix: `Set daemon.${setting} instead` };
    }
    const flag = Object.hasOwn(DOCKERD_FLAGS, name) ? DOCKERD_FLAGS[name] : undefined;
    if (flag === undefined) {
        const meant = nearest(name, PASSED_ON);
        const fix = meant === undefined ? "Leave it out, dockerd would not start" : `Write --${meant}, or leave it out`;
        return { expected: "a flag that dockerd knows", fix };
    }
    if (flag.refused !== undefined) {
        return { expected: `no flag --${name}: ${flag.refused}`, fix: "Leave it out" };
    }
    const expected = wrongValue(flag.value, value);
    return expected === undefined
        ? undefined
        : { expected: `--${name} with ${expected}`, fix: "Write for example --log-level=warn or --debug" };
}

/** What the DockerExtension cannot carry: its flags are written without escaping, and it brings no files. */
export function uncarriable({ seccompProfile, ...settings }: DaemonSettings): readonly Problem[] {
    const fix = "Leave it out, or set engineInstall to CustomScript";
    const expected = "no profile: the DockerExtension brings no file onto the host";
    const profile = seccompProfile === undefined ? [] : [{ argument: "daemon.seccompProfile", expected, fix }];
    const flags = daemonFlags(settings).filter((flag) => /[\s"'$`\\*?[]/.test(flag));
    return [
        ...profile,
        ...flags.map((flag) => ({
            argument: `daemon.${settingOfFlag(flag) ?? ""}`,
            expected: "no blanks, quotes, $, \\ and wildcards: the DockerExtension writes its flags without escaping",
            got: flag,
            fix,
        })),
    ];
}
