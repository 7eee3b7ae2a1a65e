import type { Problem } from "../validation/problems";
import { knownNames } from "../../shared/nearest";

/** Checks an option's value: returns what is expected, or undefined for a valid value. */
type Check = (value: string) => string | undefined;

const whenNot =
    (pattern: RegExp, expected: string): Check =>
    (value) =>
        pattern.test(value) ? undefined : expected;

/** A size as docker/go-units parses it. */
const size = whenNot(/^(?=.*[1-9])\d+(\.\d+)? ?(b|[kmgtp](i?b)?)?$/i, "a size such as 10m or 1g");
const count = whenNot(/^[1-9]\d{0,8}$/, "a whole number of at least 1, as a string");
const number = whenNot(/^\d{1,9}$/, "a whole number, as a string");
const bool = whenNot(/^(true|false)$/, "true or false, as a string");
const text = whenNot(/\S/, "a non-empty string");
const path = whenNot(/^\/\S+$/, "an absolute path on the host");
const duration = whenNot(/^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/, "a duration such as 500ms or 10s");
const oneOf = (...values: string[]): Check =>
    whenNot(new RegExp(`^(${values.join("|")})$`), `one of ${values.join(", ")}`);

/** Go's regular expressions (RE2), approximated with JavaScript's. */
const regex: Check = (value) => {
    const own = value
        .replaceAll(/\(\?[imsU-]+\)/g, "")
        .replaceAll(/\(\?[imsU-]+:/g, "(?:")
        .replaceAll("(?P<", "(?<");
    try {
        new RegExp(own);
        return text(value);
    } catch {
        return "a regular expression";
    }
};

/** The fields of a tag template: moby's daemon/logger/loginfo.go. */
const TAG_FIELDS = /^\{\{[^{}]+\}\}$/;
const TAG_NAMES =
    "ID FullID Name Command ImageID ImageFullID ImageName Hostname DaemonName ContainerID ContainerName ContainerImageID ContainerImageName ContainerCreated ContainerEntrypoint ContainerArgs ContainerEnv ContainerLabels Config LogPath".split(
        " ",
    );
const tag: Check = (value) => {
    const actions = value.match(/\{\{.*?\}\}/g) ?? [];
    const rest = value.replaceAll(/\{\{.*?\}\}/g, "");
    const simple = actions.map((action) => /^\{\{-?\s*\.(\w+)\s*-?\}\}$/.exec(action)?.[1]);
    const known = simple.every((name) => name === undefined || TAG_NAMES.includes(name));
    const closed = actions.every((action) => TAG_FIELDS.test(action)) && !/\{\{|\}\}/.test(rest);
    return known && closed ? undefined : "a template such as {{.Name}}/{{.ID}}";
};

/** Options with the same check, from a string of names separated by spaces. */
const each = (check: Check, names: string): Readonly<Record<string, Check>> =>
    Object.fromEntries(names.split(" ").map((name) => [name, check]));

/** Options that the engine itself handles, for every driver except `none`. */
const COMMON: Readonly<Record<string, Check>> = {
    mode: oneOf("blocking", "non-blocking"),
    "max-buffer-size": size,
    "cache-disabled": bool,
    "cache-max-file": count,
    "cache-max-size": size,
    "cache-compress": bool,
};
const ATTRIBUTES: Readonly<Record<string, Check>> = {
    labels: text,
    "labels-regex": regex,
    env: text,
    "env-regex": regex,
};
const TAGGED = { ...ATTRIBUTES, tag };
const FILES = { ...TAGGED, "max-size": size, "max-file": count, compress: bool };

/** The options of each built-in log driver: moby's daemon/logger, v29. */
const DRIVERS: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
    "json-file": { ...COMMON, ...FILES },
    local: { ...COMMON, ...FILES },
    journald: { ...COMMON, ...TAGGED },
    none: {},
    syslog: {
        ...COMMON,
        ...TAGGED,
        "syslog-address": whenNot(
            /^((udp|tcp|tcp\+tls):\/\/[^\s/]+|unix(gram)?:\/\/\/\S+)$/,
            "an address such as udp://192.0.2.1:514 or unix:///dev/log",
        ),
        "syslog-facility": whenNot(
            /^(kern|user|mail|daemon|auth|syslog|lpr|news|uucp|cron|authpriv|ftp|local[0-7]|1?\d|2[0-3])$/,
            "a facility such as daemon or local0",
        ),
        "syslog-format": oneOf("rfc3164", "rfc5424", "rfc5424micro"),
        ...each(path, "syslog-tls-ca-cert syslog-tls-cert syslog-tls-key"),
        "syslog-tls-skip-verify": text,
    },
    gelf: {
        ...COMMON,
        ...TAGGED,
        "gelf-address": whenNot(/^(udp|tcp):\/\/[^\s/]+:\d+$/, "an address such as udp://192.0.2.1:12201"),
        "gelf-compression-level": whenNot(/^(-1|\d)$/, "a whole number from -1 to 9, as a string"),
        "gelf-compression-type": oneOf("gzip", "zlib", "none"),
        ...each(number, "gelf-tcp-max-reconnect gelf-tcp-reconnect-delay"),
    },
    fluentd: {
        ...COMMON,
        ...TAGGED,
        "fluentd-address": whenNot(
            /^((tcp:\/\/|tls:\/\/)?[^\s/]+|unix:\/\/\/\S+)$/,
            "an address such as 192.0.2.1:24224 or unix:///run/fluent.sock",
        ),
        ...each(bool, "fluentd-async fluentd-request-ack fluentd-sub-second-precision"),
        ...each(
            duration,
            "fluentd-async-reconnect-interval fluentd-retry-wait fluentd-write-timeout fluentd-read-timeout",
        ),
        "fluentd-buffer-limit": size,
        "fluentd-max-retries": number,
    },
    splunk: {
        ...COMMON,
        ...TAGGED,
        "splunk-url": whenNot(/^https?:\/\/[^\s/?#]+\/?$/, "an address such as https://splunk.example.org:8088"),
        "splunk-format": oneOf("inline", "json", "raw"),
        "splunk-gzip-level": whenNot(/^(-1|\d)$/, "a whole number from -1 to 9, as a string"),
        ...each(text, "splunk-token splunk-source splunk-sourcetype splunk-index splunk-caname"),
        "splunk-capath": path,
        ...each(bool, "splunk-insecureskipverify splunk-verify-connection splunk-gzip splunk-index-acknowledgment"),
    },
    awslogs: {
        ...COMMON,
        tag,
        ...each(
            text,
            "awslogs-region awslogs-endpoint awslogs-group awslogs-stream awslogs-datetime-format awslogs-credentials-endpoint awslogs-format",
        ),
        ...each(bool, "awslogs-create-group awslogs-create-stream"),
        "awslogs-multiline-pattern": regex,
        ...each(count, "awslogs-force-flush-interval-seconds awslogs-max-buffered-events"),
    },
    gcplogs: {
        ...COMMON,
        ...ATTRIBUTES,
        ...each(text, "gcp-project gcp-meta-zone gcp-meta-name gcp-meta-id"),
        "gcp-log-cmd": bool,
    },
};

/** Options that a driver requires to start containers. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
    gelf: ["gelf-address"],
    splunk: ["splunk-url", "splunk-token"],
    awslogs: ["awslogs-group"],
};

/**
 * Checks the options of a log driver. dockerd checks most of them only when a container starts: the daemon would run, but no
 * container would start. Options of plugins are not checked.
 */
export function logOptionProblems(
    argument: string,
    driver: string,
    options: Readonly<Record<string, string>>,
): readonly Problem[] {
    const known = DRIVERS[driver];
    if (known === undefined) {
        return [];
    }
    const missing = (REQUIRED[driver] ?? [])
        .filter((name) => options[name] === undefined)
        .map((name) => ({
            argument: `${argument}.${name}`,
            expected: `a value, which the log driver ${driver} requires`,
            got: undefined,
            fix: "Add it, or choose another log driver",
        }));
    const single = Object.entries(options).flatMap(([name, value]) =>
        optionProblems(argument, { driver, known, name, value }),
    );
    return [...missing, ...single, ...(single.length > 0 ? [] : combinationProblems(argument, driver, options))];
}

interface Option {
    readonly driver: string;
    readonly known: Readonly<Record<string, Check>>;
    readonly name: string;
    readonly value: string;
}

function optionProblems(argument: string, { driver, known, name, value }: Option): readonly Problem[] {
    const check = Object.hasOwn(known, name) ? known[name] : undefined;
    if (check === undefined) {
        const fix = knownNames("options", name, Object.keys(known));
        return [{ argument: `${argument}.${name}`, expected: `an option of the log driver ${driver}`, fix }];
    }
    const expected = check(value);
    // A token for a log server is a secret.
    const got = name.endsWith("-token") ? {} : { got: value };
    return expected === undefined
        ? []
        : [{ argument: `${argument}.${name}`, expected, ...got, fix: "See Docker's documentation of that log driver" }];
}

/** Checks options that are valid on their own but together keep containers from starting. */
function combinationProblems(
    argument: string,
    driver: string,
    options: Readonly<Record<string, string>>,
): readonly Problem[] {
    const problems: Problem[] = [];
    if (options["max-buffer-size"] !== undefined && options["mode"] !== "non-blocking") {
        const expected = "non-blocking, because max-buffer-size is set";
        problems.push({
            argument: `${argument}.mode`,
            expected,
            got: options["mode"],
            fix: "Set it, or omit both",
        });
    }
    if (compresses(driver, options)) {
        const rotates = driver === "local" || options["max-size"] !== undefined;
        if (!rotates || Number(options["max-file"] ?? (driver === "local" ? 5 : 1)) < 2) {
            const expected = "at least 2 files with a max-size, because only rotated files are compressed";
            const fix = "Set max-size and max-file, or set compress to false";
            problems.push({ argument: `${argument}.max-file`, expected, got: options["max-file"], fix });
        }
    }
    return problems;
}

/** Whether a driver compresses rotated files. `local` does by default. */
function compresses(driver: string, { compress }: Readonly<Record<string, string>>): boolean {
    return driver === "local" ? compress !== "false" : driver === "json-file" && compress === "true";
}
