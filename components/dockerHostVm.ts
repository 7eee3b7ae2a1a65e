import * as pulumi from "@pulumi/pulumi";
import type { CertificateAuthorityReference } from "./certificates/authorityReference";
import type { ClientCertPaths } from "./client/clientFilesArgs";
import { sshCommand, UNWRITTEN_SSH_KEY } from "./client/shellCommands";
import { takenProblems } from "./client/takenFolders";
import { certDirOf, registered, setUpDaemon } from "./dockerDaemon";
import { type DockerHostVmArgs, dockerHostVmRules } from "./dockerHostVmArgs";
import { addressOf, administratorOf, networkOf } from "./dockerHostVmParts";
import { dockerHostVmProblems } from "./dockerHostVmProblems";
import { createAutoShutdown } from "./machine/autoShutdown";
import { takeVm } from "./machine/takenVms";
import { createVirtualMachine, principalIdOf, vmIdOf } from "./machine/virtualMachine";
import { grantAccess } from "./machine/vmAccess";
import { endpointOf, type HostAddress } from "./network/hostAddress";
import { hostLabel } from "./network/hostLabel";
import { takeName, takenNameProblems } from "./network/hostNames";
import type { HostNetworkReference } from "./network/hostNetworkArgs";
import { dockerPort as dockerPortRule } from "./network/networkRules";
import type { Outputs } from "./outputs";
import { throwIfInvalid, validatedInput } from "./validation/throwIfInvalid";
import { checkWhenKnown, memberwise } from "./validation/walk";
import { hostWarnings, warn } from "./warnings";
import { withDefaults } from "./withDefaults";

/**
 * An Azure VM whose Docker daemon is reachable over mutual TLS only: every client needs a certificate.
 *
 * @example
 * ```typescript
 * const host = new DockerHostVm("build", { allowedSources: ["203.0.113.7/32"] });
 * export const dockerHost = host.dockerHost;
 * ```
 *
 * @throws pulumi.RunError that names every invalid argument, before any resource is registered.
 */
export class DockerHostVm extends pulumi.ComponentResource {
    /** The daemon's endpoint, `tcp://<name>:<port>`. Known only after the daemon has answered over mutual TLS. */
    public readonly dockerHost!: pulumi.Output<string>;
    /** Absolute path of the folder with the client's files, for `DOCKER_CERT_PATH`; undefined if none are written. */
    public readonly dockerCertPath?: pulumi.Output<string>;
    /** Absolute paths of the client's files; undefined if none are written. */
    public readonly clientCertPaths?: pulumi.Output<ClientCertPaths>;
    /**
     * The fully qualified domain name of the public address. Without a public address, it is the name that Azure's DNS server
     * resolves within the virtual network. Undefined if there is none.
     */
    public readonly fqdn?: pulumi.Output<string>;
    /** The static public IPv4 address; undefined if there is none. */
    public readonly publicIpAddress?: pulumi.Output<string>;
    /** The private IPv4 address, if it is static or if there is no public one. */
    public readonly privateIpAddress?: pulumi.Output<string>;
    /** Command that opens a shell on the VM. */
    public readonly sshCommand!: pulumi.Output<string>;
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
    /** The administrator's private SSH key in OpenSSH format, if it was created here. Secret. */
    public readonly sshPrivateKey?: pulumi.Output<string>;
    /** The administrator's password, if it was generated. Secret. */
    public readonly adminPassword?: pulumi.Output<string>;
    /** Name of the VM's resource group. */
    public readonly resourceGroupName!: pulumi.Output<string>;
    /** Name of the VM. */
    public readonly vmName!: pulumi.Output<string>;
    /** Object ID of the VM's own identity, for role assignments; undefined unless `identity.systemAssigned` is true. */
    public readonly principalId?: pulumi.Output<string>;
    /** Azure resource ID of the VM, for example for `az vm start --ids`. */
    public readonly vmId!: pulumi.Output<string>;
    /** The authority of this host, to be shared as the `authority` of other hosts, without clients' private keys. Secret. */
    public readonly authority!: pulumi.Output<CertificateAuthorityReference>;
    /** The network of this host, to be shared as the `network` of other hosts. */
    public readonly network!: HostNetworkReference;

