import { PatchMode } from "../options";
import type { Problem } from "../validation/problems";
import { architectureOf, generationOf, isManagedImage, isNeverPatched } from "./image";
import type { MachineSettings } from "./machineSettings";
import { architectureOfSize, generationOfSize, hasSupportedNvidiaGpu, isNeverAccelerated, isNeverSpot } from "./vmSize";

/** The arguments of a host that are about its VM, with their defaults. */
export interface MachineArgs {
    readonly image: string;
    readonly vmSize: string;
    readonly trustedLaunch?: boolean;
    readonly patchMode?: PatchMode;
    readonly machine?: MachineSettings;
    readonly address?: unknown;
    readonly engine?: { readonly nvidia?: boolean };
}

/** Checks the arguments about a VM, each of them valid, against each other. */
export function machineProblems(args: MachineArgs): readonly Problem[] {
    return [
        ...sizeProblems(args),
        ...trustedLaunchProblems(args),
        ...patchProblems(args),
        ...spotProblems(args),
        ...accelerationProblems(args),
        ...gpuProblems(args),
    ];
}

function sizeProblems({ image, vmSize }: MachineArgs): readonly Problem[] {
    const problem = { argument: "vmSize", got: vmSize };
    const architecture = architectureOf(image);
    const processor = architectureOfSize(vmSize);
    if (architecture !== undefined && processor !== undefined && architecture !== processor) {
        const other = architecture === "x64" ? "ubuntu-24.04-arm64" : "ubuntu-24.04";
        const size = architecture === "x64" ? "Standard_B2ls_v2" : "Standard_B2pls_v2";
        return [
            {
                ...problem,
                expected: `a size with ${architecture} processors to match the image ${image}`,
                fix: `Choose another size, for example ${size}, or another image, for example ${other}`,
            },
        ];
    }
    const generation = generationOf(image);
    const bootable = generationOfSize(vmSize);
    return generation === undefined || bootable === undefined || generation === bootable
        ? []
        : [
              {
                  ...problem,
                  expected: `a size that supports generation ${generation} to match the image ${image}`,
                  fix: "Choose another size, for example Standard_B2ls_v2, which supports both generations",
              },
          ];
}

function trustedLaunchProblems({ trustedLaunch, image }: MachineArgs): readonly Problem[] {
    const problem = { argument: "trustedLaunch", got: true };
    if (trustedLaunch === true && generationOf(image) === 1) {
        const fix = "Omit trustedLaunch, or choose a generation 2 image";
        return [{ ...problem, expected: `false, because the image ${image} is generation 1`, fix }];
    }
    if (trustedLaunch === true && isManagedImage(image)) {
        const fix = "Omit trustedLaunch, or publish the image in an Azure Compute Gallery";
        return [
            { ...problem, expected: "false, because Azure does not support trusted launch for managed images", fix },
        ];
    }
    return [];
}

function patchProblems({ patchMode, image }: MachineArgs): readonly Problem[] {
    const expected = `ImageDefault, because Azure does not patch the image ${image}`;
    const fix = "Omit patchMode, or set it to ImageDefault";
    return patchMode === PatchMode.AutomaticByPlatform && isNeverPatched(image)
        ? [{ argument: "patchMode", expected, got: patchMode, fix }]
        : [];
}

/** https://learn.microsoft.com/azure/virtual-machines/spot-vms#limitations */
function spotProblems({ vmSize, machine }: MachineArgs): readonly Problem[] {
    const expected = "a size that Azure offers as a spot VM: not of the B series, and not with a promotional price";
    const fix = "Choose another size, for example Standard_D2s_v5, or omit machine.spot";
    return machine?.spot !== undefined && isNeverSpot(vmSize)
        ? [{ argument: "vmSize", expected, got: vmSize, fix }]
        : [];
}

function accelerationProblems({ vmSize, machine, address }: MachineArgs): readonly Problem[] {
    const { acceleratedNetworking } = machine ?? {};
    if (acceleratedNetworking !== undefined && address !== undefined) {
        const argument = "machine.acceleratedNetworking";
        const expected = "no value together with address, because that network interface has the setting already";
        const fix = "Omit it here and set it where the interface is created";
        return [{ argument, expected, got: acceleratedNetworking, fix }];
    }
    const expected = "a size that supports accelerated networking";
    const fix = "Choose another size, for example Standard_B2ls_v2, or omit machine.acceleratedNetworking";
    return acceleratedNetworking === true && isNeverAccelerated(vmSize)
        ? [{ argument: "vmSize", expected, got: vmSize, fix }]
        : [];
}

function gpuProblems({ vmSize, engine }: MachineArgs): readonly Problem[] {
    const expected =
        "a size of the NC series from v3 to v5 with engine.nvidia, because other sizes have no NVIDIA GPU or need a driver that Ubuntu does not sign";
    const fix = "Choose another size, for example Standard_NC4as_T4_v3, or omit engine.nvidia";
    return engine?.nvidia === true && !hasSupportedNvidiaGpu(vmSize)
        ? [{ argument: "vmSize", expected, got: vmSize, fix }]
        : [];
}
