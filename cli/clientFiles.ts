import { spawnSync } from "node:child_process";
import { createHash, createPrivateKey, X509Certificate } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { absoluteFolder, defaultCertDir } from "../components/client/certDir";
import { nodeScript } from "../components/client/nodeCommand";
import { CliError, USAGE } from "../shared/errors";
import { ownCommand, type Selection } from "./source";
import { quoteHere } from "../shared/shells";
import type { HostState, StackState } from "./stackState";

/** The files of a Docker client, PEM. */
export interface ClientFiles {
    readonly ca: string;
    readonly cert: string;
    readonly key: string;
}

/** The selected host, and the folder with its client's files. */
export interface FilesSelection extends Selection {
    /** The folder. @defaultValue - the one that the stack wrote them to; if it wrote none, the one that Docker uses */
    readonly dir?: string;
}

/** A host's client files on this machine. */
export interface FoundFiles extends ClientFiles {
    /** Absolute path of the folder. */
    readonly directory: string;
}

const NAMES = { ca: "ca.pem", cert: "cert.pem", key: "key.pem" } as const;
/** The administrator's private SSH key. */
const SSH_KEY = "id_ed25519";

/** Absolute paths of the three files in a folder. */
export function pathsIn(directory: string): Record<keyof ClientFiles, string> {
    return { ca: join(directory, NAMES.ca), cert: join(directory, NAMES.cert), key: join(directory, NAMES.key) };
}

/** Absolute path of the SSH key in a folder. */
export function sshKeyIn(directory: string): string {
    return join(directory, SSH_KEY);
}

/**
 * The absolute path of a folder. A shell expands the tilde of `--dir ~/x`, but not that of `--dir=~/x`.
 *
 * @throws CliError if it is in the home folder, which is not known.
 */
function absolute(dir: string): string {
    if (/^~(?=$|[/\\])/.test(dir) && homedir() === "") {
        throw new CliError(
            `--dir: expected a folder, got ${dir}, but HOME is empty. Set HOME, or use an absolute path.`,
            USAGE,
        );
    }
    return absoluteFolder(dir);
}

/** The folder with the client's files: the given one, the one that the stack wrote them to, or the one that Docker uses. */
function clientFolder(host: HostState, dir: string | undefined): string | undefined {
    return dir === undefined ? (host.dockerCertPath ?? folderInUse(host)) : absolute(dir);
}

/** The folder in DOCKER_CERT_PATH, which the lines of `env` set, if its files are of the host's authority. */
function folderInUse({ authority }: HostState): string | undefined {
    const folder = process.env["DOCKER_CERT_PATH"] ?? "";
    const files = folder === "" ? undefined : readAll(pathsIn(folder));
    const isOfHost = files !== undefined && "ca" in files && files.ca.trim() === authority?.pem.trim();
    return isOfHost ? resolve(folder) : undefined;
}

/** The command that fetches the client's files, for messages. */
export function credentialsCommand({ project, stack }: StackState, selection: FilesSelection): string {
    const folder = selection.dir ?? defaultCertDir(project, stack);
    // A quoted tilde would mean a folder with that name.
    const quoted = folder.startsWith("~/") ? `~/${quoteHere(folder.slice(2))}` : quoteHere(folder);
    return ownCommand(`credentials --dir ${quoted}`, selection, quoteHere);
}

/** The reason why the client's files cannot be used, with advice. */
export interface NoFiles {
    readonly detail: string;
    readonly advice: string;
}

/** Finds the client's files of a host on this machine, or the reason why they cannot be used. */
export function lookForClientFiles(
    state: StackState,
    host: HostState,
    selection: FilesSelection,
): FoundFiles | NoFiles {
    const directory = clientFolder(host, selection.dir);
    const fetchInto = (dir: string | undefined): string =>
        `Fetch them: ${credentialsCommand(state, { ...selection, ...(dir === undefined ? {} : { dir }) })}`;
    const fetch = fetchInto(undefined);
    if (directory === undefined) {
        return {
            detail: `The stack wrote no client files for ${host.name}, and --dir was not given.`,
            advice: `${fetch}, and use the same --dir here.`,
        };
    }
    const paths = pathsIn(directory);
    const missing = Object.values(paths).find((path) => !existsSync(path));
    if (missing !== undefined) {
        return {
            detail: `${selection.dir === undefined ? "DOCKER_CERT_PATH" : "--dir"}: expected the client's files of ${host.name} in ${directory} on this machine, but ${missing} is missing.`,
            advice: `${fetch}, and use the same --dir here.`,
        };
    }
    const files = readAll(paths);
    if ("detail" in files) {
        return files;
    }
    return host.authority === undefined || files.ca.trim() === host.authority.pem.trim()
        ? { directory, ...files }
        : {
              detail: `${paths.ca} belongs to a different certificate authority than ${host.name}: the stack's authority was replaced, or these are another host's files.`,
              // Files of another authority are not overwritten.
              advice: `${fetchInto(`${directory}-new`)}, and use the same --dir here.`,
          };
}

