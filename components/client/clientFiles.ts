import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { ClientCertificate } from "../certificates/certificateAuthority";
import { clientFilesProblems, clientFilesRules } from "../validation/arguments";
import { takeFolder, takenProblems } from "./certDir";
import { nodeCommand } from "./nodeCommand";
import { DEFAULT_CLIENT } from "../defaults";
import { throwIfInvalid } from "../validation/problems";
import { checkWhenKnown } from "../validation/walk";
import { defaultClient } from "../certificates/authorityReference";

/** The arguments of {@link ClientFiles}. */
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

/** Client files as a host uses them. {@link ClientFiles} can be given where they are asked for. */
export interface ClientFilesReference {
    /** The folder, absolute. */
    dockerCertPath: pulumi.Input<string>;
    /** The three files, absolute. */
    clientCertPaths: pulumi.Input<ClientCertPaths>;
    /** The private SSH key's file, absolute, where there is one. */
    sshPrivateKeyPath?: pulumi.Input<string>;
}

/** What the command reports. Absolute paths appear only here, so that a preview is the same on every machine. */
interface Report {
    readonly directory: string;
    readonly files: Readonly<Record<string, { readonly path: string }>>;
}

/**
 * `ca.pem`, `cert.pem` and `key.pem` on the disk of the machine that runs `pulumi up`, where the Docker client looks for
 * them: folder 0700, keys 0400, certificates 0444. Written whole or not at all, replaced in place when they change, removed
 * on destroy; files of others are left alone, and a `ca.pem` of another authority stops the `up` with an error.
 *
 * @throws pulumi.RunError when an argument is wrong; nothing is registered then.
 */
export class ClientFiles extends pulumi.ComponentResource {
    /** The folder, absolute: the value of `DOCKER_CERT_PATH`. */
    public readonly dockerCertPath: pulumi.Output<string>;
    /** The three files, absolute. */
    public readonly clientCertPaths: pulumi.Output<ClientCertPaths>;
    /** The private SSH key's file, absolute, where one was given. */
    public readonly sshPrivateKeyPath?: pulumi.Output<string>;

    constructor(name: string, args: ClientFilesArgs, opts?: pulumi.ComponentResourceOptions) {
        const subject = `ClientFiles "${name}"`;
        throwIfInvalid(subject, clientFilesProblems(args));
        throwIfInvalid(subject, takenProblems(args.dockerCertDir));
        super("docker-host-vm:index:ClientFiles", name, {}, opts);
        takeFolder(args.dockerCertDir, subject);
        checkWhenKnown(subject, args, clientFilesRules);
        const client = defaultClient(subject, "clients", args.clients);
        const files = {
            "ca.pem": args.caCertPem,
            "cert.pem": client.certPem,
            "key.pem": client.keyPem,
            ...(args.sshPrivateKey === undefined ? {} : { id_ed25519: args.sshPrivateKey }),
        };
        const writer = new command.local.Command(
            `${name}-client-${DEFAULT_CLIENT}`,
            {
                ...nodeCommand("clientFiles"),
                delete: "delete",
                environment: { DOCKER_CERT_DIR: args.dockerCertDir, FILES: pulumi.secret(pulumi.jsonStringify(files)) },
                // The report of the last run says which files are this resource's own.
                addPreviousOutputInEnv: true,
            },
            {
                parent: this,
                // The resources behind the endpoints and not their names: these may be unknown, or change.
                dependsOn: pulumi.output(args.dockerHosts ?? []).apply(() => []),
                hideDiffs: ["stdin", "stdout"],
            },
        );
        const report = pulumi.unsecret(writer.stdout).apply((text) => JSON.parse(text) as Report);
        const path = (file: string): pulumi.Output<string> =>
            report.apply(({ files: written }) => written[file]?.path ?? "");

        this.dockerCertPath = report.directory;
        this.clientCertPaths = pulumi.output({ ca: path("ca.pem"), cert: path("cert.pem"), key: path("key.pem") });
        if (args.sshPrivateKey !== undefined) {
            this.sshPrivateKeyPath = path("id_ed25519");
        }
        this.registerOutputs({
            dockerCertPath: this.dockerCertPath,
            clientCertPaths: this.clientCertPaths,
            sshPrivateKeyPath: this.sshPrivateKeyPath,
        });
    }
}
