import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { DaemonSettings } from "../../../../components";
import {
    DAEMON_SETTINGS,
    daemonEntries,
    daemonFlags,
    hardened,
    settingOfFlag,
} from "../../../../components/engine/daemonTable";

/** Every setting with a value, its flags and its entry of daemon.json, as the engine's documentation has them. */
const WRITTEN: { readonly [S in keyof DaemonSettings]-?: [DaemonSettings[S], string[], Record<string, unknown>] } = {
    labels: [{ a: "1", b: "x y" }, ["--label=a=1", "--label=b=x y"], { labels: ["a=1", "b=x y"] }],
    registryMirrors: [
        ["https://a", "https://b"],
        ["--registry-mirror=https://a", "--registry-mirror=https://b"],
        { "registry-mirrors": ["https://a", "https://b"] },
    ],
    insecureRegistries: [["a:5000"], ["--insecure-registry=a:5000"], { "insecure-registries": ["a:5000"] }],
    storageDriver: ["overlay2", ["--storage-driver=overlay2"], { "storage-driver": "overlay2" }],
    logDriver: ["local", ["--log-driver=local"], { "log-driver": "local" }],
    logOptions: [
        { "max-size": "5m", tag: "t" },
        ["--log-opt=max-size=5m", "--log-opt=tag=t"],
        { "log-opts": { "max-size": "5m", tag: "t" } },
    ],
    ulimits: [
        { nofile: { soft: 1024, hard: -1 } },
        ["--default-ulimit=nofile=1024:-1"],
        { "default-ulimits": { nofile: { Name: "nofile", Soft: 1024, Hard: -1 } } },
    ],
    interContainerCommunication: [true, ["--icc=true"], { icc: true }],
    userlandProxy: [true, ["--userland-proxy=true"], { "userland-proxy": true }],
    liveRestore: [false, ["--live-restore=false"], { "live-restore": false }],
    noNewPrivileges: [true, ["--no-new-privileges=true"], { "no-new-privileges": true }],
    usernsRemap: ["default", ["--userns-remap=default"], { "userns-remap": "default" }],
    selinux: [true, ["--selinux-enabled=true"], { "selinux-enabled": true }],
    seccompProfile: ["/p.json", ["--seccomp-profile=/p.json"], { "seccomp-profile": "/p.json" }],
    authorizationPlugins: [
        ["one", "two"],
        ["--authorization-plugin=one", "--authorization-plugin=two"],
        { "authorization-plugins": ["one", "two"] },
    ],
    dataRoot: ["/data", ["--data-root=/data"], { "data-root": "/data" }],
};
const ALL = Object.fromEntries(Object.entries(WRITTEN).map(([setting, [value]]) => [setting, value])) as DaemonSettings;

const text = fc.string({ minLength: 1, maxLength: 8 });
const texts = fc.array(text, { maxLength: 3 });
const textsByKey = fc.dictionary(text, text, { maxKeys: 3 });
const limit = fc.integer({ min: -1, max: 9 });
const settings = fc.record(
    {
        labels: textsByKey,
        registryMirrors: texts,
        insecureRegistries: texts,
        storageDriver: text,
        logOptions: textsByKey,
        ulimits: fc.dictionary(text, fc.record({ soft: limit, hard: limit }), { maxKeys: 3 }),
        liveRestore: fc.boolean(),
        authorizationPlugins: texts,
    },
    { requiredKeys: [] },
);

/** Names of daemon.json's entries that may hold several values, each with the flag that is given once for each. */
const SINGULAR: Readonly<Record<string, string>> = {
    labels: "label",
    "registry-mirrors": "registry-mirror",
    "insecure-registries": "insecure-registry",
    "log-opts": "log-opt",
    "default-ulimits": "default-ulimit",
    "authorization-plugins": "authorization-plugin",
};

