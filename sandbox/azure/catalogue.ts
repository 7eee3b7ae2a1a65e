import { textAt } from "../../shared/json";

/**
 * The images and extensions that the emulated Azure serves. It still has Ubuntu 14.04 and the DockerExtension, which
 * Azure has retired: so the stack that has the shape of 2014 can be seen at work. Generations and processors stand in
 * `components/machine/image.ts` too, and apart from it, so that the emulated Azure cannot agree with the components' mistakes.
 */

interface CatalogueImage {
    readonly version: string;
    /** 1 boots by BIOS, 2 by UEFI. */
    readonly generation: 1 | 2;
    /** For which processors it is made. @defaultValue x64 */
    readonly architecture?: "Arm64";
    /** Whether it is in Azure's list of images that it patches by itself. */
    readonly patched: boolean;
}

const UBUNTU: Readonly<Record<string, CatalogueImage>> = {
    "UbuntuServer:14.04.5-LTS": { version: "14.04.201911070", generation: 1, patched: false },
    "UbuntuServer:16.04-LTS": { version: "16.04.202109280", generation: 1, patched: true },
    "UbuntuServer:18.04-LTS": { version: "18.04.202401161", generation: 1, patched: true },
    "0001-com-ubuntu-server-focal:20_04-lts-gen2": { version: "20.04.202505200", generation: 2, patched: true },
    "0001-com-ubuntu-server-jammy:22_04-lts-gen2": { version: "22.04.202609040", generation: 2, patched: true },
    "ubuntu-24_04-lts:server": { version: "24.04.202609040", generation: 2, patched: true },
    "ubuntu-24_04-lts:server-arm64": {
        version: "24.04.202609040",
        generation: 2,
        architecture: "Arm64",
        patched: true,
    },
    "ubuntu-24_04-lts:server-gen1": { version: "24.04.202609040", generation: 1, patched: true },
};

/** All images as `publisher:offer:sku:version`. */
export function catalogueUrns(): string[] {
    return Object.entries(UBUNTU).map(([name, { version }]) => `Canonical:${name}:${version}`);
}

/** Azure compares publisher, offer and SKU without regard to case. */
function find(image: unknown): CatalogueImage | undefined {
    const [publisher = "", ...product] = ["publisher", "offer", "sku"].map((part) => textAt(image, part) ?? "");
    const wanted = product.join(":").toLowerCase();
    return publisher.toLowerCase() === "canonical"
        ? Object.entries(UBUNTU).find(([name]) => name.toLowerCase() === wanted)?.[1]
        : undefined;
}

/** The newest or the asked version of an image; nothing when the catalogue has no such image. */
export function catalogueVersion(image: unknown): string | undefined {
    const newest = find(image)?.version;
    const asked = textAt(image, "version");
    return asked === "latest" || asked === newest ? newest : undefined;
}

/** The generation of an image of the catalogue; nothing for others. */
export function catalogueGeneration(image: unknown): 1 | 2 | undefined {
    return find(image)?.generation;
}

/** For which processors an image of the catalogue is made; nothing for others. */
export function catalogueArchitecture(image: unknown): "x64" | "Arm64" | undefined {
    const found = find(image);
    return found && (found.architecture ?? "x64");
}

/** Whether Azure patches VMs of an image by itself: those of its list, and no custom one. */
export function isPatchedByPlatform(image: unknown): boolean {
    return find(image)?.patched === true;
}

/** The program that starts services on a VM from that image: Ubuntu 14.04 was the last without systemd. */
export function initSystem(image: unknown): "upstart" | "systemd" {
    return textAt(image, "sku")?.startsWith("14.04") === true ? "upstart" : "systemd";
}

/** The VM extensions that the emulated agent can run, with the versions served. */
export const EXTENSIONS: Readonly<Record<string, readonly string[]>> = {
    "Microsoft.Azure.Extensions/CustomScript": ["2.0", "2.1"],
    "Microsoft.Azure.Extensions/DockerExtension": ["1.0", "1.1", "1.2"],
};
