import { describe, expect, test } from "@jest/globals";
import type { DaemonSettings } from "../../../../components";
import { daemon, uncarriable } from "../../../../components/engine/daemonRules";
import { daemonFlags } from "../../../../components/engine/daemonTable";

/** Of every setting what is refused and what is taken. */
const TABLE: Readonly<Record<keyof DaemonSettings, [refused: readonly unknown[], taken: readonly unknown[]]>> = {
    labels: [
        ["a", ["a=b"], { a: 1 }, { "a=b": "c" }, { "a b": "c" }, { "": "c" }, { certs: "x" }, null],
        [{}, { a: "" }, { "com.example/a": "it's $HOME" }],
    ],
    registryMirrors: [
        ["https://a", ["a"], ["http://a"], ["https://a/path"], ["https://a b"], ["https://me:pw@a"], [""], [1]],
        [[], ["https://a"], ["https://a:5000/"]],
    ],
    insecureRegistries: [
        ["a", [""], [1], { a: "b" }, ["https://a"], ["a/b"]],
        [[], ["a:5000"], ["10.0.0.0/8", "b"], ["[::1]:5000"]],
    ],
    storageDriver: [
        ["", 1, true, ["overlay2"], "over lay"],
        ["overlay2", "overlayfs"],
    ],
    logDriver: [
        ["", 1, null, "json file"],
        ["journald", "grafana/loki-docker-driver:3"],
    ],
    logOptions: [
        ["a", { a: "" }, { a: 1 }, ["max-size=1m"]],
        [{}, { "max-size": "1m" }],
    ],
    ulimits: [
        [
            "nofile=1",
            { nofile: 1 },
            { nofile: { soft: 1 } },
            { nofile: { soft: 1, hard: 1.5 } },
            { nofile: { soft: "1", hard: 2 } },
            { nofile: { soft: -2, hard: 2 } },
            { nofile: { soft: 3, hard: 2 } },
            { nofile: { soft: -1, hard: 2 } },
            [{ soft: 1, hard: 2 }],
            { nofiles: { soft: 1, hard: 2 } },
        ],
        [
            {},
            { nofile: { soft: 0, hard: 0 } },
            { nofile: { soft: 1, hard: 2 }, nproc: { soft: -1, hard: -1 } },
            { core: { soft: 5, hard: -1 } },
        ],
    ],
    interContainerCommunication: [
        ["true", 1, null],
        [true, false],
    ],
    userlandProxy: [
        ["false", 0],
        [true, false],
    ],
    liveRestore: [
        ["true", {}],
        [true, false],
    ],
    noNewPrivileges: [
        ["true", []],
        [true, false],
    ],
    usernsRemap: [
        ["", true, "a b", "a:b:c"],
        ["default", "user:group", "1000:1000"],
    ],
    selinux: [
        ["on", 1],
        [true, false],
    ],
    seccompProfile: [
        ["", "{", "{}", "[]", "1", "null", { defaultAction: "x" }, '{"defaultAction":"SCMP_ACT_ERRNO"}'],
        ['{"defaultAction":"SCMP_ACT_ERRNO","syscalls":[{"names":["read"],"action":"SCMP_ACT_ALLOW"}]}'],
    ],
    authorizationPlugins: [
        ["one", [1], [""], ["a b"]],
        [[], ["one", "two"]],
    ],
    dataRoot: [
        [
            ...["", "data", "/", "/a b", "/a'b", '/a"b', "/$HOME", "/a\\b", "/`id`", "/a\nb", 1],
            ...["/data/", "/data//docker", "/data/../etc", "/data/.", "/home", "/mnt", "/var", "/var/lib"],
            ...[
                "/etc",
                "/etc/docker",
                "/usr/share/docker",
                "/tmp/docker",
                "/var/tmp/docker",
                "/var/lib/waagent/docker",
                "/var/lib/snapd",
                "/snap",
                "/home/azureuser",
                "/home/azureuser/.ssh",
                "/home/azureuser/.docker/data",
            ],
        ],
        ["/data", "/d", "/mnt/d-1", "/var/lib/docker", "/home/azureuser/docker", "/srv/docker", "/etcetera"],
    ],
};

const rows = (which: 0 | 1): [string, unknown][] =>
    Object.entries(TABLE).flatMap(([setting, row]) => row[which].map((value): [string, unknown] => [setting, value]));

