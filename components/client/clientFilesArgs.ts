import type * as pulumi from "@pulumi/pulumi";
import { type ClientCertificate, clientName, clientsRule } from "../certificates/clientCertificate";
import { certificatePem, privateKeyPem } from "../certificates/pem";
import type { Problem } from "../validation/problems";
import { listOfInputs, text } from "../validation/rules";
import { anyOf, membersOf, missing, type Rules, walk } from "../validation/walk";
import { dockerCertDir } from "./certDir";

/** The arguments of `ClientFiles`. */
export interface ClientFilesArgs {
    /**
     * Folder for the files, created with mode 0700. A leading `~/` is the home folder of the user who runs Pulumi; a relative
     * path starts at the program's folder. No other `ClientFiles` in the program may use it. A change moves the files.
     */
    dockerCertDir: string;
    /** The certificates that the client trusts, PEM, for `ca.pem`. */
    caCertPem: pulumi.Input<string>;
    /** The client identities by name, of which one goes to `cert.pem` and `key.pem`. A change replaces the files in place. */
    clients: pulumi.Input<Record<string, pulumi.Input<ClientCertificate>>>;
    /**
     * Name of the client whose files are written. A change replaces the files in place.
     *
     * @defaultValue - `default` if there is such a client, otherwise the first in alphabetical order
     */
    client?: string;
    /**
     * Private SSH key in OpenSSH format, for `id_ed25519`.
     *
     * @defaultValue - no such file
     */
    sshPrivateKey?: pulumi.Input<string>;
    /**
     * The `dockerHost` of each host that the files are for. The files are written only after all these daemons have answered
     * with their new certificates. Until then, or if one of them fails, the old files stay. They keep working for hosts that
     * still have their old certificates; after a change of the authority, hosts with new certificates reject them. For a host
     * whose `readinessTimeoutSeconds` is 0, the files wait only for the installation, not for an answer.
     *
     * In YAML and Python, do not pass a `ClientFiles` that waits for a host's `dockerHost` to that same host: each would wait
     * for the other. Use the host's `writeClientFiles` there, or `dockerHosts` without `clientFiles`.
     *
     * @defaultValue - none: the files are written at once
     */
    dockerHosts?: pulumi.Input<pulumi.Input<string>[]>;
}

/** Absolute paths of a client's files. */
export interface ClientCertPaths {
    /** The authority's certificate. */
    ca: string;
    /** The client's certificate. */
    cert: string;
    /** The client's private key. */
    key: string;
}

/** A reference to client files: a `ClientFiles`. */
export interface ClientFilesReference {
    /** Absolute path of the folder. */
    dockerCertPath: pulumi.Input<string>;
    /** Absolute paths of the three files. */
    clientCertPaths: pulumi.Input<ClientCertPaths>;
    /** Absolute path of the private SSH key, if there is one. */
    sshPrivateKeyPath?: pulumi.Input<string>;
}

/** The rules for the arguments. */
export const clientFilesRules = {
    dockerCertDir,
    caCertPem: { input: certificatePem },
    clients: { input: clientsRule },
    client: clientName,
    sshPrivateKey: { input: privateKeyPem },
    dockerHosts: { input: listOfInputs(text) },
} as const satisfies Rules<ClientFilesArgs>;

/** Checks the arguments. */
export function clientFilesProblems(args: ClientFilesArgs): readonly Problem[] {
    const own = walk(args, clientFilesRules);
    return anyOf(own, [])
        ? own
        : [
              ...own,
              ...missing(args, "dockerCertDir", "Specify the folder, for example ~/.docker/build"),
              ...missing(args, "caCertPem", "Pass the authority's caCertPem"),
              ...missing(args, "clients", "Pass the authority's clients"),
          ];
}

const clientCertPathsRules = {
    ca: { input: text },
    cert: { input: text },
    key: { input: text },
} as const satisfies Rules<ClientCertPaths>;

/** The rules for a reference to client files. */
export const clientFilesReferenceRules = {
    dockerCertPath: { input: text },
    clientCertPaths: { input: membersOf("the paths of client files", clientCertPathsRules) },
    sshPrivateKeyPath: { input: text },
} as const satisfies Rules<ClientFilesReference>;
