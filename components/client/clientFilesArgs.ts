import type * as pulumi from "@pulumi/pulumi";
import { type ClientCertificate, clientsRule } from "../certificates/authorityReference";
import { certificatePem, privateKeyPem } from "../certificates/pem";
import type { Problem } from "../validation/problems";
import { listOfInputs, text } from "../validation/rules";
import { anyOf, membersOf, missing, type Rules, walk } from "../validation/walk";
import { dockerCertDir } from "./certDir";

/** The arguments of `ClientFiles`. */
export interface ClientFilesArgs {
    /**
     * Folder for the files, made with mode 0700. A leading `~/` is the home of the user who runs Pulumi; a relative path
     * starts at the program's folder. No other ClientFiles of the program may write there. A change moves the files.
     */
    dockerCertDir: string;
    /** The authority's certificate, PEM, for `ca.pem`. */
    caCertPem: pulumi.Input<string>;
    /** The client identities by name; `default` is written to `cert.pem` and `key.pem`. A change replaces the files in place. */
    clients: pulumi.Input<Record<string, pulumi.Input<ClientCertificate>>>;
    /**
     * Private SSH key in OpenSSH's format, for `id_ed25519`.
     *
     * @defaultValue - no such file
     */
    sshPrivateKey?: pulumi.Input<string>;
    /**
     * The `dockerHost` of each host that the files are for. They are written only after all these daemons have answered with
     * their new certificates: until then, and when one of them fails, what was there stays. It goes on working for hosts that
     * still have their former certificates; after a change of the authority, hosts that already have new ones refuse it. For
     * a host whose `readinessTimeoutSeconds` is 0 the files wait for the installation only, not for an answer.
     *
     * In YAML and Python, a host cannot be given the `clientFiles` of a ClientFiles that waits for its `dockerHost`: each would
     * wait for the other. There use the host's `writeClientFiles`, or `dockerHosts` without `clientFiles`.
     *
     * @defaultValue - written at once
     */
    dockerHosts?: pulumi.Input<pulumi.Input<string>[]>;
}

/** Where a client's files are, absolute. */
export interface ClientCertPaths {
    /** The authority's certificate. */
    ca: string;
    /** The client's certificate. */
    cert: string;
    /** The client's private key. */
    key: string;
}

/** Client files as a host uses them. `ClientFiles` can be given where they are asked for. */
export interface ClientFilesReference {
    /** The folder, absolute. */
    dockerCertPath: pulumi.Input<string>;
    /** The three files, absolute. */
    clientCertPaths: pulumi.Input<ClientCertPaths>;
    /** The private SSH key's file, absolute, where there is one. */
    sshPrivateKeyPath?: pulumi.Input<string>;
}

/** The rules of the arguments. */
export const clientFilesRules = {
    dockerCertDir,
    caCertPem: { input: certificatePem },
    clients: { input: clientsRule },
    sshPrivateKey: { input: privateKeyPem },
    dockerHosts: { input: listOfInputs(text) },
} as const satisfies Rules<ClientFilesArgs>;

/** All that is wrong with the arguments. */
export function clientFilesProblems(args: ClientFilesArgs): readonly Problem[] {
    const own = walk(args, clientFilesRules);
    return anyOf(own, [])
        ? own
        : [
              ...own,
              ...missing(args, "dockerCertDir", "Name the folder, for example ~/.docker/build"),
              ...missing(args, "caCertPem", "Give that of the authority"),
              ...missing(args, "clients", "Give those of the authority"),
          ];
}

const clientCertPathsRules = {
    ca: { input: text },
    cert: { input: text },
    key: { input: text },
} as const satisfies Rules<ClientCertPaths>;

/** The rules of client files that others wrote. */
export const clientFilesReferenceRules = {
    dockerCertPath: { input: text },
    clientCertPaths: { input: membersOf("the paths of client files", clientCertPathsRules) },
    sshPrivateKeyPath: { input: text },
} as const satisfies Rules<ClientFilesReference>;
