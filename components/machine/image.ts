import { rule } from "../validation/rules";
import { entry } from "../../shared/json";
import { same } from "../../shared/azure/sameName";

/** A reference to a VM's image for Azure's API. */
export type ImageReference =
    | { readonly id: string }
    | { readonly communityGalleryImageId: string }
    | { readonly sharedGalleryImageId: string }
    | { readonly publisher: string; readonly offer: string; readonly sku: string; readonly version: string };

/** The generation of a VM: 1 has BIOS firmware, 2 has UEFI. */
export type Generation = 1 | 2;

/** The processor architecture of an image, in Azure's words. */
export type Architecture = "x64" | "Arm64";

/** An image with a short name. */
interface ShortName {
    /** `publisher:offer:sku:latest`. */
    readonly urn: string;
    readonly generation: Generation;
    /** @defaultValue x64 */
    readonly architecture?: Architecture;
    /** Whether Azure's list of images for automatic patching has it. @defaultValue false */
    readonly patched?: true;
    /**
     * Whether the image's URN does not count as this name: there are hosts with it that were made before it had a name, and
     * whose defaults must not change.
     *
     * @defaultValue false
     */
    readonly byNameOnly?: true;
    /** The last day of Ubuntu's standard security support. https://ubuntu.com/about/release-cycle */
    readonly endOfSupport: string;
    /** The warning for an image that is out of support. */
    readonly retired?: string;
}

/**
 * Canonical's images by their common names, oldest first. Before 24.04 the SKU without a suffix is generation 1, from 24.04 on
 * generation 2. The processors of a VM with 26.04 need x86-64-v3, which almost all of Azure's have:
 * https://documentation.ubuntu.com/public-cloud/all-clouds-explanation/architecture-variants/
 * https://documentation.ubuntu.com/azure/azure-how-to/instances/find-ubuntu-images/
 */
export const SHORT_NAMES: Readonly<Record<string, ShortName>> = {
    "ubuntu-14.04": {
        urn: "Canonical:UbuntuServer:14.04.5-LTS:latest",
        generation: 1,
        endOfSupport: "2019-04-25",
        retired: "All support for Ubuntu 14.04 ended in April 2026",
    },
    "ubuntu-16.04": {
        urn: "Canonical:UbuntuServer:16.04-LTS:latest",
        generation: 1,
        endOfSupport: "2021-04-30",
        retired: "Standard support for Ubuntu 16.04 ended in April 2021",
    },
    "ubuntu-18.04": {
        urn: "Canonical:UbuntuServer:18.04-LTS:latest",
        generation: 1,
        endOfSupport: "2023-05-31",
        retired: "Standard support for Ubuntu 18.04 ended in May 2023",
    },
    "ubuntu-20.04": {
        urn: "Canonical:0001-com-ubuntu-server-focal:20_04-lts-gen2:latest",
        generation: 2,
        endOfSupport: "2025-05-29",
        retired: "Standard support for Ubuntu 20.04 ended in May 2025",
    },
    "ubuntu-22.04": {
        urn: "Canonical:0001-com-ubuntu-server-jammy:22_04-lts-gen2:latest",
        generation: 2,
        patched: true,
        endOfSupport: "2027-06-01",
    },
    "ubuntu-24.04": {
        urn: "Canonical:ubuntu-24_04-lts:server:latest",
        generation: 2,
        patched: true,
        endOfSupport: "2029-05-31",
    },
    "ubuntu-24.04-arm64": {
        urn: "Canonical:ubuntu-24_04-lts:server-arm64:latest",
        generation: 2,
        architecture: "Arm64",
        byNameOnly: true,
        endOfSupport: "2029-05-31",
    },
    "ubuntu-26.04": {
        urn: "Canonical:ubuntu-26_04-lts:server:latest",
        generation: 2,
        byNameOnly: true,
        endOfSupport: "2031-05-29",
    },
    "ubuntu-26.04-arm64": {
        urn: "Canonical:ubuntu-26_04-lts:server-arm64:latest",
        generation: 2,
        architecture: "Arm64",
        byNameOnly: true,
        endOfSupport: "2031-05-29",
    },
};

const URN = /^([^:\s]+):([^:\s]+):([^:\s]+):(latest|\d+\.\d+\.\d+)$/;
const RESOURCE_ID =
    /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Compute\/(images\/[^/]+|galleries\/[^/]+\/images\/[^/]+(\/versions\/[^/]+)?)$/i;

/** An image in a gallery that is public, or that was shared with the subscription or the tenant. */
const GALLERY_ID = /^\/(community|shared)Galleries\/[^/]+\/images\/[^/]+(\/versions\/[^/]+)?$/i;

