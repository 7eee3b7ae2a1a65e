import type { Fault, Rule } from "./faults";

/** Which image a VM starts from, as Azure's API takes it. */
export type ImageReference =
    | { readonly id: string }
    | { readonly publisher: string; readonly offer: string; readonly sku: string; readonly version: string };

/** Which firmware a VM has: 1 is BIOS, 2 is UEFI. */
export type Generation = 1 | 2;

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
export const image: Rule = (argument, value) => {
    const known =
        typeof value === "string" && (Object.hasOwn(SHORT_NAMES, value) || URN.test(value) || RESOURCE_ID.test(value));
    const fault: Fault = {
        argument,
        expected: `a short name (${Object.keys(SHORT_NAMES).join(", ")}), a URN publisher:offer:sku:version, or the resource id of an image`,
        got: value,
        mend: "Write for example ubuntu-24.04, or Canonical:ubuntu-24_04-lts:server:latest",
    };
    return known ? [] : [fault];
};

/** Turns an image that met the {@link image} rule into Azure's reference. */
export function imageReference(value: string): ImageReference {
    const urn = URN.exec(SHORT_NAMES[value]?.urn ?? value);
    if (urn === null) {
        return { id: value };
    }
    const [, publisher = "", offer = "", sku = "", version = ""] = urn;
    return { publisher, offer, sku, version };
}

/** Why an image should no longer be used; nothing for one that is in support or that is none of the known ones. */
export function retirement(value: string): string | undefined {
    return knownImage(value)?.retired;
}

/** The generation of one of the known images; nothing for others, of which only Azure knows it. */
export function generationOf(value: string): Generation | undefined {
    return knownImage(value)?.generation;
}

/** One of the images that have a short name, by that or by its URN. */
function knownImage(value: string): ShortName | undefined {
    const byName = Object.hasOwn(SHORT_NAMES, value) ? SHORT_NAMES[value] : undefined;
    return byName ?? Object.values(SHORT_NAMES).find(({ urn }) => urn === value);
}

/**
 * The one generation that a size boots; nothing where it boots both. Microsoft's list of exceptions:
 * https://learn.microsoft.com/azure/virtual-machines/generation-2
 */
export function generationOfSize(vmSize: string): Generation | undefined {
    if (/^(Basic|Standard)_(A\d+m?(_v2)?|D\d+(_v2)?|F\d+|NV\d+|NC\d+)$/.test(vmSize)) {
        return 1;
    }
    return /_v[67]$/.test(vmSize) ? 2 : undefined;
}
