import { describe, expect, test } from "@jest/globals";
import type { DaemonSettings } from "../../../../components";
import { presetProblems, presetWarnings } from "../../../../components/engine/daemonPreset";
import { daemonEntries, hardened } from "../../../../components/engine/daemonTable";

describe("The preset cis", () => {
    test("adds what the benchmark asks for to the defaults", () => {
        expect(daemonEntries(hardened({}, "cis"))).toEqual({
            "log-driver": "journald",
            "default-ulimits": { nofile: { Name: "nofile", Soft: 1024, Hard: 16_384 } },
            icc: false,
            "userland-proxy": false,
            "live-restore": true,
            "no-new-privileges": true,
            "userns-remap": "default",
        });
    });

    test("gives way to explicit settings", () => {
        const ulimits = { nofile: { soft: 2048, hard: 4096 } };
        const given = { logDriver: "json-file", ulimits, noNewPrivileges: false, usernsRemap: "none" };
        expect(hardened(given, "cis")).toEqual({
            logDriver: "json-file",
            logOptions: { "max-size": "10m", "max-file": "3" },
            ulimits,
            interContainerCommunication: false,
            userlandProxy: false,
            liveRestore: true,
            noNewPrivileges: false,
        });
    });

    test("is what no recommendation is broken by", () => {
        expect(presetWarnings(hardened({}, "cis"), "cis")).toEqual([]);
        expect(presetWarnings({}, "cis")).toEqual([]);
    });

    test.each<[string, DaemonSettings]>([
        ["2.2", { interContainerCommunication: true }],
        ["2.8", { ulimits: {} }],
        ["2.9", { usernsRemap: "none" }],
        ["2.13", { logDriver: "local" }],
        ["2.13", { logDriver: "none" }],
        ["2.14", { noNewPrivileges: false }],
        ["2.15", { liveRestore: false }],
        ["2.16", { userlandProxy: true }],
    ])("warns of a setting against %s: %j", (number, given) => {
        const [setting = ""] = Object.keys(given);
        expect(presetWarnings(given, "cis")).toEqual([
            expect.stringContaining(
                `daemon.${setting} wins over daemonPreset cis, but ${number} of the CIS Docker Benchmark asks for another value: `,
            ),
        ]);
        expect(presetWarnings(given)).toEqual([]);
    });

    test("does not warn of other values that follow the benchmark", () => {
        const given = { logDriver: "syslog", usernsRemap: "build", ulimits: { core: { soft: 0, hard: 0 } } };
        expect(presetWarnings(given, "cis")).toEqual([]);
    });

    test("refuses options of the log driver that it replaces", () => {
        const logOptions = { "max-size": "5m" };
        expect(presetProblems({ logOptions }, "cis")).toEqual([
            expect.objectContaining({
                argument: "daemon.logOptions.max-size",
                expected: "an option of the log driver journald",
            }),
        ]);
        expect(presetProblems({ logOptions, logDriver: "local" }, "cis")).toEqual([]);
        expect(presetProblems({ logOptions: { tag: "{{.Name}}" } }, "cis")).toEqual([]);
        expect(presetProblems({ logOptions }, "default")).toEqual([]);
    });
});
