import { execFile } from "node:child_process";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { unpackPackages } from "./debianPackages";

const run = promisify(execFile);

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
    /** Where each came from, in one line. */
    readonly origin: string;
}

/** How tools are looked for. */
export interface ToolSearch {
    /** Folder of the user's where unpacked packages are kept. */
    readonly cache: string;
    /** Called with a line for the user at each longer step. @default - nobody is told */
    readonly onProgress?: (line: string) => void;
}

/** Things that come together: programs, and the Debian packages that hold them. */
interface Need {
    readonly programs: readonly string[];
    readonly packages: readonly string[];
    /** Whether the host's program will do. */
    readonly fits: (program: string) => boolean | Promise<boolean>;
}

/** A VM sees of the host's programs those in /usr only. */
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
    { programs: ["busybox"], packages: ["busybox-static"], fits: isStatic },
];

/**
 * Finds the daemon, the client and a static busybox: on the host, else unpacked from Debian's packages, never installed.
 *
 * @throws Error with one line that says why that is not possible.
 */
export async function findTools({ cache, onProgress }: ToolSearch): Promise<Tools> {
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
    const origin = NEEDS.flatMap((need) => need.programs)
        .map((program) => (lacking.includes(program) ? `${program} unpacked` : locate(program)))
        .join(", ");
    return {
        docker: locate("docker"),
        busybox: locate("busybox"),
        unpacked: unpacked?.folder,
        libraries: unpacked?.libraries ?? [],
        origin,
    };
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
    return run(program, ["--version"]).then(
        ({ stdout }) => stdout.startsWith("Docker version"),
        () => false,
    );
}

/** A program that needs libraries names their loader. */
function isStatic(program: string): boolean {
    return !readFileSync(program).includes("/ld-");
}
