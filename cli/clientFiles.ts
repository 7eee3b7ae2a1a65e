import { spawnSync } from "node:child_process";
import { createHash, createPrivateKey, X509Certificate } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { absoluteFolder, defaultCertDir } from "../components/client/certDir";
import { nodeScript } from "../components/client/nodeCommand";
import { CliError, USAGE } from "../shared/errors";
import { ownCommand, type Selection } from "./source";
import { quoteHere } from "../shared/shells";
import type { HostState, StackState } from "./stackState";

/** What the Docker client needs, PEM. */
export interface ClientFiles {
    readonly ca: string;
    readonly cert: string;
    readonly key: string;
}

/** Which host, and where its client's files are looked for. */
export interface FilesSelection extends Selection {
    /** The folder. @defaultValue - where the stack has written them */
    readonly dir?: string;
}

/** A host's client files on this machine. */
export interface FoundFiles extends ClientFiles {
    /** The folder, absolute. */
    readonly directory: string;
}

const NAMES = { ca: "ca.pem", cert: "cert.pem", key: "key.pem" } as const;
/** The administrator's private SSH key. */
const SSH_KEY = "id_ed25519";

/** The three files in a folder, absolute. */
export function pathsIn(directory: string): Record<keyof ClientFiles, string> {
    return { ca: join(directory, NAMES.ca), cert: join(directory, NAMES.cert), key: join(directory, NAMES.key) };
}

/** The SSH key's file in a folder, absolute. */
export function sshKeyIn(directory: string): string {
    return join(directory, SSH_KEY);
}

/**
 * A folder as the user meant it: a shell expands the tilde of `--dir ~/x`, but not that of `--dir=~/x`.
 *
 * @throws CliError when it is in a home folder that nobody knows.
 */
function absolute(dir: string): string {
    if (/^~(?=$|[/\\])/.test(dir) && homedir() === "") {
        throw new CliError(
            `--dir: expected a folder, got ${dir}, and HOME is empty. Set HOME, or write the whole path.`,
            USAGE,
        );
    }
    return absoluteFolder(dir);
}

/** The folder in which the client's files are looked for: the given one, else where the stack has written them. */
function clientFolder(host: HostState, dir: string | undefined): string | undefined {
    return dir === undefined ? host.dockerCertPath : absolute(dir);
}

/** The command that fetches the client's files, for advice. */
export function credentialsCommand({ project, stack }: StackState, selection: FilesSelection): string {
    const folder = selection.dir ?? defaultCertDir(project, stack);
    // A quoted tilde would be a folder of that name.
    const quoted = folder.startsWith("~/") ? `~/${quoteHere(folder.slice(2))}` : quoteHere(folder);
    return ownCommand(`credentials --dir ${quoted}`, selection, quoteHere);
}

/** Why there are no files to use, and what to do. */
export interface NoFiles {
    readonly detail: string;
    readonly advice: string;
}

/** The client's files of a host on this machine, or why they cannot be used. */
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
            detail: `The stack has written no client files for ${host.name}, and no --dir names a folder that holds them.`,
            advice: `${fetch}, and give that --dir here too.`,
        };
    }
    const paths = pathsIn(directory);
    const missing = Object.values(paths).find((path) => !existsSync(path));
    if (missing !== undefined) {
        return {
            detail: `${selection.dir === undefined ? "DOCKER_CERT_PATH" : "--dir"}: expected the client's files of ${host.name} in ${directory} on this machine, and ${missing} is not there.`,
            advice: `${fetch}, and give that --dir here too.`,
        };
    }
    const files = readAll(paths);
    if ("detail" in files) {
        return files;
    }
    return host.authority === undefined || files.ca.trim() === host.authority.pem.trim()
        ? { directory, ...files }
        : {
              detail: `${paths.ca} belongs to another certificate authority than ${host.name}: the stack's authority was replaced, or the folder is another host's.`,
              // Files of another authority are not overwritten.
              advice: `${fetchInto(`${directory}-new`)}, and give that --dir here too.`,
          };
}

/**
 * The same for a command that needs them.
 *
 * @throws CliError that says how to fetch them when they are not there, cannot be read, or are another authority's.
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
            advice: "Run this as the user whose file it is, or fetch files of your own with credentials --dir.",
        };
    }
}

/**
 * Writes a client's files as the stack itself does, by the same script: all or none, nobody else's files, folder 0700, key
 * 0400, certificates 0444. Earlier files of the same client and authority are replaced.
 *
 * @param sshKey a private SSH key to write as well, mode 0400. Default: none
 * @returns the folder, absolute
 * @throws CliError when the folder holds other files of these names, or cannot be written.
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

/** What the script would have printed when it wrote the files that are there, if they are this client's; else nothing. */
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
        // Not all there, or no certificates: then they are not ours.
        return "";
    }
}

/** Whether a certificate was issued by the same authority to the same name, and the key beside it is its own. */
function isSameClient(former: Omit<ClientFiles, "ca">, { ca, cert }: ClientFiles): boolean {
    const earlier = new X509Certificate(former.cert);
    return (
        earlier.subject === new X509Certificate(cert).subject &&
        earlier.verify(new X509Certificate(ca).publicKey) &&
        earlier.checkPrivateKey(createPrivateKey(former.key))
    );
}