describe("The settings of the daemon", () => {
    test.each(rows(0))("refuse for %s the value %j", (setting, value) => {
        expect(daemon("daemon", { [setting]: value })).toEqual([
            {
                argument: `daemon.${setting}`,
                expected: expect.any(String),
                got: value,
                fix: expect.stringContaining("docs/security.md"),
            },
        ]);
    });

    test.each(rows(1))("take for %s the value %j", (setting, value) => {
        expect(daemon("daemon", { [setting]: value })).toEqual([]);
    });

    test.each([[null], [[]], ["{}"], [true], [7]])("are not %j", (value) => {
        expect(daemon("daemon", value)).toEqual([
            expect.objectContaining({ argument: "daemon", expected: "an object with named settings", got: value }),
        ]);
    });

    test("name the setting that a misspelt one most likely means", () => {
        expect(daemon("daemon", { liverestore: false })[0]?.fix).toBe("Use liveRestore, or remove it");
    });

    test("hold the options against their log driver, the default one too", () => {
        expect(daemon("daemon", { logOptions: { "max-size": "lots" } })).toEqual([
            {
                argument: "daemon.logOptions.max-size",
                expected: "a size such as 10m or 1g",
                got: "lots",
                fix: "See Docker's documentation of that log driver",
            },
        ]);
        expect(daemon("daemon", { logDriver: "journald", logOptions: { "max-size": "1m" } })).toHaveLength(1);
        expect(daemon("daemon", { logDriver: "gelf" }).map(({ argument }) => argument)).toEqual([
            "daemon.logOptions.gelf-address",
        ]);
    });

    test.each(["icc", "constructor", "toString"])(
        "refuse %s, which is none, and name all that are without showing its value",
        (name) => {
            const [problem, ...more] = daemon("daemon", { [name]: "s3cret" });
            expect(problem).toMatchObject({ argument: `daemon.${name}`, expected: "a known daemon setting" });
            expect(problem?.fix).toBe(`Known settings: ${Object.keys(TABLE).join(", ")}`);
            expect([more, JSON.stringify(problem).includes("s3cret")]).toEqual([[], false]);
        },
    );

    test("have each problem reported", () => {
        const problems = daemon("daemon", { icc: false, liveRestore: "no", selinux: false, dataRoot: "data" });
        expect(problems.map(({ argument }) => argument)).toEqual([
            "daemon.icc",
            "daemon.liveRestore",
            "daemon.dataRoot",
        ]);
    });

    test("may be explicitly undefined", () => {
        expect(daemon("daemon", { liveRestore: undefined, icc: undefined })).toEqual([]);
    });

    test("leave the label with the certificates' fingerprint to the component, and say so", () => {
        expect(daemon("daemon", { labels: { a: "b", certs: "mine" } })[0]?.expected).toBe(
            "no label named certs, which the component sets itself",
        );
    });
});

describe("What the DockerExtension cannot carry", () => {
    test("is a seccomp profile, which is a file", () => {
        expect(uncarriable({ seccompProfile: "{}" })).toEqual([
            {
                argument: "daemon.seccompProfile",
                expected: "no profile, because the DockerExtension copies no files to the host",
                fix: "Omit it, or set engineInstall to CustomScript",
            },
        ]);
    });

    test.each([" ", "\t", "\n", '"', "'", "$", "`", "\\", "*", "?", "["])("is a value with %j in it", (character) => {
        const labels = { fine: "x", odd: `a${character}b` };
        expect(uncarriable({ labels })).toEqual([
            expect.objectContaining({
                argument: "daemon.labels",
                got: `--label=odd=a${character}b`,
                fix: "Omit it, or set engineInstall to CustomScript",
            }),
        ]);
    });

    test("is reported as a whole, a profile beside the values", () => {
        const settings = { seccompProfile: "{}", logOptions: { tag: "{{.Name}} x" }, usernsRemap: "a b" };
        expect(uncarriable(settings).map(({ argument }) => argument)).toEqual([
            "daemon.seccompProfile",
            "daemon.logOptions",
            "daemon.usernsRemap",
        ]);
    });

    test("is nothing else", () => {
        const settings: DaemonSettings = {
            labels: { "com.example/tier": "build-1,2:3/4@5=6" },
            ulimits: { nofile: { soft: 1, hard: -1 } },
            logOptions: { tag: "{{.Name}}" },
            liveRestore: true,
        };
        expect(daemonFlags(settings)).toHaveLength(4);
        expect(uncarriable(settings)).toEqual([]);
    });
});