    constructor(name: string, args: DockerHostVmArgs, opts?: pulumi.ComponentResourceOptions) {
        const subject = `DockerHostVm "${name}"`;
        throwIfInvalid(subject, dockerHostVmProblems(name, args));
        const chosenName = args.hostName ?? name;
        throwIfInvalid(subject, takenNameProblems(args.network && memberwise(args.network), chosenName));
        throwIfInvalid(subject, args.writeClientFiles === true ? takenProblems(certDirOf(args)) : []);
        super("docker-host-vm:index:DockerHostVm", name, {}, opts);
        checkWhenKnown(subject, args, dockerHostVmRules);
        const child = { parent: this };
        const settings = withDefaults(args);
        warn(hostWarnings(settings), this);

        const network = networkOf(name, args, child);
        const { resourceGroupName, location } = network;
        takeName(resourceGroupName, chosenName);
        const dockerPort = validatedInput(subject, "network.dockerPort", dockerPortRule, network.dockerPort);

        const label = hostLabel(name, child);
        const hostName = pulumi.output(args.hostName ?? label.rememberedName);
        const host = { ...settings, hostName, resourceGroupName, location, dockerPort };
        const address = addressOf(name, args, { ...network, hostName, label }, child);
        const endpoint = endpointOf(subject, address, args.endpointHost);

        const { administrator, sshKey, generatedPassword } = administratorOf(name, args, child);
        const { networkInterfaceId } = address;
        const vm = createVirtualMachine(name, { ...host, networkInterfaceId, administrator }, child);
        vm.id.apply((id) => {
            throwIfInvalid(subject, takeVm(subject, id));
        });
        if (host.machine?.autoShutdown !== undefined) {
            createAutoShutdown(name, { ...host, ...host.machine.autoShutdown, vmId: vm.id }, child);
        }
        const access = grantAccess(name, vm, { ...host, administrator }, child);
        const sshPrivateKey = sshKey && pulumi.secret(sshKey.privateKeyOpenssh);
        const { outputs: daemon, sshPrivateKeyPath } = setUpDaemon({ name, subject, component: this }, args, {
            ...{ hostName, resourceGroupName, location, dockerPort, vm, address, endpoint, sshPrivateKey },
            disks: host.disks,
            extensionName: "docker",
            vmGuid: vmIdOf(vm, child),
            // Azure cancels a write of one extension if another one of the same VM is written meanwhile (OperationPreempted).
            dependsOn: [access],
        });

        const outputs: Outputs<DockerHostVm> = {
            ...daemon,
            ...outputsOf(address),
            sshCommand: pulumi
                .all([endpoint, sshPrivateKeyPath ?? (sshKey && UNWRITTEN_SSH_KEY)])
                .apply(([endpointName, identity]) => sshCommand(host.adminUsername, endpointName, identity)),
            sshPrivateKey,
            adminPassword: generatedPassword && pulumi.secret(generatedPassword),
            resourceGroupName: pulumi.output(resourceGroupName),
            vmName: vm.name,
            vmId: vm.id,
            principalId: principalIdOf(vm, args.identity),
            network: { ...network, dockerPort },
        };
        Object.assign(this, outputs);
        this.registerOutputs(registered(outputs));
    }
}

/** The parts of an address that there are. */
function outputsOf({ fqdn, publicIpAddress, privateIpAddress }: HostAddress) {
    return {
        ...(fqdn && { fqdn: pulumi.output(fqdn) }),
        ...(publicIpAddress && { publicIpAddress: pulumi.output(publicIpAddress) }),
        ...(privateIpAddress && { privateIpAddress: pulumi.output(privateIpAddress) }),
    };
}
