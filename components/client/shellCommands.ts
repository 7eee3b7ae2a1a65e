import { quoteWhereNeeded } from "../../shared/shellQuote";

/** A client's files, as they are written in a command. */
export interface CertPaths {
    readonly ca: string;
    readonly cert: string;
    readonly key: string;
}

/** Where the reader has put the files that no resource wrote. */
export const UNWRITTEN_CERT_PATHS: CertPaths = { ca: "ca.pem", cert: "cert.pem", key: "key.pem" };

/** The same of the SSH key that was made with the host. */
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
