import { existsSync, readFileSync, realpathSync } from "node:fs";
import { delimiter, join } from "node:path";
import * as semver from "semver";
import { DEFAULT_ENGINE_VERSION } from "../../components/defaults";
import { outputOf, requiredOutput } from "../../shared/processes";
import { unpackPackages } from "../../shared/tools/debianPackages";

/** The daemon and what it needs, on the host's disk. */
export interface Tools {
    /** The Docker client. */
    readonly docker: string;
    /** A busybox that needs no library. */
    readonly busybox: string;
    /** Folder of unpacked packages; nothing when the host has everything. */
    readonly unpacked: string | undefined;
    /** Folders of that folder, relative to it, where its libraries are. */
    readonly libraries: readonly string[];
    /**
     * Folder with the programs of the Docker engine that the install script pins, for the VMs that it runs in: those with
     * systemd. Nothing when they have the same one as all others.
     */
    readonly engine: string | undefined;
    /** Which Docker engine runs in which VM, where it came from, and how it differs from the install script's. */
    readonly origin: string;
}

/** A Docker engine in addition to the distribution's own. */
export interface DockerEngine {
    /** Folder of its programs. */
    readonly folder: string;
    /** The sources that it was built from. */
    readonly origin: string;
}

/** How tools are looked for. */
export interface ToolSearch {
    /** Folder of the user's where unpacked packages are kept. */
    readonly cache: string;
    /** The engine of the version that the install script pins. @default - none was built */
    readonly engine?: DockerEngine | undefined;
    /** Called with a line for the user at each longer step. @default - nobody is told */
    readonly onProgress?: (line: string) => void;
}

/** Programs that come together, and the Debian packages that hold them. */
interface Need {
    readonly programs: readonly string[];
    readonly packages: readonly string[];
    /** Whether the host's program will do. */
    readonly fits: (program: string) => boolean | Promise<boolean>;
}

/** A VM sees only those of the host's programs that are in /usr. */
const isInUsr = (program: string): boolean => realpathSync(program).startsWith("/usr/");

const NEEDS: readonly Need[] = [
    {
        programs: ["dockerd", "containerd", "containerd-shim-runc-v2", "runc"],
        packages: ["docker.io", "containerd", "runc", "iptables"],
        fits: isInUsr,
    },
    // Some distributions have the client in a package of its own. The script that CustomScript runs calls it in the VM too.
    {
        programs: ["docker"],
        packages: ["docker.io", "docker-cli"],
        fits: async (program) => isInUsr(program) && (await isDockerClient(program)),
    },
    // The script that CustomScript runs checks certificates with it.
    { programs: ["openssl"], packages: ["openssl"], fits: isInUsr },
    { programs: ["busybox"], packages: ["busybox-static"], fits: (program) => isInUsr(program) && isStatic(program) },
];

/**
 * Finds the daemon, the client and a static busybox: on the host, otherwise unpacked from Debian's packages, never installed.
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
            throw new Error(`The packages ${packages.join(", ")} hold no program "${program}"`);
        }
        return file;
    };
    const libraries = unpacked?.libraries ?? [];
    const common = {
        version: await daemonVersion(
            locate("dockerd"),
            libraries.map((each) => join(unpacked?.folder ?? "", each)),
        ),
        origin: lacking.includes("dockerd") ? "unpacked from the distribution's packages" : locate("dockerd"),
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
 * Says in one line which Docker engine runs where.
 *
 * @param common - the engine that the host has or that was unpacked
 * @param engine - the one of the version that the install script pins, if that differs
 */
export function describeEngines(
    common: { readonly version: string; readonly origin: string },
    engine?: DockerEngine,
): string {
    const pinned = DEFAULT_ENGINE_VERSION;
    if (engine !== undefined) {
        return `Docker ${pinned} where the install script runs (${engine.origin}), Docker ${common.version} where the DockerExtension does (${common.origin})`;
    }
    return isPinnedGeneration(common.version)
        ? `Docker ${common.version}, ${common.origin}; the install script has ${pinned}`
        : `Docker ${common.version}, ${common.origin}; the install script has ${pinned}, which keeps images in containerd, has other limits, and serves clients from API 1.40 on. To have that one here: npx docker-host-vm-sandbox tools`;
}

function isPinnedGeneration(version: string): boolean {
    return semver.coerce(version)?.major === semver.major(DEFAULT_ENGINE_VERSION);
}

/** For example `20.10.24+dfsg1`. */
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

/** Podman's look-alike has the same name. */
async function isDockerClient(program: string): Promise<boolean> {
    return (await outputOf(program, "--version"))?.startsWith("Docker version") ?? false;
}

/** A program that needs libraries names their loader. */
function isStatic(program: string): boolean {
    return !readFileSync(program).includes("/ld-");
}
