import { existsSync, readFileSync, realpathSync } from "node:fs";
import { delimiter, join } from "node:path";
import * as semver from "semver";
import { DEFAULT_ENGINE_VERSION } from "../../components/defaults";
import { outputOf, requiredOutput } from "../../shared/processes";
import { unpackPackages } from "../../shared/tools/debianPackages";

/** The paths of the daemon and the programs that it needs, on the host. */
export interface Tools {
    /** The Docker client. */
    readonly docker: string;
    /** A statically linked busybox. */
    readonly busybox: string;
    /** The folder of unpacked packages; undefined if the host has everything. */
    readonly unpacked: string | undefined;
    /** The library folders in it, relative to it. */
    readonly libraries: readonly string[];
    /**
     * The folder with the Docker engine that the install script pins, for VMs with systemd, where that script runs;
     * undefined if these VMs have the same engine as all others.
     */
    readonly engine: string | undefined;
    /** Which Docker engine runs in which VM, its origin, and how it differs from the install script's. */
    readonly origin: string;
}

/** A Docker engine in addition to the distribution's own. */
export interface DockerEngine {
    /** The folder of its programs. */
    readonly folder: string;
    /** Its origin: the sources that it was built from. */
    readonly origin: string;
}

/** The options of {@link findTools}. */
export interface ToolSearch {
    /** The user's folder for unpacked packages. */
    readonly cache: string;
    /** The engine of the version that the install script pins. @default - it was not built */
    readonly engine?: DockerEngine | undefined;
    /** Called with a line for the user before each step that takes long. @default - nothing is reported */
    readonly onProgress?: (line: string) => void;
}

/** Programs that belong together and the Debian packages that contain them. */
interface Need {
    readonly programs: readonly string[];
    readonly packages: readonly string[];
    /** Whether the host's program can be used. */
    readonly fits: (program: string) => boolean | Promise<boolean>;
}

/** A VM sees only the host's programs in /usr. */
const isInUsr = (program: string): boolean => realpathSync(program).startsWith("/usr/");

const NEEDS: readonly Need[] = [
    {
        programs: ["dockerd", "containerd", "containerd-shim-runc-v2", "runc"],
        packages: ["docker.io", "containerd", "runc", "iptables"],
        fits: isInUsr,
    },
    // Some distributions have a separate package for the client. The install script also calls it in the VM.
    {
        programs: ["docker"],
        packages: ["docker.io", "docker-cli"],
        fits: async (program) => isInUsr(program) && (await isDockerClient(program)),
    },
    // The install script keeps containers away from Azure's services with it.
    { programs: ["nft"], packages: ["nftables"], fits: isInUsr },
    // The install script checks certificates with it.
    { programs: ["openssl"], packages: ["openssl"], fits: isInUsr },
    { programs: ["busybox"], packages: ["busybox-static"], fits: (program) => isInUsr(program) && isStatic(program) },
];

/**
 * Finds the daemon, the client and a static busybox on the host; what is missing is unpacked from Debian's packages, which
 * are never installed.
 *
 * @throws Error with one line that says why that is not possible.
 */
export async function findTools({ cache, engine, onProgress }: ToolSearch): Promise<Tools> {
    const search = (process.env["PATH"] ?? "").split(delimiter).concat("/usr/sbin", "/sbin");
    const missing = await filterAsync(NEEDS, async (need) => !(await isMetByHost(need, search)));
    const packages = [...new Set(missing.flatMap((need) => need.packages))];
    const unpacked = packages.length === 0 ? undefined : await unpackPackages(packages, cache, onProgress);
    const lacking = missing.flatMap((need) => need.programs);
    const folders =
        unpacked === undefined ? [] : ["usr/sbin", "usr/bin", "bin"].map((each) => join(unpacked.folder, each));
    const locate = (program: string): string => {
        const file = find(program, lacking.includes(program) ? folders : search);
        if (file === undefined) {
            throw new Error(`the packages ${packages.join(", ")} do not contain the program "${program}"`);
        }
        return file;
    };
    const libraries = unpacked?.libraries ?? [];
    const common = {
        version: await daemonVersion(
            locate("dockerd"),
            libraries.map((each) => join(unpacked?.folder ?? "", each)),
        ),
        origin: lacking.includes("dockerd") ? "from the distribution's packages" : locate("dockerd"),
    };
    const needed = isPinnedGeneration(common.version) ? undefined : engine;
    return {
        docker: locate("docker"),
        busybox: locate("busybox"),
        unpacked: unpacked?.folder,
        libraries,
        engine: needed?.folder,
        origin: describeEngines(common, needed),
    };
}

/**
 * Describes in one line which Docker engine runs where.
 *
 * @param common the host's engine, or the unpacked one
 * @param engine the one of the version that the install script pins, if that is another one
 */
export function describeEngines(
    common: { readonly version: string; readonly origin: string },
    engine?: DockerEngine,
): string {
    const pinned = DEFAULT_ENGINE_VERSION;
    if (engine !== undefined) {
        return `Docker ${pinned} with CustomScript (${engine.origin}), ${common.version} with DockerExtension (${common.origin})`;
    }
    return isPinnedGeneration(common.version)
        ? `Docker ${common.version} (${common.origin}); CustomScript installs ${pinned} on Azure`
        : `Docker ${common.version} (${common.origin}); CustomScript installs ${pinned} on Azure, which keeps images in containerd, has other limits, and requires API 1.40 or newer. To use that version here, run npx docker-host-vm-sandbox tools`;
}

function isPinnedGeneration(version: string): boolean {
    return semver.coerce(version)?.major === semver.major(DEFAULT_ENGINE_VERSION);
}

/** The daemon's version, for example `20.10.24+dfsg1`. */
async function daemonVersion(dockerd: string, libraries: readonly string[]): Promise<string> {
    const env = { LD_LIBRARY_PATH: libraries.join(":") };
    const stdout = await requiredOutput(dockerd, ["--version"], { env, timeoutSeconds: 30 });
    return /^Docker version ([^,\s]+)/.exec(stdout)?.[1] ?? "of an unknown version";
}

async function isMetByHost({ programs, fits }: Need, search: readonly string[]): Promise<boolean> {
    const files = programs.map((program) => find(program, search));
    const unfit = await filterAsync(files, async (file) => file === undefined || !(await fits(file)));
    return unfit.length === 0;
}

async function filterAsync<Item>(items: readonly Item[], test: (item: Item) => Promise<boolean>): Promise<Item[]> {
    const verdicts = await Promise.all(items.map(test));
    return items.filter((_, index) => verdicts[index]);
}

function find(program: string, folders: readonly string[]): string | undefined {
    return folders.map((folder) => join(folder, program)).find((file) => existsSync(file));
}

/** Podman's replacement has the same name. */
async function isDockerClient(program: string): Promise<boolean> {
    return (await outputOf(program, "--version"))?.startsWith("Docker version") ?? false;
}

/** A program that needs libraries contains the name of their loader. */
function isStatic(program: string): boolean {
    return !readFileSync(program).includes("/ld-");
}