/** A short name, a URN, or the ID of a custom image. */
export const image = rule(
    (value) => typeof value === "string" && (Object.hasOwn(SHORT_NAMES, value) || URN.test(value) || isCustom(value)),
    `a short name (${Object.keys(SHORT_NAMES).join(", ")}), a URN publisher:offer:sku:version, the resource ID of an image, or its ID in a community or shared gallery`,
    "For example, use ubuntu-24.04, or Canonical:ubuntu-24_04-lts:server:latest",
);

/** Converts an image that meets the {@link image} rule into Azure's reference. */
export function imageReference(value: string): ImageReference {
    const urn = URN.exec(urnOf(value));
    if (urn === null) {
        const [, kind] = GALLERY_ID.exec(value) ?? [];
        return kind === undefined
            ? { id: value }
            : same(kind, "community")
              ? { communityGalleryImageId: value }
              : { sharedGalleryImageId: value };
    }
    const [, publisher = "", offer = "", sku = "", version = ""] = urn;
    return { publisher, offer, sku, version };
}

/** The reason not to use an image any more; undefined if it is supported or not from Canonical. */
export function retirement(value: string): string | undefined {
    return retirementOfReference(imageReference(value));
}

/** The version of Ubuntu in a SKU: `14.04.5-LTS`, `20_04-lts-gen2`. From 24.04 on it is in the offer: `ubuntu-24_04-lts`. */
const UBUNTU_VERSION = /(?<!\d)(\d\d)[._](04|10)(?!\d)/;

/** The same for an image reference of Azure's API. */
export function retirementOfReference({
    publisher,
    offer,
    sku,
}: Readonly<Record<string, unknown>>): string | undefined {
    const texts = [sku, offer].filter((text) => typeof text === "string");
    const [, year = "", month = ""] = UBUNTU_VERSION.exec(texts.join(" ")) ?? [];
    return same(publisher, "Canonical") ? SHORT_NAMES[`ubuntu-${year}.${month}`]?.retired : undefined;
}

/** The generation of a known image; undefined for others, whose generation only Azure knows. */
export function generationOf(value: string): Generation | undefined {
    return knownImage(value)?.generation;
}

/** Publishers that mark their Arm64 images in the SKU. All their other images are for x64. */
const NAMES_ARM64 = ["canonical", "debian"];

/** The processor architecture of an image; undefined if its name does not indicate it. */
export function architectureOf(value: string): Architecture | undefined {
    const urn = URN.exec(urnOf(value));
    if (urn === null) {
        return undefined;
    }
    const [, publisher = "", , sku = ""] = urn;
    return /arm64/i.test(sku) ? "Arm64" : NAMES_ARM64.includes(publisher.toLowerCase()) ? "x64" : undefined;
}

/** Whether a value is the resource ID of a managed image, which supports fewer features than a gallery image. */
export function isManagedImage(value: string): boolean {
    return /\/providers\/Microsoft\.Compute\/images\//i.test(value);
}

/**
 * Whether Azure is known to reject `AutomaticByPlatform` for an image: it patches only the marketplace images on its list, and
 * no custom images. https://learn.microsoft.com/azure/virtual-machines/automatic-vm-guest-patching#supported-os-images
 */
export function isNeverPatched(value: string): boolean {
    return isCustom(value) || /^canonical:ubuntuserver:14\./i.test(urnOf(value));
}

/** Whether Azure is known to install updates on VMs with this image. */
export function isPatched(value: string): boolean {
    return knownImage(value)?.patched === true;
}

/** Whether a value is the ID of an image that is not in Azure's marketplace. */
export function isCustom(value: string): boolean {
    return RESOURCE_ID.test(value) || GALLERY_ID.test(value);
}

/** The URN for a short name; any other value unchanged. */
function urnOf(value: string): string {
    return Object.hasOwn(SHORT_NAMES, value) ? entry(SHORT_NAMES, value).urn : value;
}

/** The image with a short name that a value refers to, by that name or by publisher, offer and SKU, whose case Azure ignores. */
function knownImage(value: string): ShortName | undefined {
    const wanted = productOf(urnOf(value));
    return Object.entries(SHORT_NAMES).find(
        ([name, { urn, byNameOnly }]) => name === value || (byNameOnly !== true && productOf(urn) === wanted),
    )?.[1];
}

/** A URN without its version, in lowercase. */
function productOf(urn: string): string {
    return urn.replace(/:[^:]*$/, "").toLowerCase();
}
