import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { defaultClient } from "../certificates/authorityReference";
import { DEFAULT_CLIENT } from "../defaults";
import type { Outputs } from "../outputs";
import { throwIfInvalid } from "../validation/throwIfInvalid";
import { checkWhenKnown } from "../validation/walk";
import { takeFolder, takenProblems } from "./takenFolders";
import { type ClientCertPaths, type ClientFilesArgs, clientFilesProblems, clientFilesRules } from "./clientFilesArgs";
import { nodeCommand } from "./nodeCommand";

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
    public readonly dockerCertPath!: pulumi.Output<string>;
    /** The three files, absolute. */
    public readonly clientCertPaths!: pulumi.Output<ClientCertPaths>;
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

        const outputs: Outputs<ClientFiles> = {
            dockerCertPath: report.directory,
            clientCertPaths: pulumi.output({ ca: path("ca.pem"), cert: path("cert.pem"), key: path("key.pem") }),
            ...(args.sshPrivateKey === undefined ? {} : { sshPrivateKeyPath: path("id_ed25519") }),
        };
        Object.assign(this, outputs);
        this.registerOutputs(outputs);
    }
}
