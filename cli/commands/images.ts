import { SHORT_NAMES } from "../../components/machine/image";
import { listAt, parsedJson } from "../../shared/json";
import { CliError, printable, USAGE } from "../../shared/errors";
import { runAzureCli } from "../azureCli";
import { type Report, table } from "../report";
import { findSandbox, type Selection } from "../source";

/** The options of `images`. */
export interface ImagesOptions extends Selection {
    /** The Azure location to list versions in. @defaultValue - the default location of the Azure CLI */
    readonly location?: string;
}

/** An image without its version. */
interface ImageName {
    readonly publisher: string;
    readonly offer: string;
    readonly sku: string;
}

/** An available version. */
interface ImageVersion {
    readonly urn: string;
    readonly version: string;
}

/** Lists the images with short names, or the versions of one image, newest first. */
export async function images(image: string | undefined, options: ImagesOptions): Promise<Report> {
    if (image === undefined) {
        return namedImages();
    }
    const name = parseImage(image);
    const sandbox = findSandbox(options);
    const found = sandbox === undefined ? await versionsInAzure(name, options.location) : sandbox.images.map(versionOf);
    const versions = found.filter(({ urn }) => isOf(urn, name)).sort((a, b) => compare(b.version, a.version));
    if (versions.length === 0) {
        const where =
            sandbox === undefined ? `Azure${options.location ? ` in ${options.location}` : ""}` : "the sandbox";
        throw new CliError(
            `IMAGE: expected an image that ${where} offers, got ${image}, of which no version was found. List the known images: npx docker-host-vm images`,
        );
    }
    return { document: versions, text: printable(versions.map(({ urn }) => urn).join("\n")) };
}

function namedImages(): Report {
    const entries = Object.entries(SHORT_NAMES).reverse();
    const document = entries.map(([name, { urn, generation, architecture = "x64", endOfSupport }]) => ({
        name,
        urn,
        generation,
        architecture,
        endOfSupport,
    }));
    const rows = document.map(({ name, urn, generation, architecture, endOfSupport }) => [
        name,
        urn,
        String(generation),
        architecture,
        endOfSupport,
    ]);
    const heads = ["NAME", "IMAGE", "GENERATION", "PROCESSORS", "STANDARD SUPPORT UNTIL"];
    return { document, text: table([heads, ...rows]) };
}

/** @throws CliError if it is neither a short name nor `publisher:offer:sku`, with or without a version. */
function parseImage(image: string): ImageName {
    const urn = Object.hasOwn(SHORT_NAMES, image) ? (SHORT_NAMES[image]?.urn ?? image) : image;
    const [, publisher, offer, sku] = /^([\w.-]+):([\w.-]+):([\w.-]+)(?::[\w.-]+)?$/.exec(urn) ?? [];
    if (publisher === undefined || offer === undefined || sku === undefined) {
        throw new CliError(
            `IMAGE: expected a short name (${Object.keys(SHORT_NAMES).join(", ")}) or publisher:offer:sku, got "${image}". For example, use ubuntu-24.04 or Canonical:ubuntu-24_04-lts:server`,
            USAGE,
        );
    }
    return { publisher, offer, sku };
}

/** Asks the Azure CLI, as its signed-in user. */
async function versionsInAzure({ publisher, offer, sku }: ImageName, location?: string): Promise<ImageVersion[]> {
    if (location !== undefined && !/^[a-zA-Z0-9]+$/.test(location)) {
        throw new CliError(
            `--location: expected an Azure location, got "${location}". For example, use westeurope`,
            USAGE,
        );
    }
    const image = ["--publisher", publisher, "--offer", offer, "--sku", sku];
    const place = location === undefined ? [] : ["--location", location];
    const args = ["vm", "image", "list", "--all", ...image, ...place, "--output", "json"];
    const { code, stdout, stderr } = await runAzureCli(args, { purpose: "list the versions of an image" });
    if (code !== 0) {
        throw new CliError(`az vm image list failed: ${printable(stderr.trim())}`);
    }
    return versionsOf(stdout);
}

function versionsOf(answer: string): ImageVersion[] {
    return listAt(parsedJson(answer)).flatMap(({ urn, version }) =>
        typeof urn === "string" && typeof version === "string" ? [{ urn, version }] : [],
    );
}

function versionOf(urn: string): ImageVersion {
    return { urn, version: urn.split(":").at(-1) ?? "" };
}

/** The Azure CLI also lists images whose names only contain these. Azure ignores case. */
function isOf(urn: string, { publisher, offer, sku }: ImageName): boolean {
    return urn.toLowerCase().startsWith(`${publisher}:${offer}:${sku}:`.toLowerCase());
}

/** Compares by numbers: 9 is older than 10. */
function compare(a: string, b: string): number {
    return a.localeCompare(b, "en", { numeric: true });
}
