import { describe, expect, test } from "@jest/globals";
import type { DockerHostVmArgs } from "../../../../components";
import { machineProblems } from "../../../../components/machine/machineProblems";
import type { Problem } from "../../../../components/validation/problems";
import { withDefaults } from "../../../../components/withDefaults";

const problemsOf = (args: DockerHostVmArgs): readonly Problem[] => machineProblems(withDefaults(args));

const argumentsOf = (problems: readonly Problem[]): string[] => problems.map(({ argument }) => argument);

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
        expect(problemsOf({ image, vmSize })).toEqual([
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
        expect(problemsOf(args)).toEqual([]);
    });

    test("is held against the image that holds when none is chosen", () => {
        expect(argumentsOf(problemsOf({ vmSize: "Standard_A2_v2" }))).toEqual(["vmSize"]);
    });
});

describe("The processors of a VM", () => {
    const ARM = "Canonical:ubuntu-24_04-lts:server-arm64:latest";

    test.each([
        [
            "ubuntu-24.04",
            "Standard_D2ps_v5",
            "x64",
            "Standard_B2ls_v2, or another image, for example ubuntu-24.04-arm64",
        ],
        [ARM, "standard_b2ls_v2", "Arm64", "Standard_B2pls_v2, or another image, for example ubuntu-24.04"],
        [
            "ubuntu-26.04-arm64",
            "Standard_B2ls_v2",
            "Arm64",
            "Standard_B2pls_v2, or another image, for example ubuntu-24.04",
        ],
    ])("must be those of %s, which %s has not", (image, vmSize, architecture, others) => {
        expect(problemsOf({ image, vmSize })).toEqual([
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
        { image: "ubuntu-26.04-arm64", vmSize: "Standard_B2pls_v2" },
        { image: "Other:linux:stable:latest", vmSize: "Standard_D2ps_v5" },
    ])("are right in %j", (args) => {
        expect(problemsOf(args)).toEqual([]);
    });
});

describe("Automatic patches", () => {
    const OWN = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/galleries/g/images/own";

    test.each([OWN, "ubuntu-14.04"])("are refused for the image %s, which Azure does not patch", (image) => {
        expect(problemsOf({ image, patchMode: "AutomaticByPlatform" })).toEqual([
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
        expect(problemsOf(args)).toEqual([]);
    });
});

describe("Trusted launch", () => {
    test("is refused for a managed image, which Azure has it not for", () => {
        const image = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/images/own";
        expect(problemsOf({ image, trustedLaunch: true })).toEqual([
            {
                argument: "trustedLaunch",
                expected: "false, because Azure does not support trusted launch for managed images",
                got: true,
                fix: "Omit trustedLaunch, or publish the image in an Azure Compute Gallery",
            },
        ]);
        expect(problemsOf({ image: image.replace("/images", "/galleries/g/images"), trustedLaunch: true })).toEqual([]);
    });

    test("is refused for an image of generation 1", () => {
        expect(problemsOf({ image: "ubuntu-14.04", trustedLaunch: true })).toEqual([
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
        expect(argumentsOf(problemsOf(args))).toEqual(["vmSize", "trustedLaunch"]);
    });

    test.each<DockerHostVmArgs>([
        { trustedLaunch: true },
        { trustedLaunch: false },
        { image: "ubuntu-14.04", trustedLaunch: false },
        { image: "Debian:debian-12:12-gen2:latest", trustedLaunch: true },
    ])("is right in %j", (args) => {
        expect(problemsOf(args)).toEqual([]);
    });
});

describe("A spot VM", () => {
    const machine = { spot: { evictionPolicy: "Delete" } } as const;

    test.each([undefined, "Standard_B2s", "standard_b2pls_v2", "Standard_D2_v2_Promo"])(
        "is refused with the size %s, which Azure does not offer as one",
        (vmSize) => {
            const image = vmSize === "standard_b2pls_v2" ? "Other:linux:stable:latest" : "Other:linux:gen1:latest";
            expect(problemsOf({ image, machine, ...(vmSize && { vmSize }) })).toEqual([
                {
                    argument: "vmSize",
                    expected:
                        "a size that Azure offers as a spot VM: not of the B series, and not with a promotional price",
                    got: vmSize ?? "Standard_B2ls_v2",
                    fix: "Choose another size, for example Standard_D2s_v5, or omit machine.spot",
                },
            ]);
        },
    );

    test.each<DockerHostVmArgs>([
        { vmSize: "Standard_D2s_v5", machine },
        { vmSize: "Standard_DS1_v2", machine },
        { vmSize: "Standard_NC4as_T4_v3", machine },
        { machine: { zone: "1" } },
    ])("is right in %j", (args) => {
        expect(problemsOf(args)).toEqual([]);
    });
});

describe("Accelerated networking", () => {
    const machine = { acceleratedNetworking: true };
    const image = "Other:linux:stable:latest";

    test.each(["Standard_B2s", "standard_b1ls", "Standard_A2_v2", "Basic_A1"])("is refused with %s", (vmSize) => {
        expect(problemsOf({ image, vmSize, machine })).toEqual([
            {
                argument: "vmSize",
                expected: "a size that supports accelerated networking",
                got: vmSize,
                fix: "Choose another size, for example Standard_B2ls_v2, or omit machine.acceleratedNetworking",
            },
        ]);
    });

    test.each([true, false])(
        "is refused with an address that has an interface already (%s)",
        (acceleratedNetworking) => {
            const address = { networkInterfaceId: "/nic", publicIpAddress: "203.0.113.9", fqdn: "build.example" };
            expect(problemsOf({ address, machine: { acceleratedNetworking } })).toEqual([
                {
                    argument: "machine.acceleratedNetworking",
                    expected: "no value together with address, because that network interface has the setting already",
                    got: acceleratedNetworking,
                    fix: "Omit it here and set it where the interface is created",
                },
            ]);
        },
    );

    test.each<DockerHostVmArgs>([
        { machine },
        { vmSize: "Standard_B12ms", machine },
        { vmSize: "Standard_B2s", machine: { acceleratedNetworking: false } },
    ])("is right in %j", (args) => {
        expect(problemsOf(args)).toEqual([]);
    });
});

describe("NVIDIA GPUs", () => {
    test.each(["Standard_B2ls_v2", "Standard_NV6ads_A10_v5", "Standard_ND96isr_MI300X_v5"])(
        "are refused with %s",
        (vmSize) => {
            expect(problemsOf({ vmSize, engine: { nvidia: true } })).toEqual([
                {
                    argument: "vmSize",
                    expected:
                        "a size of the NC series from v3 to v5 with engine.nvidia, because other sizes have no NVIDIA GPU or need a driver that Ubuntu does not sign",
                    got: vmSize,
                    fix: "Choose another size, for example Standard_NC4as_T4_v3, or omit engine.nvidia",
                },
            ]);
        },
    );

    test.each<DockerHostVmArgs>([
        { vmSize: "Standard_NC4as_T4_v3", engine: { nvidia: true } },
        { vmSize: "Standard_NV6ads_A10_v5", engine: { nvidia: false } },
    ])("are right in %j", (args) => {
        expect(problemsOf(args)).toEqual([]);
    });
});
