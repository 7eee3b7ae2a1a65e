import * as pulumi from "@pulumi/pulumi";
import type { CertificateAuthorityReference } from "./certificates/authorityReference";
import type { ClientCertPaths } from "./client/clientFilesArgs";
import { takenProblems } from "./client/takenFolders";
import { certDirOf, registered, setUpDaemon } from "./dockerDaemon";
import { type DockerEngineArgs, dockerEngineProblems, dockerEngineRules } from "./dockerEngineArgs";
import { existingVm } from "./machine/existingVm";
import { checkSecurityGroup } from "./network/existingNetwork";
import type { Outputs } from "./outputs";
import { throwIfInvalid, validatedInput } from "./validation/throwIfInvalid";
import { checkWhenKnown } from "./validation/walk";
import { daemonWarnings, warn } from "./warnings";
import { withDefaults } from "./withDefaults";

/**
 * A Docker engine on a VM that already exists, reachable over mutual TLS only. The VM, its disks and its network stay as they are:
 * the component adds a VM extension, and the Docker port must be open to the clients.
 *
 * Deleting the component leaves the VM. What `CustomScript` installed stays on it: the daemon runs on, and **the clients keep
 * access**. The DockerExtension removes its engine.
 *
 * @example
 * ```typescript
 * const engine = new DockerEngine("build", { vmId: vm.id, endpointHost: "build.example.org" });
 * export const dockerHost = engine.dockerHost;
 * ```
 *
 * @throws pulumi.RunError that names every invalid argument, before any resource is registered.
 */
export class DockerEngine extends pulumi.ComponentResource {
    /** The daemon's endpoint, `tcp://<endpointHost>:<port>`. Known only after the daemon has answered over mutual TLS. */
    public readonly dockerHost!: pulumi.Output<string>;
    /** Absolute path of the folder with the client's files, for `DOCKER_CERT_PATH`; undefined if none are written. */
    public readonly dockerCertPath?: pulumi.Output<string>;
    /** Absolute paths of the client's files; undefined if none are written. */
    public readonly clientCertPaths?: pulumi.Output<ClientCertPaths>;
    /** Command that shows the daemon's state over mutual TLS. */
    public readonly verifyCommand!: pulumi.Output<string>;
    /** The certificates that clients trust, PEM: the contents of `ca.pem`. */
    public readonly caCertPem!: pulumi.Output<string>;
    /** The issuers of the clients that the host accepts, PEM, by the name of the client. */
    public readonly clientIssuers!: pulumi.Output<Record<string, string>>;
    /** The certificate of the client that `client` names, PEM; undefined if `authority` has no `clients`. */
    public readonly clientCertPem?: pulumi.Output<string>;
    /** That client's private key, PEM. Secret; undefined if `authority` has no `clients`. */
    public readonly clientKeyPem?: pulumi.Output<string>;
    /** TCP port of the Docker daemon. */
    public readonly dockerPort!: pulumi.Output<number>;
    /** Name of the VM's resource group. */
    public readonly resourceGroupName!: pulumi.Output<string>;
    /** Name of the VM. */
    public readonly vmName!: pulumi.Output<string>;
    /** Azure resource ID of the VM. */
    public readonly vmId!: pulumi.Output<string>;
    /** The authority of this host, to be shared as the `authority` of other hosts, without clients' private keys. Secret. */
    public readonly authority!: pulumi.Output<CertificateAuthorityReference>;

    constructor(name: string, args: DockerEngineArgs, opts?: pulumi.ComponentResourceOptions) {
        const subject = `DockerEngine "${name}"`;
        throwIfInvalid(subject, dockerEngineProblems(args));
        throwIfInvalid(subject, args.writeClientFiles === true ? takenProblems(certDirOf(args)) : []);
        super("docker-host-vm:index:DockerEngine", name, {}, opts);
        checkWhenKnown(subject, args, dockerEngineRules);
        const child = { parent: this };
        const settings = withDefaults(args);
        const { dockerPort, engineInstall } = settings;
        warn(daemonWarnings(settings), this);

        const given = (argument: "vmId" | "endpointHost" | "securityGroupId"): pulumi.Output<string> =>
            validatedInput(subject, argument, dockerEngineRules[argument].input, args[argument] ?? "");
        if (args.securityGroupId !== undefined) {
            const argument = "securityGroupId";
            checkSecurityGroup(this, { subject, argument, securityGroupId: given(argument), dockerPort });
        }
        const [vmId, endpoint] = [given("vmId"), given("endpointHost")];
        // Not the name of a DockerHostVm's extension, so that Azure tells them apart.
        const extensionName = "docker-engine";
        const vm = existingVm(subject, vmId, { engineInstall, extensionName }, child);
        const { resourceGroupName, location, name: vmName, guid: vmGuid } = vm;
        const { outputs: daemon } = setUpDaemon({ name, subject, component: this }, args, {
            ...{ vm, vmGuid, extensionName, resourceGroupName, location, dockerPort },
            ...{ hostName: vmName, address: { fqdn: endpoint }, endpoint },
        });

        const outputs: Outputs<DockerEngine> = {
            ...daemon,
            dockerPort: pulumi.output(dockerPort),
            resourceGroupName,
            vmName,
            vmId,
        };
        Object.assign(this, outputs);
        this.registerOutputs(registered(outputs));
    }
}
