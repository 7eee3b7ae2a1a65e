import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { nameOf } from "../components/certificates/broughtCertificate";
import { absoluteFolder, defaultCertDir } from "../components/client/certDir";
import { CliError, USAGE } from "../shared/errors";
import { type Access, clientOf } from "./authorityState";
import { ownCommand, type Selection } from "./source";
import { quoteHere } from "../shared/shells";
import type { HostState, StackState } from "./stackState";
import { parseCertificate, readBundle, shareAuthority, trusts } from "./x509";

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
    /** The client's name. @defaultValue - that of the client whose files are in the folder */
    readonly client?: string;
}

/** A host's client files on this machine. */
export interface FoundFiles extends ClientFiles {
    /** Absolute path of the folder. */
    readonly directory: string;
}

/** The names of the three files. */
export const NAMES = { ca: "ca.pem", cert: "cert.pem", key: "key.pem" } as const;
/** The name of the file with the administrator's private SSH key. */
export const SSH_KEY = "id_ed25519";

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
export function absolute(dir: string): string {
    if (/^~(?=$|[/\\])/.test(dir) && homedir() === "") {
        throw new CliError(
            `--dir: expected a folder, got ${dir}, but HOME is empty. Set HOME, or use an absolute path.`,
            USAGE,
        );
    }
    return absoluteFolder(dir);
}

/**
 * The folder with the client's files: the given one, the one that the stack wrote them to, or the one that Docker uses. If a
 * client was named, the folder must have the files of that client, and can also be the one that messages suggest.
 */
function clientFolder(state: StackState, host: HostState, { dir, client }: FilesSelection): string | undefined {
    if (dir !== undefined) {
        return absolute(dir);
    }
    const inUse = process.env["DOCKER_CERT_PATH"] ?? "";
    const used = inUse === "" ? [] : [resolve(inUse)];
    return client === undefined
        ? (host.dockerCertPath ?? used.find((folder) => isOfHost(folder, host)))
        : [host.dockerCertPath ?? [], used, absoluteFolder(usualFolder(state, client))]
              .flat()
              .find((folder) => isOfHost(folder, host, client));
}

/** Whether a folder has files for a host, and these are the client's, if one is named. */
function isOfHost(folder: string, host: HostState, client?: string): boolean {
    const files = readAll(pathsIn(folder));
    return (
        "ca" in files &&
        shareAuthority(files.ca, host.caCertPem ?? "") &&
        (client === undefined || ownerOf(files, host) === client)
    );
}

/** The name of the client whose files these are; undefined if the host does not accept them. */
function ownerOf({ cert }: ClientFiles, host: HostState): string | undefined {
    const certificate = parseCertificate(cert);
    return certificate && clientOf(certificate, host);
}

/** The folder that messages suggest for a client's files. */
function usualFolder({ project, stack }: StackState, client: string | undefined): string {
    return defaultCertDir(project, client === undefined ? stack : `${stack}-${client}`);
}

/** The command that fetches the client's files, for messages. It is for the stack that made the client. */
export function credentialsCommand(state: StackState, access: Access, selection: FilesSelection): string {
    const { client } = selection;
    const folder = selection.dir ?? usualFolder(state, client);
    // A quoted tilde would mean a folder with that name.
    const quoted = folder.startsWith("~/") ? `~/${quoteHere(folder.slice(2))}` : quoteHere(folder);
    const [stack] = Object.keys(access.clients).length === 0 ? access.authorityStacks : [];
    const { host: _, ...ofStack } = selection;
    const command = `credentials${client === undefined ? "" : ` --client ${quoteHere(client)}`} --dir ${quoted}`;
    return ownCommand(command, stack === undefined ? selection : { ...ofStack, stack }, quoteHere);
}

/** The reason why the client's files cannot be used, with advice. */
export interface NoFiles {
    readonly detail: string;
    readonly advice: string;
}

/**
 * Finds the client's files of a host on this machine, or the reason why they cannot be used.
 *
 * @throws CliError that lists the names if no client has the name in `--client`.
 */
export function lookForClientFiles(
    state: StackState,
    host: HostState,
    selection: FilesSelection,
): FoundFiles | NoFiles {
    const { client } = selection;
    throwIfNobody(host, client);
    const directory = clientFolder(state, host, selection);
    const fetchInto = (options: Partial<FilesSelection>): string =>
        `Fetch them: ${credentialsCommand(state, host, { ...selection, ...options })}`;
    const fetch = fetchInto({});
    if (directory === undefined) {
        return client === undefined
            ? {
                  detail: `The stack wrote no client files for ${host.name}, and --dir was not given.`,
                  advice: `${fetch}, and use the same --dir here.`,
              }
            : { detail: `There are no files of the client ${client} of ${host.name} on this machine.`, advice: fetch };
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
    const trusted = host.caCertPem ?? files.ca;
    if (!shareAuthority(files.ca, trusted)) {
        return {
            detail: `${paths.ca} belongs to a different certificate authority than ${host.name}: the stack's authority was replaced, or these are another host's files.`,
            // Files of another authority are not overwritten.
            advice: `${fetchInto({ dir: `${directory}-new` })}, and use the same --dir here.`,
        };
    }
    const owner = ownerOf(files, host);
    if (!trusts(files.ca, trusted)) {
        return {
            detail: `${paths.ca} does not contain the authority that signs for ${host.name} now (${nameOf(readBundle(trusted)[0]?.subject ?? "")}): the files are from before it was added.`,
            advice: fetchInto({ dir: directory, ...(owner === undefined ? {} : { client: client ?? owner }) }),
        };
    }
    return client === undefined || owner === client
        ? { directory, ...files }
        : {
              detail: `${paths.cert} does not belong to the client ${client}.`,
              advice: `${fetchInto({ dir: `${directory}-${client}` })}, and use the same --dir here.`,
          };
}

/** @throws CliError if a client was named and does not exist. */
function throwIfNobody({ clientIssuers, clients }: Access, client: string | undefined): void {
    const names = [...new Set([clientIssuers, clients].flatMap((each) => Object.keys(each)))].sort();
    if (client !== undefined && !names.includes(client)) {
        throw new CliError(
            `--client: expected one of ${names.join(", ")}, got ${client}. Choose one of them: a client that was removed is shut out.`,
            USAGE,
        );
    }
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