/**
 * The same for a command that requires the files.
 *
 * @throws CliError that says how to fetch them if they are missing, unreadable or from another authority.
 */
export function findClientFiles(state: StackState, host: HostState, selection: FilesSelection): FoundFiles {
    const found = lookForClientFiles(state, host, selection);
    if ("detail" in found) {
        throw new CliError(`${found.detail} ${found.advice}`);
    }
    return found;
}

function readAll(paths: ReturnType<typeof pathsIn>): ClientFiles | NoFiles {
    try {
        const read = (path: string): string => readFileSync(path, "utf8");
        return { ca: read(paths.ca), cert: read(paths.cert), key: read(paths.key) };
    } catch (error) {
        const { path, code } = error as NodeJS.ErrnoException;
        return {
            detail: `${path ?? "A client file"} cannot be read (${code ?? "unknown error"}).`,
            advice: "Run this as the user who owns it, or fetch your own files with docker-host-vm credentials --dir.",
        };
    }
}

/**
 * Writes a client's files with the same script as the stack: all or none, without overwriting other files, with modes 0700 for
 * the folder, 0400 for keys and 0444 for certificates. Earlier files of the same client and authority are replaced.
 *
 * @param sshKey a private SSH key to write as well. Default: none
 * @returns the absolute path of the folder
 * @throws CliError if the folder contains other files with these names, or cannot be written.
 */
export function writeClientFiles(dir: string, files: ClientFiles, sshKey?: string): string {
    const directory = absolute(dir);
    const content = {
        [NAMES.ca]: files.ca,
        [NAMES.cert]: files.cert,
        [NAMES.key]: files.key,
        ...(sshKey === undefined ? {} : { [SSH_KEY]: sshKey }),
    };
    const { status, stderr, error } = spawnSync(process.execPath, ["-", "create"], {
        input: nodeScript("clientFiles"),
        encoding: "utf8",
        env: {
            ...process.env,
            DOCKER_CERT_DIR: directory,
            FILES: JSON.stringify(content),
            PULUMI_COMMAND_STDOUT: earlierReport(directory, files),
        },
    });
    if (status !== 0) {
        const reason = error === undefined ? stderr.trim() : error.message;
        throw new CliError(reason.replaceAll("dockerCertDir", "--dir").replaceAll("by this stack", "for this client"));
    }
    return directory;
}

/** The report that the script would have printed for the existing files; empty if they are not this client's. */
function earlierReport(directory: string, files: ClientFiles): string {
    const paths = Object.entries(pathsIn(directory));
    try {
        const [ca, cert, key] = paths.map(([, path]) => readFileSync(path, "utf8"));
        if (ca !== files.ca || !isSameClient({ cert: cert ?? "", key: key ?? "" }, files)) {
            return "";
        }
        const written = paths.map(([name, path]) => {
            const sha256 = createHash("sha256").update(readFileSync(path)).digest("hex");
            return [`${name}.pem`, { path, sha256 }] as const;
        });
        return JSON.stringify({ directory, madeDirectories: [], files: Object.fromEntries(written) });
    } catch {
        // Some files are missing or are not certificates, so they are not ours.
        return "";
    }
}

/** Whether a certificate was issued by the same authority for the same name, and its key matches it. */
function isSameClient(former: Omit<ClientFiles, "ca">, { ca, cert }: ClientFiles): boolean {
    const earlier = new X509Certificate(former.cert);
    return (
        earlier.subject === new X509Certificate(cert).subject &&
        earlier.verify(new X509Certificate(ca).publicKey) &&
        earlier.checkPrivateKey(createPrivateKey(former.key))
    );
}
