import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { CHECKOUT } from "../checkout";
import { explained } from "../../shared/errors";
import { loadedFrom } from "../loadedFiles";
import type { Contents } from "../packages";

/** The parts of a package.json that are checked. */
export interface Manifest {
    readonly name: string;
    readonly version: string;
    readonly license?: string;
    readonly repository?: { readonly url: string };
    readonly publishConfig?: { readonly access: string; readonly provenance: boolean };
    readonly files?: readonly string[];
    readonly main?: string;
    readonly bin?: Readonly<Record<string, string>>;
    readonly dependencies?: Readonly<Record<string, string>>;
    readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** What npm puts into each tarball. */
const ALWAYS = ["LICENSE", "README.md", "package.json"];

/** Unpacked. The largest package has 1.1 MB; what is much larger holds something that it should not. */
const MAX_BYTES = 1_500_000;

/** A private key, or a token of npm, GitHub or AWS. */
const SECRET =
    /-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[\w+/=]{40}|\bnpm_\w{36}\b|\bgh[pousr]_\w{36}|\bgithub_pat_\w{22}|\bAKIA[0-9A-Z]{16}\b/;

/** The package.json of a folder. */
export function manifestIn(folder: string): Manifest {
    return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}

/**
 * Packs a package as npm publishes it.
 *
 * @param folder - Of the package, from the checkout; built.
 * @param destination - An existing folder.
 * @returns The tarball's path.
 */
export function pack(folder: string, destination: string): string {
    const args = ["pack", "--json", "--ignore-scripts", "--workspaces=false", "--pack-destination", destination];
    const packed = JSON.parse(
        execFileSync("npm", args, {
            cwd: join(CHECKOUT, folder),
            encoding: "utf8",
            stdio: ["ignore", "pipe", "ignore"],
        }),
    ) as readonly { readonly filename: string }[];
    return join(destination, packed[0]?.filename ?? "");
}

/** Gives a folder with what a tarball holds to a function, and removes it afterwards. */
export async function unpacked(tarball: string, use: (folder: string) => Promise<void>): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), "tarball-"));
    try {
        execFileSync("tar", ["-xzf", tarball, "-C", folder]);
        await use(join(folder, "package"));
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

/**
 * What is wrong with a package, as sentences.
 *
 * @param folder - With what its tarball holds.
 * @param contents - What it is made of.
 * @param version - What it must have.
 */
export function packageProblems(folder: string, { entries, assets }: Contents, version: string): string[] {
    const manifest = manifestIn(folder);
    const files = filesIn(folder);
    const listed = (manifest.files ?? []).filter((file) => file !== "dist");
    const beside = files.filter((file) => listed.some((each) => file === each || file.startsWith(`${each}/`)));
    const started = [...entries.map((entry) => join("dist", entry)), ...beside.filter((file) => file.endsWith(".js"))];
    let loaded;
    try {
        loaded = loadedFrom(started.map((file) => join(folder, file)));
    } catch (error) {
        return [`${manifest.name} lacks a file that it loads: ${explained(error)}`];
    }
    const expected = new Set([
        ...ALWAYS,
        ...beside,
        ...Object.values(manifest.bin ?? {}),
        ...(manifest.main === undefined ? [] : [manifest.main]),
        ...[...loaded.files].map((file) => relative(folder, file)),
        ...assets.flatMap((asset) => filesIn(CHECKOUT, asset).map((file) => join("dist", file))),
    ]);
    return [
        ...manifestProblems(manifest, version),
        ...files.filter((file) => !expected.has(file)).map((file) => `holds ${file}, which nothing in it loads`),
        ...[...expected, ...listed].filter((file) => !existsSync(join(folder, file))).map((file) => `has no ${file}`),
        ...dependencyProblems(manifest, loaded.packages),
        ...modeProblems(folder, files, manifest),
        ...files
            .filter((file) => SECRET.test(readFileSync(join(folder, file), "utf8")))
            .map((file) => `holds what looks like a secret, in ${file}`),
        ...sizeProblems(folder, files),
    ].map((problem) => `${manifest.name} ${problem}`);
}

function manifestProblems(
    { version, license, repository, publishConfig, peerDependencies = {} }: Manifest,
    wanted: string,
): string[] {
    const expected: readonly (readonly [string, unknown, unknown])[] = [
        ["version", version, wanted],
        ["license", license, "Apache-2.0"],
        ["repository.url", repository?.url, "git+https://github.com/docker-host-vm/docker-host-vm.git"],
        ["publishConfig.access", publishConfig?.access, "public"],
        ["publishConfig.provenance", publishConfig?.provenance, true],
        // Those of this repository are published together.
        ...Object.entries(peerDependencies).map(
            ([name, range]) => [`peerDependencies.${name}`, range, wanted] as const,
        ),
    ];
    return expected
        .filter(([, got, value]) => got !== value)
        .map(([field, got, value]) => `has ${field} ${String(got)} in its package.json, expected ${String(value)}`);
}

/** Whoever installs the package gets what it loads, and nothing that it does not. */
function dependencyProblems({ dependencies = {} }: Manifest, loaded: ReadonlySet<string>): string[] {
    const listed = Object.keys(dependencies);
    return [
        ...[...loaded].filter((name) => !listed.includes(name)).map((name) => `loads ${name}, which is no dependency`),
        ...listed.filter((name) => !loaded.has(name)).map((name) => `depends on ${name} and never loads it`),
    ];
}

/** Programs must be executable, those among the files that are copied as well. */
function modeProblems(folder: string, files: readonly string[], { bin = {} }: Manifest): string[] {
    const isExecutable = (file: string): boolean => (statSync(file).mode & 0o111) !== 0;
    const copied = (file: string): string => join(CHECKOUT, relative("dist", file));
    return files
        .filter((file) => Object.values(bin).includes(file) || (existsSync(copied(file)) && isExecutable(copied(file))))
        .filter((file) => !isExecutable(join(folder, file)))
        .map((file) => `has ${file}, which cannot be executed`);
}

function sizeProblems(folder: string, files: readonly string[]): string[] {
    const bytes = files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
    return bytes > MAX_BYTES ? [`has ${bytes} bytes unpacked, expected at most ${MAX_BYTES}`] : [];
}

/** The files below a file or folder, as paths from the root. */
function filesIn(root: string, path = "."): string[] {
    if (!statSync(join(root, path)).isDirectory()) {
        return [path];
    }
    return readdirSync(join(root, path)).flatMap((name) => filesIn(root, join(path, name)));
}
