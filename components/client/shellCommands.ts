import { quoteWhereNeeded } from "../../shared/shellQuote";

/** The paths of a client's files in a command. */
export interface CertPaths {
    readonly ca: string;
    readonly cert: string;
    readonly key: string;
}

/** The paths of files that no resource wrote: the reader puts them in the current folder. */
export const UNWRITTEN_CERT_PATHS: CertPaths = { ca: "ca.pem", cert: "cert.pem", key: "key.pem" };

/** The same for the SSH key that was created with the host. */
export const UNWRITTEN_SSH_KEY = "id_ed25519";

/** The command that shows a remote daemon's state, with the server's certificate verified. */
export function verifyCommand(dockerHost: string, { ca, cert, key }: CertPaths): string {
    const files = [`--tlscacert=${ca}`, `--tlscert=${cert}`, `--tlskey=${key}`];
    return ["docker", "--tlsverify", ...files, "-H", dockerHost, "info"]
        .map((word) => quoteWhereNeeded(word))
        .join(" ");
}

/** The command that opens a shell on the host. */
export function sshCommand(adminUsername: string, host: string, identityFile: string | undefined): string {
    const identity = identityFile === undefined ? [] : ["-i", identityFile];
    return ["ssh", ...identity, `${adminUsername}@${host}`].map((word) => quoteWhereNeeded(word)).join(" ");
}
