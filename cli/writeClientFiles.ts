import { spawnSync } from "node:child_process";
import { createHash, createPrivateKey, X509Certificate } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { hasIssued } from "../components/certificates/chain";
import { nodeScript } from "../components/client/nodeCommand";
import { CliError } from "../shared/errors";
import { absolute, type ClientFiles, NAMES, pathsIn, SSH_KEY } from "./clientFiles";
import { commonNameOf, parseCertificate, readBundle, shareAuthority } from "./x509";

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
    throwIfAnotherClients(directory, files);
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

/** @throws CliError if the folder has another client's files of the same authority, which are not overwritten. */
function throwIfAnotherClients(directory: string, files: ClientFiles): void {
    const paths = pathsIn(directory);
    const [ca, cert] = [paths.ca, paths.cert].map((path) => (existsSync(path) ? readFileSync(path, "utf8") : ""));
    const [owner, client] = [cert ?? "", files.cert].map((pem) => commonNameOf(parseCertificate(pem)?.subject ?? ""));
    if (owner !== undefined && owner !== client && shareAuthority(ca ?? "", files.ca)) {
        throw new CliError(
            `--dir: ${paths.cert} belongs to the client ${owner} and is not overwritten. Choose another --dir, or fetch that client's files, for example with --client ${owner}.`,
        );
    }
}

/** The report that the script would have printed for the existing files; empty if they are not this client's. */
function earlierReport(directory: string, files: ClientFiles): string {
    const paths = Object.entries(pathsIn(directory));
    try {
        const [ca, cert, key] = paths.map(([, path]) => readFileSync(path, "utf8"));
        if (!shareAuthority(ca ?? "", files.ca) || !isSameClient({ cert: cert ?? "", key: key ?? "" }, files)) {
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

/**
 * Whether a certificate is an earlier one of the same client, and its key matches it. If the client's key was replaced since,
 * its issuer has another serial number. In an earlier version, the authority itself issued it.
 */
function isSameClient(former: Omit<ClientFiles, "ca">, { ca, cert }: ClientFiles): boolean {
    const [earlier, current] = [new X509Certificate(former.cert), new X509Certificate(cert)];
    const isFromHere =
        withoutSerialNumber(earlier.issuer) === withoutSerialNumber(current.issuer) ||
        readBundle(ca).some((authority) => hasIssued(authority, earlier));
    return earlier.subject === current.subject && isFromHere && earlier.checkPrivateKey(createPrivateKey(former.key));
}

function withoutSerialNumber(name: string): string {
    return name.replace(/^serialNumber=.*$/m, "");
}
