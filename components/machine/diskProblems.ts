import { EngineInstall, DiskType } from "../options";
import type { Problem } from "../validation/problems";
import type { DiskSettings } from "./diskSettings";
import { supportsPremium } from "./vmSize";

/** The arguments of a host that its disks depend on. */
interface DiskSurroundings {
    readonly disks?: DiskSettings;
    readonly vmSize: string;
    readonly engineInstall: EngineInstall;
    readonly daemon?: { readonly dataRoot?: string };
}

/** Checks the disks against the VM's size, the way of installation and the daemon's data root. */
export function diskProblems({ disks = {}, vmSize, engineInstall, daemon }: DiskSurroundings): readonly Problem[] {
    const problems: Problem[] = [];
    for (const disk of ["osDisk", "dataDisk"] as const) {
        if (disks[disk]?.type === DiskType.PremiumSsd && !supportsPremium(vmSize)) {
            problems.push({
                argument: `disks.${disk}.type`,
                expected: `${DiskType.StandardSsd} or ${DiskType.StandardHdd}, because the size ${vmSize} does not support premium disks`,
                got: DiskType.PremiumSsd,
                fix: "Choose another type, or a size with an s after its number, for example Standard_B2ls_v2",
            });
        }
    }
    if (disks.dataDisk !== undefined && engineInstall === EngineInstall.DockerExtension) {
        problems.push({
            argument: "disks.dataDisk",
            expected: "no value, because the DockerExtension can neither format nor mount a disk",
            got: disks.dataDisk,
            fix: "Omit it, or set engineInstall to CustomScript",
        });
    }
    if (disks.dataDisk !== undefined && daemon?.dataRoot !== undefined) {
        problems.push({
            argument: "daemon.dataRoot",
            expected: "no value together with disks.dataDisk, where the daemon has its data",
            got: daemon.dataRoot,
            fix: "Omit it, or omit disks.dataDisk and mount a disk of your own there",
        });
    }
    return problems;
}

/** Warnings about disks that Azure retires. https://learn.microsoft.com/azure/virtual-machines/disks-hdd-os-retirement */
export function diskWarnings({ osDisk }: DiskSettings = {}): string[] {
    return osDisk?.type === DiskType.StandardHdd
        ? [
              `Azure retires ${DiskType.StandardHdd} for OS disks on 2028-09-08. Set disks.osDisk.type to ${DiskType.StandardSsd}.`,
          ]
        : [];
}
