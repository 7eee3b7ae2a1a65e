import { describe, expect, test } from "@jest/globals";
import type { DockerHostVmArgs } from "../../../components";
import { firmwareFaults, installFaults } from "../../../components/internal/combinations";

const argumentsOf = (faults: readonly { readonly argument: string }[]): string[] =>
    faults.map(({ argument }) => argument);

const EXTENSION: DockerHostVmArgs = { engineInstall: "DockerExtension", image: "ubuntu-14.04" };

describe("The DockerExtension", () => {
    test.each<[keyof DockerHostVmArgs, DockerHostVmArgs]>([
        ["engineSource", { engineSource: "docker" }],
        ["engineVersion", { engineVersion: "29.8.1" }],
        ["engineMirror", { engineMirror: "https://mirror.example" }],
    ])("refuses %s, which it would not heed", (argument, args) => {
        expect(installFaults({ ...EXTENSION, ...args })).toEqual([
            {
                argument,
                expected: "no value: the DockerExtension installs what it finds",
                got: args[argument],
                mend: "Leave it out, or set engineInstall to CustomScript",
            },
        ]);
    });

    test("refuses settings that it cannot carry", () => {
        const daemon = { seccompProfile: "{}", labels: { a: "b c" } };
        expect(argumentsOf(installFaults({ ...EXTENSION, daemon }))).toEqual([
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
        expect(argumentsOf(installFaults({ ...EXTENSION, ...args }))).toEqual([
            "engineSource",
            "engineVersion",
            "daemon.seccompProfile",
        ]);
    });

    test("takes other settings and flags, on a retired image too", () => {
        const daemon = { liveRestore: false, labels: { tier: "build" }, insecureRegistries: ["a:5000"] };
        expect(installFaults({ ...EXTENSION, daemon, daemonOptions: ["--debug"] })).toEqual([]);
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
        expect(installFaults({ engineInstall: "CustomScript", image })).toEqual([
            expect.objectContaining({
                argument: "image",
                got: image,
                mend: "Set image to ubuntu-24.04, or engineInstall to DockerExtension for the shape of 2014",
            }),
        ]);
    });

    test("is the way when none is chosen: an old image by itself is refused", () => {
        expect(argumentsOf(installFaults({ image: "ubuntu-14.04" }))).toEqual(["image"]);
    });

    test.each(["ubuntu-22.04", "ubuntu-24.04", "Debian:debian-12:12:latest"])("takes the image %s", (image) => {
        expect(installFaults({ engineInstall: "CustomScript", image })).toEqual([]);
    });

    test("refuses a mirror of Docker's repository beside Ubuntu's packages", () => {
        const args = { engineSource: "ubuntu", engineMirror: "https://mirror.example" } as const;
        expect(installFaults(args)).toEqual([
            {
                argument: "engineMirror",
                expected: "no value beside engineSource ubuntu: it is a mirror of Docker's repository",
                got: "https://mirror.example",
                mend: "Leave one of the two out",
            },
        ]);
    });

    test.each<DockerHostVmArgs>([
        {},
        { engineMirror: "https://mirror.example" },
        { engineSource: "docker", engineMirror: "https://mirror.example", engineVersion: "28.5.2" },
        { engineSource: "ubuntu", engineVersion: "27.5.1-0ubuntu3~24.04.2" },
        { daemon: { seccompProfile: "{}", labels: { a: "it's $HOME" } } },
    ])("takes %j", (args) => {
        expect(installFaults(args)).toEqual([]);
    });
});

describe("The size of a VM", () => {
    test.each([
        ["ubuntu-24.04", "Standard_A2_v2", 2],
        ["ubuntu-24.04", "Standard_D2_v2", 2],
        ["ubuntu-22.04", "Standard_F2", 2],
        ["ubuntu-14.04", "Standard_D2s_v6", 1],
        ["Canonical:UbuntuServer:14.04.5-LTS:latest", "Standard_D2als_v7", 1],
    ])("must boot the generation of %s, which %s does not", (image, vmSize, generation) => {
        expect(firmwareFaults({ image, vmSize })).toEqual([
            {
                argument: "vmSize",
                expected: `a size that boots generation ${generation}, which the image ${image} has`,
                got: vmSize,
                mend: "Choose another size, for example Standard_B2s, which boots both generations",
            },
        ]);
    });

    test.each<DockerHostVmArgs>([
        {},
        { image: "ubuntu-14.04" },
        { image: "ubuntu-14.04", vmSize: "Standard_A2_v2" },
        { image: "ubuntu-24.04", vmSize: "Standard_D2s_v6" },
        { image: "Debian:debian-12:12:latest", vmSize: "Standard_A2_v2" },
    ])("is right in %j", (args) => {
        expect(firmwareFaults(args)).toEqual([]);
    });

    test("is held against the image that holds when none is chosen", () => {
        expect(argumentsOf(firmwareFaults({ vmSize: "Standard_A2_v2" }))).toEqual(["vmSize"]);
    });
});

describe("Trusted launch", () => {
    test("is refused for an image of generation 1", () => {
        expect(firmwareFaults({ image: "ubuntu-14.04", trustedLaunch: true })).toEqual([
            {
                argument: "trustedLaunch",
                expected: "false: the image ubuntu-14.04 is of generation 1",
                got: true,
                mend: "Leave trustedLaunch out, or choose an image of generation 2",
            },
        ]);
    });

    test("is reported beside a size that does not fit", () => {
        const args = { image: "ubuntu-14.04", vmSize: "Standard_D2s_v6", trustedLaunch: true };
        expect(argumentsOf(firmwareFaults(args))).toEqual(["vmSize", "trustedLaunch"]);
    });

    test.each<DockerHostVmArgs>([
        { trustedLaunch: true },
        { trustedLaunch: false },
        { image: "ubuntu-14.04", trustedLaunch: false },
        { image: "Debian:debian-12:12-gen2:latest", trustedLaunch: true },
    ])("is right in %j", (args) => {
        expect(firmwareFaults(args)).toEqual([]);
    });
});