/** An entry of daemon.json as dockerd would take it on its command line. */
function flagsOfEntry([name, value]: [string, unknown]): string[] {
    const flag = `--${SINGULAR[name] ?? name}`;
    if (Array.isArray(value)) {
        return value.map((one) => `${flag}=${String(one)}`);
    }
    return typeof value === "object" && value !== null
        ? Object.entries(value as Record<string, JsonValue>).map(([key, one]) => `${flag}=${key}=${limitsOf(one)}`)
        : [`${flag}=${String(value)}`];
}

type JsonValue = string | { readonly Soft: number; readonly Hard: number };

function limitsOf(value: JsonValue): string {
    return typeof value === "string" ? value : `${value.Soft}:${value.Hard}`;
}

describe.each(Object.entries(WRITTEN))("The daemon's setting %s", (setting, [value, flags, entry]) => {
    test("is written as flags", () => {
        expect(daemonFlags({ [setting]: value })).toEqual(flags);
    });

    test("is written as an entry of daemon.json", () => {
        expect(daemonEntries({ [setting]: value })).toEqual(entry);
    });

    test("is found by its flag", () => {
        expect(flags.map((flag) => settingOfFlag(flag))).toEqual(flags.map(() => setting));
    });
});

describe("The daemon's settings", () => {
    test("are all written in one order, whatever the order in which they were given", () => {
        const reversed = Object.fromEntries(Object.entries(ALL).reverse()) as DaemonSettings;
        expect(daemonFlags(reversed)).toEqual(DAEMON_SETTINGS.flatMap((setting) => WRITTEN[setting][1]));
        expect(JSON.stringify(daemonEntries(reversed))).toBe(JSON.stringify(daemonEntries(ALL)));
    });

    test("that are not there are not written", () => {
        const none: object = { liveRestore: undefined, labels: undefined };
        expect([daemonFlags(none), daemonEntries(none)]).toEqual([[], {}]);
    });

    test("say the same as flags and as daemon.json", () => {
        fc.assert(
            fc.property(settings, (some) => {
                expect(Object.entries(daemonEntries(some)).flatMap(flagsOfEntry)).toEqual(daemonFlags(some));
            }),
        );
    });

    test.each(["--debug", "--log-level=warn", "--labels=a", "--iccs", "icc", "-l"])("have no flag %s", (flag) => {
        expect(settingOfFlag(flag)).toBeUndefined();
    });

    test("have a flag also where no value follows, or one with an equals sign and a line end", () => {
        expect([settingOfFlag("--icc"), settingOfFlag("--label=a=b\nc")]).toEqual([
            "interContainerCommunication",
            "labels",
        ]);
    });
});

describe("The defaults of the daemon's settings", () => {
    const safer = { interContainerCommunication: false, userlandProxy: false, liveRestore: true };
    const rotated = { "max-size": "10m", "max-file": "3" };

    test("are safer than the engine's own", () => {
        expect(hardened({})).toEqual({ ...safer, logDriver: "json-file", logOptions: rotated });
    });

    test("count for what is explicitly undefined", () => {
        const given: object = { liveRestore: undefined, logDriver: undefined, logOptions: undefined };
        expect(hardened(given)).toEqual(hardened({}));
    });

    test("give way to what was chosen, each by itself", () => {
        const chosen = { interContainerCommunication: true, userlandProxy: true, liveRestore: false };
        expect(hardened(chosen)).toEqual({ ...chosen, logDriver: "json-file", logOptions: rotated });
    });

    test.each(["json-file", "local"])("rotate the files of the log driver %s", (logDriver) => {
        expect(hardened({ logDriver })).toMatchObject({ logDriver, logOptions: rotated });
    });

    test.each(["journald", "syslog", "none"])(
        "give the log driver %s no options that it does not know",
        (logDriver) => {
            expect(hardened({ logDriver })).toEqual({ ...safer, logDriver });
        },
    );

    test("of the log options give way as a whole", () => {
        expect(hardened({ logOptions: { tag: "t" } }).logOptions).toEqual({ tag: "t" });
    });
});
