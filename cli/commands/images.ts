import { SHORT_NAMES } from "../../components/machine/image";
import { listAt, parsedJson } from "../../shared/json";
import { CliError, printable, USAGE } from "../../shared/errors";
import { runProgram } from "../../shared/processes";
import { type Report, table } from "../report";
import { findSandbox, type Selection } from "../source";

/** The options of `images`. */
export interface ImagesOptions extends Selection {
    /** The Azure location whose catalogue to ask. @defaultValue - the one that the Azure CLI is set to */
    readonly location?: string;
}

/** An image without its version. */
interface ImageName {
    readonly publisher: string;
    readonly offer: string;
    readonly sku: string;
}

/** A version that can be had. */
interface ImageVersion {
    readonly urn: string;
    readonly version: string;
}

/** Lists the images that have a short name, or the versions of one image, newest first. */
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
            `IMAGE: expected an image that ${where} serves, got ${image}: no version of it was found. docker-host-vm images lists the known ones.`,
        );
    }
    return { document: versions, text: printable(versions.map(({ urn }) => urn).join("\n")) };
}

function namedImages(): Report {
    const entries = Object.entries(SHORT_NAMES).reverse();
    const document = entries.map(([name, { urn, generation, endOfSupport }]) => ({
        name,
        urn,
        generation,
        endOfSupport,
    }));
    const rows = document.map(({ name, urn, generation, endOfSupport }) => [
        name,
        urn,
        String(generation),
        endOfSupport,
    ]);
    return { document, text: table([["NAME", "IMAGE", "GENERATION", "STANDARD SUPPORT UNTIL"], ...rows]) };
}

/** @throws CliError when it is neither a short name nor `publisher:offer:sku`, with or without a version. */
function parseImage(image: string): ImageName {
    const urn = Object.hasOwn(SHORT_NAMES, image) ? (SHORT_NAMES[image]?.urn ?? image) : image;
    const [, publisher, offer, sku] = /^([\w.-]+):([\w.-]+):([\w.-]+)(?::[\w.-]+)?$/.exec(urn) ?? [];
    if (publisher === undefined || offer === undefined || sku === undefined) {
        throw new CliError(
            `IMAGE: expected a short name (${Object.keys(SHORT_NAMES).join(", ")}) or publisher:offer:sku, got "${image}". Write for example ubuntu-24.04, or Canonical:ubuntu-24_04-lts:server`,
            USAGE,
        );
    }
    return { publisher, offer, sku };
}

/** Asks the Azure CLI, as the user who is signed in there. */
async function versionsInAzure({ publisher, offer, sku }: ImageName, location?: string): Promise<ImageVersion[]> {
    if (location !== undefined && !/^[a-zA-Z0-9]+$/.test(location)) {
        throw new CliError(
            `--location: expected an Azure location, got "${location}". Write for example westeurope`,
            USAGE,
        );
    }
    const image = ["--publisher", publisher, "--offer", offer, "--sku", sku];
    const place = location === undefined ? [] : ["--location", location];
    const args = ["vm", "image", "list", "--all", ...image, ...place, "--output", "json"];
    const { code, stdout, stderr, missing } = await runProgram("az", args, { shellOnWindows: true });
    if (missing) {
        throw new CliError(
            "There is no az on PATH: the versions of an image come from the Azure CLI. Install it (https://learn.microsoft.com/cli/azure/install-azure-cli) and sign in: az login. For a sandbox's catalogue name its folder with --home",
        );
    }
    if (code !== 0) {
        const signIn = stderr.includes("az login") ? "The Azure CLI is not signed in. Sign in: az login" : undefined;
        throw new CliError(signIn ?? `az vm image list failed: ${printable(stderr.trim())}`);
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

/** The Azure CLI also lists what only contains the names. Azure does not tell upper from lower case. */
function isOf(urn: string, { publisher, offer, sku }: ImageName): boolean {
    return urn.toLowerCase().startsWith(`${publisher}:${offer}:${sku}:`.toLowerCase());
}

/** By their numbers: 9 is older than 10. */
function compare(a: string, b: string): number {
    return a.localeCompare(b, "en", { numeric: true });
}
