import { describe, expect, test } from "@jest/globals";
import type { DockerHostVmArgs } from "../../../components";
import { installProblems } from "../../../components/dockerDaemonProblems";
import { imageProblems } from "../../../components/dockerHostVmProblems";

const argumentsOf = (problems: readonly { readonly argument: string }[]): string[] =>
    problems.map(({ argument }) => argument);

const EXTENSION: DockerHostVmArgs = { engineInstall: "DockerExtension", image: "ubuntu-14.04" };

describe("The DockerExtension", () => {
    test.each<[keyof DockerHostVmArgs, DockerHostVmArgs]>([
        ["engineSource", { engineSource: "docker" }],
        ["engineVersion", { engineVersion: "29.8.1" }],
        ["engineMirror", { engineMirror: "https://mirror.example" }],
    ])("refuses %s, which it would not heed", (argument, args) => {
        expect(installProblems({ ...EXTENSION, ...args })).toEqual([
            {
                argument,
                expected: "no value, because the DockerExtension chooses the engine itself",
                got: args[argument],
                fix: "Omit it, or set engineInstall to CustomScript",
            },
        ]);
    });

    test("refuses the preset, a part of which no flag of the daemon can be", () => {
        expect(installProblems({ ...EXTENSION, daemonPreset: "cis" })).toEqual([
            {
                argument: "daemonPreset",
                expected: "default, because the DockerExtension sets up nothing on the host except the daemon",
                got: "cis",
                fix: "Omit it, or set engineInstall to CustomScript",
            },
        ]);
    });

    test("refuses settings that it cannot carry", () => {
        const daemon = { seccompProfile: "{}", labels: { a: "b c" } };
        expect(argumentsOf(installProblems({ ...EXTENSION, daemon }))).toEqual([
            "daemon.seccompProfile",
            "daemon.labels",
        ]);
    });

    test("reports all that it refuses", () => {
        const args: DockerHostVmArgs = {
            engineSource: "ubuntu",
            engineVersion: "27",
            daemon: { seccompProfile: "{}" },
        };
        expect(argumentsOf(installProblems({ ...EXTENSION, ...args }))).toEqual([
            "engineSource",
            "engineVersion",
            "daemon.seccompProfile",
        ]);
    });

    test("takes other settings and flags, on a retired image too", () => {
        const daemon = { liveRestore: false, labels: { tier: "build" }, insecureRegistries: ["a:5000"] };
        expect(installProblems({ ...EXTENSION, daemon, daemonOptions: ["--debug"] })).toEqual([]);
        expect(imageProblems(EXTENSION)).toEqual([]);
    });
});

describe("CustomScript", () => {
    test.each([
        "ubuntu-14.04",
        "ubuntu-16.04",
        "ubuntu-18.04",
        "ubuntu-20.04",
        "Canonical:UbuntuServer:14.04.5-LTS:latest",
    ])("refuses the image %s, for which there are no packages any more", (image) => {
        expect(imageProblems({ engineInstall: "CustomScript", image })).toEqual([
            expect.objectContaining({
                argument: "image",
                got: image,
                fix: "Set image to ubuntu-24.04, or engineInstall to DockerExtension to reproduce the setup of 2014",
            }),
        ]);
    });

    test("refuses settings with which its script would be too long to be run", () => {
        const daemon = (length: number) => ({ seccompProfile: JSON.stringify({ comment: "x".repeat(length) }) });
        expect(installProblems({ daemon: daemon(100_000) })).toEqual([]);
        expect(installProblems({ daemon: daemon(190_000) })).toEqual([
            expect.objectContaining({
                argument: "daemon",
                expected: expect.stringContaining("within 262144 base64 characters"),
            }),
        ]);
    });

    test("is the way when none is chosen: an old image by itself is refused", () => {
        expect(argumentsOf(imageProblems({ image: "ubuntu-14.04" }))).toEqual(["image"]);
    });

    test.each(["ubuntu-22.04", "ubuntu-24.04", "Debian:debian-12:12:latest"])("takes the image %s", (image) => {
        expect(imageProblems({ engineInstall: "CustomScript", image })).toEqual([]);
    });

    test("refuses a mirror of Docker's repository beside Ubuntu's packages", () => {
        const args = { engineSource: "ubuntu", engineMirror: "https://mirror.example" } as const;
        expect(installProblems(args)).toEqual([
            {
                argument: "engineMirror",
                expected: "no value together with engineSource ubuntu, because it mirrors Docker's repository",
                got: "https://mirror.example",
                fix: "Omit engineMirror, or set engineSource to docker",
            },
        ]);
    });

    test("refuses options of another log driver than the preset's", () => {
        const daemon = { logOptions: { "max-size": "5m" } };
        expect(argumentsOf(installProblems({ daemon, daemonPreset: "cis" }))).toEqual(["daemon.logOptions.max-size"]);
    });

    test.each<DockerHostVmArgs>([
        {},
        { daemonPreset: "cis", daemon: { logDriver: "syslog" } },
        { engineMirror: "https://mirror.example" },
        { engineSource: "docker", engineMirror: "https://mirror.example", engineVersion: "28.5.2" },
        { engineSource: "ubuntu", engineVersion: "27.5.1-0ubuntu3~24.04.2" },
        { daemon: { seccompProfile: "{}", labels: { a: "it's $HOME" } } },
    ])("takes %j", (args) => {
        expect(installProblems(args)).toEqual([]);
    });
});
