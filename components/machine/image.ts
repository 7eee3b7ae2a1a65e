import { rule } from "../validation/rules";
import { entry } from "../../shared/json";
import { same } from "../../shared/azure/sameName";

/** Which image a VM starts from, as Azure's API takes it. */
export type ImageReference =
    | { readonly id: string }
    | { readonly publisher: string; readonly offer: string; readonly sku: string; readonly version: string };

/** Which firmware a VM has: 1 is BIOS, 2 is UEFI. */
export type Generation = 1 | 2;

/** For which processors an image is made, in Azure's words. */
export type Architecture = "x64" | "Arm64";

/** One of the images that have a short name. */
interface ShortName {
    /** `publisher:offer:sku:latest`. */
    readonly urn: string;
    readonly generation: Generation;
    /** The last day of Ubuntu's standard security support. https://ubuntu.com/about/release-cycle */
    readonly endOfSupport: string;
    /** What to tell the user when the image is out of support. */
    readonly retired?: string;
}

/**
 * Canonical's images by the name people say, oldest first. Before 24.04 the bare SKU is generation 1, from 24.04 on generation 2.
 * https://documentation.ubuntu.com/azure/azure-how-to/instances/find-ubuntu-images/
 */
export const SHORT_NAMES: Readonly<Record<string, ShortName>> = {
    "ubuntu-14.04": {
        urn: "Canonical:UbuntuServer:14.04.5-LTS:latest",
        generation: 1,
        endOfSupport: "2019-04-25",
        retired: "Ubuntu 14.04 has been out of all support since April 2026",
    },
    "ubuntu-16.04": {
        urn: "Canonical:UbuntuServer:16.04-LTS:latest",
        generation: 1,
        endOfSupport: "2021-04-30",
        retired: "Ubuntu 16.04 has been out of standard support since April 2021",
    },
    "ubuntu-18.04": {
        urn: "Canonical:UbuntuServer:18.04-LTS:latest",
        generation: 1,
        endOfSupport: "2023-05-31",
        retired: "Ubuntu 18.04 has been out of standard support since May 2023",
    },
    "ubuntu-20.04": {
        urn: "Canonical:0001-com-ubuntu-server-focal:20_04-lts-gen2:latest",
        generation: 2,
        endOfSupport: "2025-05-29",
        retired: "Ubuntu 20.04 has been out of standard support since May 2025",
    },
    "ubuntu-22.04": {
        urn: "Canonical:0001-com-ubuntu-server-jammy:22_04-lts-gen2:latest",
        generation: 2,
        endOfSupport: "2027-06-01",
    },
    "ubuntu-24.04": { urn: "Canonical:ubuntu-24_04-lts:server:latest", generation: 2, endOfSupport: "2029-05-31" },
};

const URN = /^([^:\s]+):([^:\s]+):([^:\s]+):(latest|\d+\.\d+\.\d+)$/;
const RESOURCE_ID =
    /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Compute\/(images\/[^/]+|galleries\/[^/]+\/images\/[^/]+(\/versions\/[^/]+)?)$/i;

/** A short name, a URN or the resource id of an own image. */
export const image = rule(
    (value) =>
        typeof value === "string" && (Object.hasOwn(SHORT_NAMES, value) || URN.test(value) || RESOURCE_ID.test(value)),
    `a short name (${Object.keys(SHORT_NAMES).join(", ")}), a URN publisher:offer:sku:version, or the resource id of an image`,
    "Write for example ubuntu-24.04, or Canonical:ubuntu-24_04-lts:server:latest",
);

/** Turns an image that met the {@link image} rule into Azure's reference. */
export function imageReference(value: string): ImageReference {
    const urn = URN.exec(urnOf(value));
    if (urn === null) {
        return { id: value };
    }
    const [, publisher = "", offer = "", sku = "", version = ""] = urn;
    return { publisher, offer, sku, version };
}

/** Why an image should no longer be used; nothing for one that is in support or that is none of Canonical's. */
export function retirement(value: string): string | undefined {
    return retirementOfReference(imageReference(value));
}

/** The version of Ubuntu in a SKU: `14.04.5-LTS`, `20_04-lts-gen2`. From 24.04 on the offer has it: `ubuntu-24_04-lts`. */
const UBUNTU_VERSION = /(?<!\d)(\d\d)[._](04|10)(?!\d)/;

/** The same for an image as Azure's API takes it. */
export function retirementOfReference({
    publisher,
    offer,
    sku,
}: Readonly<Record<string, unknown>>): string | undefined {
    const texts = [sku, offer].filter((text) => typeof text === "string");
    const [, year = "", month = ""] = UBUNTU_VERSION.exec(texts.join(" ")) ?? [];
    return same(publisher, "Canonical") ? SHORT_NAMES[`ubuntu-${year}.${month}`]?.retired : undefined;
}

/** The generation of one of the known images; nothing for others, of which only Azure knows it. */
export function generationOf(value: string): Generation | undefined {
    return knownImage(value)?.generation;
}

/** Publishers that name the images for Arm64 so, and make all others for x64. */
const NAMES_ARM64 = ["canonical", "debian"];

/** For which processors an image is made; nothing where its name does not say. */
export function architectureOf(value: string): Architecture | undefined {
    const urn = URN.exec(urnOf(value));
    if (urn === null) {
        return undefined;
    }
    const [, publisher = "", , sku = ""] = urn;
    return /arm64/i.test(sku) ? "Arm64" : NAMES_ARM64.includes(publisher.toLowerCase()) ? "x64" : undefined;
}

/** Whether a value is the resource id of a managed image, which can do less than one of a gallery. */
export function isManagedImage(value: string): boolean {
    return /\/providers\/Microsoft\.Compute\/images\//i.test(value);
}

/**
 * Whether Azure is known to refuse `AutomaticByPlatform` for an image: it patches marketplace images of its list only, no
 * custom ones. https://learn.microsoft.com/azure/virtual-machines/automatic-vm-guest-patching#supported-os-images
 */
export function isNeverPatched(value: string): boolean {
    return RESOURCE_ID.test(value) || /^canonical:ubuntuserver:14\./i.test(urnOf(value));
}

/** The URN behind a short name; any other value as it is. */
function urnOf(value: string): string {
    return Object.hasOwn(SHORT_NAMES, value) ? entry(SHORT_NAMES, value).urn : value;
}

/** One of the images that have a short name, by that or by publisher, offer and SKU, of which Azure ignores the case. */
function knownImage(value: string): ShortName | undefined {
    const wanted = productOf(urnOf(value));
    return Object.values(SHORT_NAMES).find(({ urn }) => productOf(urn) === wanted);
}

/** A URN without its version, in lower case. */
function productOf(urn: string): string {
    return urn.replace(/:[^:]*$/, "").toLowerCase();
}
