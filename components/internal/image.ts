import type { Fault, Rule } from "./faults";

/** Which image a VM starts from, as Azure's API takes it. */
export type ImageReference =
    | { readonly id: string }
    | { readonly publisher: string; readonly offer: string; readonly sku: string; readonly version: string };

interface ShortName {
    readonly urn: string;
    /** What to tell the user when the image is out of support. */
    readonly retired?: string;
}

/**
 * Canonical's images by the name people say. Before 24.04 the bare SKU is generation 1, from 24.04 on generation 2.
 * https://documentation.ubuntu.com/azure/azure-how-to/instances/find-ubuntu-images/
 */
const SHORT_NAMES: Readonly<Record<string, ShortName>> = {
    "ubuntu-14.04": {
        urn: "Canonical:UbuntuServer:14.04.5-LTS:latest",
        retired: "Ubuntu 14.04 has been out of all support since April 2026",
    },
    "ubuntu-16.04": {
        urn: "Canonical:UbuntuServer:16.04-LTS:latest",
        retired: "Ubuntu 16.04 has been out of standard support since April 2021",
    },
    "ubuntu-18.04": {
        urn: "Canonical:UbuntuServer:18.04-LTS:latest",
        retired: "Ubuntu 18.04 has been out of standard support since May 2023",
    },
    "ubuntu-20.04": {
        urn: "Canonical:0001-com-ubuntu-server-focal:20_04-lts-gen2:latest",
        retired: "Ubuntu 20.04 has been out of standard support since May 2025",
    },
    "ubuntu-22.04": { urn: "Canonical:0001-com-ubuntu-server-jammy:22_04-lts-gen2:latest" },
    "ubuntu-24.04": { urn: "Canonical:ubuntu-24_04-lts:server:latest" },
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

/** Why an image should no longer be used; nothing for one that is in support or that is not known by its short name. */
export function retirement(value: string): string | undefined {
    const byUrn = Object.values(SHORT_NAMES).find(({ urn }) => urn === value);
    return (SHORT_NAMES[value] ?? byUrn)?.retired;
}
