import { dirname, join } from "node:path";
import { PulumiCommand } from "@pulumi/pulumi/automation";
import { version as pinnedVersion } from "pulumi/package.json";
import * as semver from "semver";
import { buildGoPrograms, hasPrograms, type Progress } from "../../shared/tools/goPrograms";
import { toolCache } from "../../shared/toolCache";
import { outputOf, runProgram } from "../../shared/processes";
import { pathWithoutPackages } from "../../shared/searchPath";

/** The oldest version of Pulumi that the sandbox is tested with, and the one that it downloads or builds. */
const VERSION = pinnedVersion;
const DOWNLOAD_SECONDS = 180;
const NO_GO = "Go is not installed";

/** The Pulumi program. */
export interface Pulumi {
    readonly command: PulumiCommand;
    /** One line about its version and origin, and why it is not another one. */
    readonly origin: string;
}

/**
 * Finds the real Pulumi engine: the one on PATH if it is recent enough, otherwise the release that the npm package `pulumi`
 * downloads, otherwise one built from its Go module. The latter two are kept in the user's tool cache.
 *
 * @param Command the class from the SDK that will run it, because an SDK recognizes only its own errors
 * @throws Error that says what to install if none can be found or built.
 */
export async function findPulumi(progress: Progress, Command = PulumiCommand): Promise<Pulumi> {
    // The Automation API looks for it on PATH, too.
    process.env["PATH"] = pathWithoutPackages();
    const reasons: string[] = [];
    for (const source of [onPath, cached, downloaded, built]) {
        const found = await source(progress);
        if (typeof found !== "string") {
            const command = await Command.get(found.root === undefined ? {} : { root: found.root });
            const others = reasons.length === 0 ? "" : ` (${reasons.join("; ")})`;
            return { command, origin: `Pulumi: ${found.origin}${others}` };
        }
        reasons.push(found);
    }
    const advice = `Install Pulumi ${VERSION} or newer (https://www.pulumi.com/docs/install/)`;
    throw new Error(
        `no Pulumi engine found: ${reasons.join("; ")}. ${advice}${reasons.includes(NO_GO) ? ", or Go to have it built" : ""}.`,
    );
}

/** The folder whose bin/ holds Pulumi, undefined for the one on PATH; or the reason why there is none. */
type Found = { readonly root?: string; readonly origin: string } | string;

async function onPath(): Promise<Found> {
    const version = await outputOf("pulumi", "version");
    if (version === undefined) {
        return "pulumi is not on PATH";
    }
    return semver.valid(version) !== null && semver.gte(version, VERSION)
        ? { origin: `${version} on PATH` }
        : `${version} on PATH is older than ${VERSION}`;
}

/** The folders of a downloaded Pulumi and of a built one. */
const downloadHome = (): string => join(toolCache(), "pulumi-download");
const downloadRoot = (): string => join(downloadHome(), "versions", VERSION);
const buildRoot = (): string => join(toolCache(), `pulumi-${VERSION}`);

/** The programs in bin/, Pulumi and its language host for YAML, each with the Go package that it is built from. */
const PROGRAMS = {
    pulumi: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    "pulumi-language-yaml": "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
};

const isThere = (root: string): boolean => hasPrograms(root, PROGRAMS);

function cached(): Found {
    const kept = [
        { root: downloadRoot(), origin: `${VERSION}, downloaded by its npm package` },
        { root: buildRoot(), origin: `${VERSION}, built from its Go module` },
    ];
    return kept.find(({ root }) => isThere(root)) ?? "not in the tool cache";
}

async function downloaded(progress: Progress): Promise<Found> {
    progress(`Downloading Pulumi ${VERSION} (once)`);
    const wrapper = join(dirname(require.resolve("pulumi/package.json")), "run.js");
    const env = { PULUMI_HOME: downloadHome(), PULUMI_SKIP_UPDATE_CHECK: "true" };
    const { output } = await runProgram(process.execPath, [wrapper, "version"], {
        env,
        timeoutSeconds: DOWNLOAD_SECONDS,
    });
    const lastLine = output.trim().split("\n").at(-1) ?? "";
    return isThere(downloadRoot()) ? cached() : `the download failed (${lastLine})`;
}

async function built(progress: Progress): Promise<Found> {
    if ((await outputOf("go", "version")) === undefined) {
        return NO_GO;
    }
    progress(`Building Pulumi ${VERSION} from its Go module (once; takes about three minutes on an idle machine)`);
    // Without this variable the Automation API fails with "Failed to parse Pulumi CLI version".
    const ldflags = `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${VERSION}`;
    const module = join(__dirname, "pulumi-module");
    const failure = await buildGoPrograms({ module, targets: PROGRAMS, ldflags }, buildRoot(), progress);
    return failure ?? cached();
}
