import { matches, rule } from "../validation/rules";
import type { Architecture, Generation } from "./image";

/** The name of a size: https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions. Azure ignores its case. */
const NAME = /^(?:standard|basic)_([a-z]+)\d+(?:-\d+)?([a-z]*)(?:_[a-z0-9]+)*$/i;

interface SizeName {
    /** The letters before the number of vCPUs, in lowercase. */
    readonly family: string;
    /** The letters after it, in lowercase: `p` means Arm64, `s` supports premium disks. */
    readonly features: string;
    /** 1 if the name has none. */
    readonly version: number;
}

function parsed(size: string): SizeName | undefined {
    const name = NAME.exec(size);
    if (name === null) {
        return undefined;
    }
    const [, family = "", features = ""] = name;
    const version = Number(/_v(\d+)(?:_promo)?$/i.exec(size)?.[1] ?? 1);
    return { family: family.toLowerCase(), features: features.toLowerCase(), version };
}

/** The name of a size. Only Azure knows whether a region offers it. */
export const vmSize = rule(
    (value) => matches(NAME, value),
    "the name of a VM size, such as Standard_B2ls_v2",
    "Run `az vm list-skus --location <region>` to list the sizes",
);

/** The processor architecture of a size. */
export function architectureOfSize(size: string): Architecture | undefined {
    const name = parsed(size);
    return name && (name.features.includes("p") ? "Arm64" : "x64");
}

/** Whether a size supports premium disks: the names of such sizes have an `s`. */
export function supportsPremium(size: string): boolean {
    const name = parsed(size);
    return name !== undefined && (name.features.includes("s") || ["ds", "gs"].includes(name.family));
}

/**
 * The only generation that a size supports; undefined if it supports both. From "VM Generation Support" on the pages of the
 * series: https://learn.microsoft.com/azure/virtual-machines/sizes/overview
 */
export function generationOfSize(size: string): Generation | undefined {
    const name = parsed(size);
    if (name === undefined) {
        return undefined;
    }
    const { family, features, version } = name;
    if (family === "a" || (["f", "nc", "nv", "g"].includes(family) && version === 1 && !features.includes("s"))) {
        return 1;
    }
    if (["d", "e"].includes(family) && version <= 3 && !features.includes("s")) {
        return 1;
    }
    const onlySecond =
        version >= 6 || features.includes("p") || ["dc", "ec"].includes(family) || (family === "m" && version > 1);
    return onlySecond ? 2 : undefined;
}

/**
 * Whether a size has NVIDIA GPUs that work with Ubuntu's signed driver: the NC series with V100, T4, A100 and H100. NV sizes and
 * NC v6 need NVIDIA's GRID driver, which Secure Boot does not load; ND sizes also need NVIDIA's Fabric Manager; NVv4, NVads_V710,
 * NG and ND_MI300X have GPUs of AMD; NCC sizes boot only images for confidential VMs.
 * https://learn.microsoft.com/azure/virtual-machines/linux/n-series-driver-setup
 */
export function hasSupportedNvidiaGpu(size: string): boolean {
    const { family, version = 0 } = parsed(size) ?? {};
    return family === "nc" && version >= 3 && version <= 5;
}

/**
 * Whether Azure never offers a size as a spot VM. https://learn.microsoft.com/azure/virtual-machines/spot-vms#limitations
 */
export function isNeverSpot(size: string): boolean {
    return parsed(size)?.family === "b" || /_promo$/i.test(size);
}

/**
 * Whether a size is known not to support accelerated networking: the A series, and the first B series up to `Standard_B8ms`. For
 * other sizes only Azure knows. https://learn.microsoft.com/azure/virtual-machines/sizes/general-purpose/bv1-series
 */
export function isNeverAccelerated(size: string): boolean {
    const { family, version } = parsed(size) ?? {};
    return family === "a" || (family === "b" && version === 1 && !/^standard_b(12|16|20)ms$/i.test(size));
}

/**
 * The series that Azure retires, with the planned date.
 * https://learn.microsoft.com/azure/virtual-machines/sizes/retirement/retired-sizes-list (those with accelerators left out)
 */
const RETIRING: readonly (readonly [family: string, versions: readonly number[], day: string])[] = [
    ["b", [1], "2028-11-15"],
    ["a", [2], "2028-11-15"],
    ["f", [1, 2], "2028-11-15"],
    ["g", [1], "2028-11-15"],
    ["gs", [1], "2028-11-15"],
    ["l", [1], "2028-05-01"],
    ["l", [2], "2028-11-15"],
    ["d", [1, 2], "2028-05-01"],
    ["ds", [1, 2], "2028-05-01"],
];

/** The date on which Azure retires a size; undefined if the size is not on its list. */
export function retirementOfSize(size: string): string | undefined {
    const name = parsed(size);
    return RETIRING.find(([family, versions]) => name?.family === family && versions.includes(name.version))?.[2];
}
