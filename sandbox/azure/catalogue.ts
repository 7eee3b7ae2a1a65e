import { textAt } from "../../shared/json";

/**
 * The images, extensions and zones that the emulated Azure serves. It still has Ubuntu 14.04 and the DockerExtension, which Azure
 * has retired, so that the stack `dev` works. Generations and processors are also in `components/machine/image.ts`; they are
 * repeated here so that the emulated Azure does not share the components' mistakes.
 */

interface CatalogueImage {
    readonly version: string;
    /** 1 boots with BIOS, 2 with UEFI. */
    readonly generation: 1 | 2;
    /** Its processor architecture. @defaultValue x64 */
    readonly architecture?: "Arm64";
    /** Whether it is in Azure's list of images for automatic patching. */
    readonly patched: boolean;
    /** Whether a VM needs the plan of its product in the marketplace. @default false */
    readonly hasPlan?: true;
}

const UBUNTU: Readonly<Record<string, CatalogueImage>> = {
    "0001-com-ubuntu-pro-jammy:pro-22_04-lts-gen2": {
        version: "22.04.202609040",
        generation: 2,
        patched: false,
        hasPlan: true,
    },
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
    "ubuntu-26_04-lts:server": { version: "26.04.202609040", generation: 2, patched: false },
    "ubuntu-26_04-lts:server-arm64": {
        version: "26.04.202609040",
        generation: 2,
        architecture: "Arm64",
        patched: false,
    },
    "ubuntu-26_04-lts:server-gen1": { version: "26.04.202609040", generation: 1, patched: false },
};

/** All images as `publisher:offer:sku:version`. */
export function catalogueUrns(): string[] {
    return Object.entries(UBUNTU).map(([name, { version }]) => `Canonical:${name}:${version}`);
}

/** Finds an image. Azure ignores case in publisher, offer and SKU. */
function find(image: unknown): CatalogueImage | undefined {
    const [publisher = "", ...product] = ["publisher", "offer", "sku"].map((part) => textAt(image, part) ?? "");
    const wanted = product.join(":").toLowerCase();
    return publisher.toLowerCase() === "canonical"
        ? Object.entries(UBUNTU).find(([name]) => name.toLowerCase() === wanted)?.[1]
        : undefined;
}

/** The requested version of an image, or the newest one for `latest`; undefined if the catalogue does not have it. */
export function catalogueVersion(image: unknown): string | undefined {
    const newest = find(image)?.version;
    const asked = textAt(image, "version");
    return asked === "latest" || asked === newest ? newest : undefined;
}

/** The generation of an image in the catalogue; undefined for others. */
export function catalogueGeneration(image: unknown): 1 | 2 | undefined {
    return find(image)?.generation;
}

/** The processor architecture of an image in the catalogue; undefined for others. */
export function catalogueArchitecture(image: unknown): "x64" | "Arm64" | undefined {
    const found = find(image);
    return found && (found.architecture ?? "x64");
}

/** Whether a VM with this image needs a plan; undefined for images that the catalogue does not have. */
export function needsPlan(image: unknown): boolean | undefined {
    const found = find(image);
    return found === undefined ? undefined : found.hasPlan === true;
}

/** Whether Azure can patch VMs with this image automatically: it must be in Azure's list, so no custom image is. */
export function isPatchedByPlatform(image: unknown): boolean {
    return find(image)?.patched === true;
}

/** The init system of an image: Ubuntu 14.04 was the last LTS release without systemd. */
export function initSystem(image: unknown): "upstart" | "systemd" {
    return textAt(image, "sku")?.startsWith("14.04") === true ? "upstart" : "systemd";
}

/** The regions with availability zones, of all clouds. https://learn.microsoft.com/azure/reliability/regions-list */
const ZONAL_REGIONS =
    `australiaeast austriaeast belgiumcentral brazilsouth canadacentral centralindia centralus chilecentral chinanorth3
    denmarkeast eastasia eastus eastus2 francecentral germanywestcentral indonesiacentral israelcentral italynorth japaneast
    japanwest koreacentral malaysiawest mexicocentral newzealandnorth northeurope norwayeast polandcentral qatarcentral
    southafricanorth southcentralus southeastasia spaincentral swedencentral switzerlandnorth uaenorth uksouth usgovvirginia
    westeurope westus2 westus3`.split(/\s+/);

/** Whether a region has availability zones. */
export function hasZones(region: string | undefined): boolean {
    return region !== undefined && ZONAL_REGIONS.includes(region);
}

/** The VM extensions that the emulated agent can run, and their versions. */
export const EXTENSIONS: Readonly<Record<string, readonly string[]>> = {
    "Microsoft.Azure.Extensions/CustomScript": ["2.0", "2.1"],
    "Microsoft.Azure.Extensions/DockerExtension": ["1.0", "1.1", "1.2"],
    "Microsoft.OSTCExtensions/VMAccessForLinux": ["1.5"],
    // The agent does nothing for it here: the sandbox has no directory to sign in to.
    "Microsoft.Azure.ActiveDirectory/AADSSHLoginForLinux": ["1.0"],
};
