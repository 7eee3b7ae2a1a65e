import { describe, expect, test } from "@jest/globals";
import type { DockerHostVmArgs } from "../../../components";
import { firmwareProblems, installProblems } from "../../../components/dockerHostVmProblems";

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
        expect(installProblems({ engineInstall: "CustomScript", image })).toEqual([
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
        expect(argumentsOf(installProblems({ image: "ubuntu-14.04" }))).toEqual(["image"]);
    });

    test.each(["ubuntu-22.04", "ubuntu-24.04", "Debian:debian-12:12:latest"])("takes the image %s", (image) => {
        expect(installProblems({ engineInstall: "CustomScript", image })).toEqual([]);
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

describe("The size of a VM", () => {
    test.each([
        ["ubuntu-24.04", "Standard_A2_v2", 2],
        ["ubuntu-24.04", "Standard_D2_v2", 2],
        ["ubuntu-22.04", "Standard_F2", 2],
        ["ubuntu-24.04", "standard_d2_V3", 2],
        ["Canonical:ubuntu-24_04-lts:server:24.04.202501010", "Standard_E2_v3", 2],
        ["ubuntu-14.04", "Standard_D2s_v6", 1],
        ["Canonical:UbuntuServer:14.04.5-LTS:latest", "Standard_D2als_v7", 1],
    ])("must boot the generation of %s, which %s does not", (image, vmSize, generation) => {
        expect(firmwareProblems({ image, vmSize })).toEqual([
            {
                argument: "vmSize",
                expected: `a size that supports generation ${generation} to match the image ${image}`,
                got: vmSize,
                fix: "Choose another size, for example Standard_B2ls_v2, which supports both generations",
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
        expect(firmwareProblems(args)).toEqual([]);
    });

    test("is held against the image that holds when none is chosen", () => {
        expect(argumentsOf(firmwareProblems({ vmSize: "Standard_A2_v2" }))).toEqual(["vmSize"]);
    });
});

describe("The processors of a VM", () => {
    const ARM = "Canonical:ubuntu-24_04-lts:server-arm64:latest";

    test.each([
        ["ubuntu-24.04", "Standard_D2ps_v5", "x64", `Standard_B2ls_v2, or another image, for example ${ARM}`],
        [
            ARM,
            "standard_b2ls_v2",
            "Arm64",
            "Standard_B2pls_v2, or another image, for example Canonical:ubuntu-24_04-lts:server:latest",
        ],
    ])("must be those of %s, which %s has not", (image, vmSize, architecture, others) => {
        expect(firmwareProblems({ image, vmSize })).toEqual([
            {
                argument: "vmSize",
                expected: `a size with ${architecture} processors to match the image ${image}`,
                got: vmSize,
                fix: `Choose another size, for example ${others}`,
            },
        ]);
    });

    test.each<DockerHostVmArgs>([
        { image: ARM, vmSize: "Standard_B2pls_v2" },
        { image: "Other:linux:stable:latest", vmSize: "Standard_D2ps_v5" },
    ])("are right in %j", (args) => {
        expect(firmwareProblems(args)).toEqual([]);
    });
});

describe("Automatic patches", () => {
    const OWN = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/galleries/g/images/own";

    test.each([OWN, "ubuntu-14.04"])("are refused for the image %s, which Azure does not patch", (image) => {
        expect(firmwareProblems({ image, patchMode: "AutomaticByPlatform" })).toEqual([
            {
                argument: "patchMode",
                expected: `ImageDefault, because Azure does not patch the image ${image}`,
                got: "AutomaticByPlatform",
                fix: "Omit patchMode, or set it to ImageDefault",
            },
        ]);
    });

    test.each<DockerHostVmArgs>([
        { image: OWN, patchMode: "ImageDefault" },
        { image: OWN },
        { image: "ubuntu-22.04", patchMode: "AutomaticByPlatform" },
        { image: "Debian:debian-12:12:latest", patchMode: "AutomaticByPlatform" },
    ])("are right in %j", (args) => {
        expect(firmwareProblems(args)).toEqual([]);
    });
});

describe("Trusted launch", () => {
    test("is refused for a managed image, which Azure has it not for", () => {
        const image = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/images/own";
        expect(firmwareProblems({ image, trustedLaunch: true })).toEqual([
            {
                argument: "trustedLaunch",
                expected: "false, because Azure does not support trusted launch for managed images",
                got: true,
                fix: "Omit trustedLaunch, or publish the image in an Azure Compute Gallery",
            },
        ]);
        expect(
            firmwareProblems({ image: image.replace("/images", "/galleries/g/images"), trustedLaunch: true }),
        ).toEqual([]);
    });

    test("is refused for an image of generation 1", () => {
        expect(firmwareProblems({ image: "ubuntu-14.04", trustedLaunch: true })).toEqual([
            {
                argument: "trustedLaunch",
                expected: "false, because the image ubuntu-14.04 is generation 1",
                got: true,
                fix: "Omit trustedLaunch, or choose a generation 2 image",
            },
        ]);
    });

    test("is reported beside a size that does not fit", () => {
        const args = { image: "ubuntu-14.04", vmSize: "Standard_D2s_v6", trustedLaunch: true };
        expect(argumentsOf(firmwareProblems(args))).toEqual(["vmSize", "trustedLaunch"]);
    });

    test.each<DockerHostVmArgs>([
        { trustedLaunch: true },
        { trustedLaunch: false },
        { image: "ubuntu-14.04", trustedLaunch: false },
        { image: "Debian:debian-12:12-gen2:latest", trustedLaunch: true },
    ])("is right in %j", (args) => {
        expect(firmwareProblems(args)).toEqual([]);
    });
});
