import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { outputOf, requiredOutput } from "../processes";
import { readIfThere } from "../jsonFile";

/** Packages unpacked into one folder. */
export interface UnpackedPackages {
    readonly folder: string;
    /** Subfolders with libraries, relative to the folder. */
    readonly libraries: readonly string[];
}

/** Firewalls that drop packets would make apt wait for minutes. */
const NETWORK = ["-o", "Acquire::http::Timeout=20", "-o", "Acquire::https::Timeout=20", "-o", "Acquire::Retries=1"];
const LIMIT_SECONDS = 240;

/**
 * Unpacks packages, and their dependencies that are not installed, into a folder in the cache. It does not change the system
 * and does not need root. Packages are unpacked only once, even if two processes need them at the same time.
 *
 * @param wanted - names of packages; those that the distribution does not have are skipped
 * @throws Error with the reason in one line.
 */
export async function unpackPackages(
    wanted: readonly string[],
    cache: string,
    onProgress: (line: string) => void = () => undefined,
): Promise<UnpackedPackages> {
    const folder = join(cache, `${await distribution()}-${[...wanted].sort().join("-")}`);
    if (!existsSync(folder)) {
        mkdirSync(cache, { recursive: true });
        const draft = mkdtempSync(`${folder}.`);
        try {
            const unpacked = await unpack(wanted, draft, onProgress);
            await verify(unpacked);
            renameSync(unpacked, folder);
        } catch (error) {
            // Another process may have unpacked them meanwhile.
            if (!existsSync(folder)) {
                throw new Error(`packages ${wanted.join(", ")} cannot be unpacked: ${(error as Error).message}`, {
                    cause: error,
                });
            }
        } finally {
            rmSync(draft, { recursive: true, force: true });
        }
    }
    return { folder, libraries: libraryFolders(folder) };
}

/** For example `debian-12-x64`. */
async function distribution(): Promise<string> {
    const fields = readIfThere("/etc/os-release") ?? "";
    const field = (name: string): string => new RegExp(`^${name}="?([^"\n]*)"?$`, "m").exec(fields)?.[1] ?? "unknown";
    if ([await outputOf("apt-get", "--version"), await outputOf("dpkg", "--version")].includes(undefined)) {
        throw new Error(`this system (${field("ID")}) has no apt-get and dpkg to unpack Debian packages with`);
    }
    return `${field("ID")}-${field("VERSION_ID")}-${process.arch}`;
}

async function unpack(wanted: readonly string[], draft: string, onProgress: (line: string) => void): Promise<string> {
    const names = await resolvePackages(wanted, draft, onProgress);
    onProgress(
        `Downloading ${names.packages.length} Debian packages (${wanted[0] ?? ""} and its dependencies); nothing is installed.`,
    );
    const downloads = join(draft, "downloads");
    mkdirSync(downloads);
    await apt(["download", ...names.packages], names.options, downloads);
    const folder = join(draft, "unpacked");
    mkdirSync(folder);
    for (const file of readdirSync(downloads).filter((each) => each.endsWith(".deb"))) {
        await requiredOutput("dpkg", ["-x", join(downloads, file), folder]);
    }
    // Installing the package iptables would create these links.
    for (const program of ["iptables", "ip6tables"].filter((each) =>
        existsSync(join(folder, `usr/sbin/${each}-nft`)),
    )) {
        symlinkSync(`${program}-nft`, join(folder, "usr/sbin", program));
    }
    return folder;
}

interface Resolved {
    readonly packages: readonly string[];
    /** Options for apt to find the packages. */
    readonly options: readonly string[];
}

/** Resolves packages with the system's package lists or, if these are missing or outdated, with its own. */
async function resolvePackages(
    wanted: readonly string[],
    draft: string,
    onProgress: (line: string) => void,
): Promise<Resolved> {
    const resolve = async (options: readonly string[]): Promise<Resolved> => {
        const known = await Promise.all(wanted.map((name) => isKnown(name, options)));
        const names = wanted.filter((_, index) => known[index]);
        const plan = await apt(["install", "--simulate", "--no-install-recommends", ...names], options, draft);
        const packages = [...plan.matchAll(/^Inst (\S+)/gm)].map((match) => String(match[1]));
        await apt(["download", "--print-uris", ...packages], options, draft);
        return { packages, options };
    };
    try {
        return await resolve([]);
    } catch {
        onProgress("Fetching Debian package lists (into the cache; the system's own lists are not changed).");
        const state = join(draft, "apt");
        ["lists/partial", "archives/partial"].forEach((each) => mkdirSync(join(state, each), { recursive: true }));
        const options = [
            `Dir::State=${state}`,
            `Dir::State::lists=${state}/lists`,
            `Dir::Cache=${state}`,
            "Dir::State::status=/var/lib/dpkg/status",
        ];
        const own = options.flatMap((option) => ["-o", option]);
        await apt(["update"], own, draft);
        return resolve(own);
    }
}

async function isKnown(name: string, options: readonly string[]): Promise<boolean> {
    return /Candidate: (?!\(none\))/.test(await requiredOutput("apt-cache", [...options, "policy", name]));
}

async function apt(command: readonly string[], options: readonly string[], cwd: string): Promise<string> {
    const quiet = ["-q", "-y", "-o", "Debug::NoLocking=1", "-o", `APT::Sandbox::User=`];
    const args = [...quiet, ...NETWORK, ...options, ...command];
    return await requiredOutput("apt-get", args, { cwd, timeoutSeconds: LIMIT_SECONDS, env: { LC_ALL: "C" } });
}

async function verify(folder: string): Promise<void> {
    const libraries = libraryFolders(folder).map((each) => join(folder, each));
    const env = { LD_LIBRARY_PATH: libraries.join(":") };
    for (const program of ["usr/sbin/dockerd", "usr/bin/docker"].filter((each) => existsSync(join(folder, each)))) {
        await requiredOutput(join(folder, program), ["--version"], { env });
    }
}

function libraryFolders(folder: string): string[] {
    const names = (parent: string): string[] =>
        existsSync(join(folder, parent)) ? readdirSync(join(folder, parent)) : [];
    const shared = ["usr/lib", "lib"].flatMap((parent) =>
        names(parent)
            .filter((name) => name.includes("-linux-gnu"))
            .map((name) => join(parent, name)),
    );
    // pulseaudio has its own folder, which its libraries look for below the root.
    const own = shared.map((each) => join(each, "pulseaudio")).filter((each) => existsSync(join(folder, each)));
    return [...shared, ...own];
}
