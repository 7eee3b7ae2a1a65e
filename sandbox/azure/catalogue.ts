import { textAt } from "./armType";

/**
 * The images and extensions that the emulated Azure serves. It still has Ubuntu 14.04 and the DockerExtension, which
 * Azure has retired: so the stack that has the shape of 2014 can be seen at work.
 */

interface CatalogueImage {
    readonly version: string;
    /** 1 boots by BIOS, 2 by UEFI. */
    readonly generation: 1 | 2;
}

const UBUNTU: Readonly<Record<string, CatalogueImage>> = {
    "UbuntuServer:14.04.5-LTS": { version: "14.04.201911070", generation: 1 },
    "UbuntuServer:16.04-LTS": { version: "16.04.202109280", generation: 1 },
    "UbuntuServer:18.04-LTS": { version: "18.04.202401161", generation: 1 },
    "0001-com-ubuntu-server-focal:20_04-lts-gen2": { version: "20.04.202505200", generation: 2 },
    "0001-com-ubuntu-server-jammy:22_04-lts-gen2": { version: "22.04.202609040", generation: 2 },
    "ubuntu-24_04-lts:server": { version: "24.04.202609040", generation: 2 },
    "ubuntu-24_04-lts:server-gen1": { version: "24.04.202609040", generation: 1 },
};

/** All images as `publisher:offer:sku:version`. */
export function catalogueUrns(): string[] {
    return Object.entries(UBUNTU).map(([name, { version }]) => `Canonical:${name}:${version}`);
}

function find(image: unknown): CatalogueImage | undefined {
    const canonical = textAt(image, "publisher")?.toLowerCase() === "canonical";
    return canonical ? UBUNTU[`${textAt(image, "offer") ?? ""}:${textAt(image, "sku") ?? ""}`] : undefined;
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

/** The program that starts services on a VM from that image: Ubuntu 14.04 was the last without systemd. */
export function initSystem(image: unknown): "upstart" | "systemd" {
    return textAt(image, "sku")?.startsWith("14.04") === true ? "upstart" : "systemd";
}

/** The VM extensions that the emulated agent can run, with the versions served. */
export const EXTENSIONS: Readonly<Record<string, readonly string[]>> = {
    "Microsoft.Azure.Extensions/CustomScript": ["2.0", "2.1"],
    "Microsoft.Azure.Extensions/DockerExtension": ["1.0", "1.1", "1.2"],
};
