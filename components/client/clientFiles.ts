import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { clientsRule, identityOf } from "../certificates/clientCertificate";
import { DEFAULT_CLIENT } from "../defaults";
import type { Outputs } from "../outputs";
import { throwIfInvalid } from "../validation/throwIfInvalid";
import { checkWhenKnown } from "../validation/walk";
import { takeFolder, takenProblems } from "./takenFolders";
import { type ClientCertPaths, type ClientFilesArgs, clientFilesProblems, clientFilesRules } from "./clientFilesArgs";
import { nodeCommand } from "./nodeCommand";

/** The report of the command. Absolute paths appear only here, so that a preview is the same on every machine. */
interface Report {
    readonly directory: string;
    readonly files: Readonly<Record<string, { readonly path: string }>>;
}

/**
 * Writes `ca.pem`, `cert.pem` and `key.pem` for the Docker client to the disk of the machine that runs `pulumi up`: the folder
 * with mode 0700, keys with 0400, certificates with 0444. Either all files are written or none. They are replaced in place
 * when they change, and deleted with the component. Other files are never overwritten: a `ca.pem` of another authority makes
 * the `up` fail.
 *
 * @throws pulumi.RunError if an argument is invalid, before any resource is registered.
 */
export class ClientFiles extends pulumi.ComponentResource {
    /** Absolute path of the folder, for `DOCKER_CERT_PATH`. */
    public readonly dockerCertPath!: pulumi.Output<string>;
    /** Absolute paths of the three files. */
    public readonly clientCertPaths!: pulumi.Output<ClientCertPaths>;
    /** Absolute path of the private SSH key, if one was given. */
    public readonly sshPrivateKeyPath?: pulumi.Output<string>;

    constructor(name: string, args: ClientFilesArgs, opts?: pulumi.ComponentResourceOptions) {
        const subject = `ClientFiles "${name}"`;
        throwIfInvalid(subject, clientFilesProblems(args));
        throwIfInvalid(subject, takenProblems(args.dockerCertDir));
        super("docker-host-vm:index:ClientFiles", name, {}, opts);
        takeFolder(args.dockerCertDir, subject);
        checkWhenKnown(subject, args, clientFilesRules);
        const choice = { argument: "clients", clients: args.clients, chosen: args.client, rule: clientsRule };
        const client = identityOf(subject, choice);
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
                // The report of the last run tells which files this resource wrote.
                addPreviousOutputInEnv: true,
            },
            {
                parent: this,
                // Depends on the endpoints' resources, not on their values, which can be unknown or change.
                dependsOn: pulumi.output(args.dockerHosts ?? []).apply(() => []),
                hideDiffs: ["stdin", "stdout"],
            },
        );
        const report = pulumi.unsecret(writer.stdout).apply((text) => JSON.parse(text) as Report);
        const path = (file: string): pulumi.Output<string> =>
            report.apply(({ files: written }) => written[file]?.path ?? "");

        const outputs: Outputs<ClientFiles> = {
            dockerCertPath: report.directory,
            clientCertPaths: pulumi.output({ ca: path("ca.pem"), cert: path("cert.pem"), key: path("key.pem") }),
            ...(args.sshPrivateKey === undefined ? {} : { sshPrivateKeyPath: path("id_ed25519") }),
        };
        Object.assign(this, outputs);
        this.registerOutputs(outputs);
    }
}
