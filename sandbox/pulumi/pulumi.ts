import { delimiter, dirname, join } from "node:path";
import { PulumiCommand } from "@pulumi/pulumi/automation";
import { version as pinnedVersion } from "pulumi/package.json";
import * as semver from "semver";
import { buildGoPrograms, hasPrograms, type Progress } from "../../shared/tools/goPrograms";
import { toolCache } from "../../shared/toolCache";
import { outputOf, runProgram } from "../../shared/processes";

/** The oldest Pulumi that this sandbox was tried with; the one that is downloaded or built. */
const VERSION = pinnedVersion;
const DOWNLOAD_SECONDS = 180;
const NO_GO = "no Go to build it with";

/** Pulumi, and one line that says which one and why not the others. */
export interface Pulumi {
    readonly command: PulumiCommand;
    readonly origin: string;
}

/**
 * The real Pulumi engine: the one on PATH if it is recent enough, otherwise the release that the npm package `pulumi`
 * downloads, otherwise one built from its Go module; the latter two are kept in the user's tool cache.
 *
 * @param Command the class of the SDK that will run it: an SDK knows its own errors only
 * @throws Error that says what to install when none can be had.
 */
export async function findPulumi(progress: Progress, Command = PulumiCommand): Promise<Pulumi> {
    // `npm run` puts the npm wrapper of the same name first on PATH.
    const folders = (process.env["PATH"] ?? "").split(delimiter);
    process.env["PATH"] = folders.filter((folder) => !folder.includes("node_modules")).join(delimiter);
    const reasons: string[] = [];
    for (const source of [onPath, cached, downloaded, built]) {
        const found = await source(progress);
        if (typeof found !== "string") {
            const command = await Command.get(found.root === undefined ? {} : { root: found.root });
            return { command, origin: [`Pulumi: ${found.origin}`, ...reasons].join("; ") };
        }
        reasons.push(found);
    }
    const advice = `Install Pulumi ${VERSION} or newer (https://www.pulumi.com/docs/install/)`;
    throw new Error(
        `There is no Pulumi engine: ${reasons.join("; ")}. ${advice}${reasons.includes(NO_GO) ? ", or Go to have it built" : ""}.`,
    );
}

/** The folder whose bin/ holds Pulumi, none for the one on PATH; or why there is none. */
type Found = { readonly root?: string; readonly origin: string } | string;

async function onPath(): Promise<Found> {
    const version = await outputOf("pulumi", "version");
    if (version === undefined) {
        return "no pulumi on PATH";
    }
    return semver.valid(version) !== null && semver.gte(version, VERSION)
        ? { origin: `pulumi ${version} on PATH` }
        : `pulumi ${version} on PATH is older than ${VERSION}`;
}

/** Where a downloaded Pulumi is kept, and where one that was built. */
const downloadHome = (): string => join(toolCache(), "pulumi-download");
const downloadRoot = (): string => join(downloadHome(), "versions", VERSION);
const buildRoot = (): string => join(toolCache(), `pulumi-${VERSION}`);

/** Pulumi, and its host for programs in YAML, each in a folder bin/ with the package that it is built from. */
const PROGRAMS = {
    pulumi: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    "pulumi-language-yaml": "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
};

const isThere = (root: string): boolean => hasPrograms(root, PROGRAMS);

function cached(): Found {
    const kept = [
        { root: downloadRoot(), origin: `Pulumi ${VERSION} downloaded by its npm package` },
        {
            root: buildRoot(),
            origin: `Pulumi ${VERSION} built from its Go module, since the download of its npm package failed`,
        },
    ];
    return kept.find(({ root }) => isThere(root)) ?? "none kept from an earlier run";
}

async function downloaded(progress: Progress): Promise<Found> {
    progress(`Downloading the Pulumi engine ${VERSION} (once)`);
    const wrapper = join(dirname(require.resolve("pulumi/package.json")), "run.js");
    const env = { PULUMI_HOME: downloadHome(), PULUMI_SKIP_UPDATE_CHECK: "true" };
    const { output } = await runProgram(process.execPath, [wrapper, "version"], {
        env,
        timeoutSeconds: DOWNLOAD_SECONDS,
    });
    const lastLine = output.trim().split("\n").at(-1) ?? "";
    return isThere(downloadRoot()) ? cached() : `its download failed (${lastLine})`;
}

async function built(progress: Progress): Promise<Found> {
    if ((await outputOf("go", "version")) === undefined) {
        return NO_GO;
    }
    progress(
        `Building the Pulumi engine ${VERSION} from its Go module: once, about three minutes on a machine with nothing else to do`,
    );
    // Without that variable the Automation API stops at "Failed to parse Pulumi CLI version".
    const ldflags = `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${VERSION}`;
    const module = join(__dirname, "pulumi-module");
    const failure = await buildGoPrograms({ module, targets: PROGRAMS, ldflags }, buildRoot(), progress);
    return failure ?? cached();
}
