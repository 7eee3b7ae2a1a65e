import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import * as tls from "@pulumi/tls";
import { CertificateAuthority, type CertificateAuthorityReference } from "./certificates/certificateAuthority";
import { type ClientCertPaths, ClientFiles, type ClientFilesReference } from "./client/clientFiles";
import { installDockerEngine } from "./engine/dockerEngine";
import type { DockerHostVmArgs } from "./dockerHostVmArgs";
import { createHostAddress, type HostAddress } from "./network/hostAddress";
import { HostNetwork, type HostNetworkReference } from "./network/hostNetwork";
import { logExpiry, warnOfAuthorityEnd } from "./certificates/logExpiry";
import {
    argumentRules,
    certificateAuthorityRules,
    dockerHostVmProblems,
    dockerHostVmRules,
    hostNetworkRules,
    joinable,
} from "./validation/arguments";
import { defaultCertDir, takenProblems } from "./client/certDir";
import { dataRootWarnings } from "./engine/dataRoot";
import { validatedInput, throwIfInvalid } from "./validation/problems";
import { takeName, takenNameProblems } from "./network/hostNames";
import {
    type AuthorityParts,
    authorityOutput,
    authorityParts,
    defaultClient,
    memberwise,
} from "./certificates/authorityReference";
import { engineVersionWarnings, insecureRegistryWarnings, retirementWarnings, sizeWarnings, warn } from "./warnings";
import { subjectAlternativeNames } from "./certificates/serverNames";
import { sshCommand, UNWRITTEN_CERT_PATHS, UNWRITTEN_SSH_KEY, verifyCommand } from "./client/shellCommands";
import { checkWhenKnown, pick } from "./validation/walk";
import { withDefaults } from "./withDefaults";
import { HIDDEN_PEM, type IssuedCertificate, type Issuer, issueCertificate } from "./certificates/issuedCertificate";
import { EndpointHost, type KeyAlgorithm } from "./options";
import { awaitReadiness } from "./client/readiness";
import { createVirtualMachine } from "./machine/virtualMachine";

/**
 * An Azure VM whose Docker daemon can be reached over the network by holders of a client certificate and by nobody else.
 *
 * @example
 * ```typescript
 * const host = new DockerHostVm("build", { allowedSources: ["203.0.113.7/32"] });
 * export const dockerHost = host.dockerHost;
 * ```
 *
 * @throws pulumi.RunError that names every wrong argument; nothing is registered then.
 */
export class DockerHostVm extends pulumi.ComponentResource {
    /** The daemon's endpoint, `tcp://<name>:<port>`. Known only after the daemon answered over mutual TLS. */
    public readonly dockerHost: pulumi.Output<string>;
    /** The folder with the client's files, absolute, if they are written: the value of `DOCKER_CERT_PATH`. */
    public readonly dockerCertPath?: pulumi.Output<string>;
    /** The client's files, absolute, if they are written. */
    public readonly clientCertPaths?: pulumi.Output<ClientCertPaths>;
    /** The fully qualified domain name of the public address. */
    public readonly fqdn: pulumi.Output<string>;
    /** The static public IPv4 address. */
    public readonly publicIpAddress: pulumi.Output<string>;
    /** The command that opens a shell on the VM. */
    public readonly sshCommand: pulumi.Output<string>;
    /** The command that shows the daemon's state over mutual TLS. */
    public readonly verifyCommand: pulumi.Output<string>;
    /** The authority's certificate, PEM. */
    public readonly caCertPem: pulumi.Output<string>;
    /** The client's certificate, PEM. */
    public readonly clientCertPem: pulumi.Output<string>;
    /** The client's private key, PEM. Secret. */
    public readonly clientKeyPem: pulumi.Output<string>;
    /** The administrator's private SSH key in OpenSSH's format, if it was made here. Secret. */
    public readonly sshPrivateKey?: pulumi.Output<string>;
    /** Name of the resource group that the VM is in. */
    public readonly resourceGroupName: pulumi.Output<string>;
    /** Name of the VM. */
    public readonly vmName: pulumi.Output<string>;
    /** Azure resource id of the VM, e.g. for `az vm start --ids`. */
    public readonly vmId: pulumi.Output<string>;
    /** The authority of this host, for the `authority` of another one. Secret. */
    public readonly authority: pulumi.Output<CertificateAuthorityReference>;
    /** The network of this host, for the `network` of another one. */
    public readonly network: HostNetworkReference;

    constructor(name: string, args: DockerHostVmArgs, opts?: pulumi.ComponentResourceOptions) {
        const subject = `DockerHostVm "${name}"`;
        throwIfInvalid(subject, dockerHostVmProblems(name, args));
        const chosenName = args.hostName ?? name;
        throwIfInvalid(subject, takenNameProblems(args.network && memberwise(args.network), chosenName));
        throwIfInvalid(subject, args.writeClientFiles === true ? takenProblems(certDirOf(args)) : []);
        super("docker-host-vm:index:DockerHostVm", name, {}, opts);
        checkWhenKnown(subject, args, dockerHostVmRules);
        const child = { parent: this };
        const label = makeLabel(name, child);
        const hostName = pulumi.output(args.hostName ?? label.rememberedName);
        const host = { ...withDefaults(args), hostName };
        warn(
            [
                ...retirementWarnings(host.image, host.engineInstall),
                ...sizeWarnings(host.vmSize),
                ...engineVersionWarnings(host.engineSource, args.engineVersion),
                ...insecureRegistryWarnings(args.daemon),
                ...dataRootWarnings(args.daemon?.dataRoot),
            ],
            this,
        );

        const signer =
            args.authority ?? new CertificateAuthority(`${name}-ca`, pick(args, certificateAuthorityRules), child);
        const authority = authorityParts(signer);
        if (!(signer instanceof CertificateAuthority)) {
            const { certificateValidityHours: validityPeriodHours, earlyRenewalHours } = host;
            const lifetime = { validityPeriodHours, earlyRenewalHours };
            warnOfAuthorityEnd(this, `The certificate authority of ${name}`, lifetime, authority.caCertPem);
        }
        const client = defaultClient(subject, "authority.clients", authority.clients);
        const network = memberwise<HostNetworkReference>(
            args.network ??
                new HostNetwork(
                    `${name}-network`,
                    { ...pick(args, hostNetworkRules), allowedSources: args.allowedSources ?? [] },
                    child,
                ),
        );
        const { resourceGroupName, location, subnetId, securityGroupId } = network;
        takeName(resourceGroupName, chosenName);
        const dockerPort = validatedInput(subject, "network.dockerPort", argumentRules.dockerPort, network.dockerPort);
        const scope = { resourceGroupName, location };
        const address =
            args.address === undefined
                ? createHostAddress(
                      name,
                      {
                          ...scope,
                          hostName,
                          dnsLabel: args.dnsLabel ?? pulumi.interpolate`${hostName}-${label.suffix}`,
                          subnetId: validatedInput(subject, "network.subnetId", joinable, subnetId ?? ""),
                          securityGroupId: validatedInput(
                              subject,
                              "network.securityGroupId",
                              joinable,
                              securityGroupId ?? "",
                          ),
                      },
                      child,
                  )
                : memberwise(args.address);
        const server = issueServerCertificate(name, { ...host, authority, address }, child);
        logExpiry(this, `Server certificate ${name}`, server.certPem, host.certificateValidityHours);

        const given = args.sshPublicKeys ?? [];
        const sshKey = given.length > 0 ? undefined : makeSshKey(name, child);
        const sshPublicKeys = sshKey === undefined ? given : [sshKey.publicKeyOpenssh];
        const { networkInterfaceId } = address;
        const vm = createVirtualMachine(name, { ...host, ...scope, networkInterfaceId, sshPublicKeys }, child);
        const certificates = pulumi
            .all([authority.caCertPem, server.certPem, server.keyPem])
            .apply(([ca, cert, key]) => ({ ca, cert, key }));
        const { daemonOptions = [], daemon = {} } = args;
        const engine = installDockerEngine(
            name,
            vm,
            { ...host, ...scope, dockerPort, daemonOptions, daemon, certificates },
            child,
        );

        const endpoint = host.endpointHost === EndpointHost.Fqdn ? address.fqdn : address.publicIpAddress;
        const ready = awaitReadiness(
            name,
            {
                caCertPem: authority.caCertPem,
                client,
                serverCertPem: server.certPem,
                vm,
                engine,
                endpoint,
                dockerPort,
                timeoutSeconds: host.readinessTimeoutSeconds,
            },
            child,
        );

        this.dockerHost = pulumi
            .all([endpoint, dockerPort, ready])
            .apply(([endpointName, port]) => `tcp://${endpointName}:${port}`);
        const files = args.clientFiles
            ? memberwise(args.clientFiles)
            : ownClientFiles(name, args, { authority, sshKey, dockerHost: this.dockerHost }, child);
        this.fqdn = pulumi.output(address.fqdn);
        this.publicIpAddress = pulumi.output(address.publicIpAddress);
        this.sshCommand = pulumi
            .all([endpoint, files?.sshPrivateKeyPath ?? (sshKey && UNWRITTEN_SSH_KEY)])
            .apply(([endpointName, identity]) => sshCommand(host.adminUsername, endpointName, identity));
        this.verifyCommand = pulumi
            .all([this.dockerHost, files?.clientCertPaths])
            .apply(([dockerHost, paths]) => verifyCommand(dockerHost, paths ?? UNWRITTEN_CERT_PATHS));
        this.caCertPem = pulumi.output(authority.caCertPem);
        this.clientCertPem = pulumi.output(client.certPem);
        this.clientKeyPem = pulumi.secret(client.keyPem);
        if (files !== undefined) {
            this.dockerCertPath = pulumi.output(files.dockerCertPath);
            this.clientCertPaths = pulumi.output(files.clientCertPaths);
        }
        if (sshKey !== undefined) {
            this.sshPrivateKey = pulumi.secret(sshKey.privateKeyOpenssh);
        }
        this.resourceGroupName = pulumi.output(resourceGroupName);
        this.vmName = vm.name;
        this.vmId = vm.id;
        this.authority = authorityOutput(authority);
        this.network = { ...scope, subnetId, securityGroupId, dockerPort };
        this.registerOutputs({
            dockerHost: this.dockerHost,
            dockerCertPath: this.dockerCertPath,
            clientCertPaths: this.clientCertPaths,
            fqdn: this.fqdn,
            publicIpAddress: this.publicIpAddress,
            sshCommand: this.sshCommand,
            verifyCommand: this.verifyCommand,
            caCertPem: this.caCertPem,
            clientCertPem: this.clientCertPem,
            clientKeyPem: this.clientKeyPem,
            sshPrivateKey: this.sshPrivateKey,
            resourceGroupName: this.resourceGroupName,
            vmName: this.vmName,
            vmId: this.vmId,
            authority: this.authority,
            network: this.network,
        });
    }
}

/** What a server certificate is made from. */
interface ServerCertificateSpec {
    readonly hostName: pulumi.Output<string>;
    readonly address: HostAddress;
    readonly authority: Issuer;
    readonly serverNames?: string[];
    readonly keyAlgorithm: KeyAlgorithm;
    readonly certificateValidityHours: number;
    readonly earlyRenewalHours: number;
}

/** The daemon's certificate, with every name that clients may call the host. */
function issueServerCertificate(
    name: string,
    host: ServerCertificateSpec,
    opts: pulumi.CustomResourceOptions,
): IssuedCertificate {
    const { fqdn, publicIpAddress, privateIpAddress } = host.address;
    const { hostName, serverNames = [] } = host;
    const names = pulumi
        .output({ hostName, fqdn, publicIpAddress, privateIpAddress })
        .apply((host) => subjectAlternativeNames({ ...host, serverNames }));
    const spec = {
        role: "server",
        commonName: hostName,
        names,
        keyAlgorithm: host.keyAlgorithm,
        validityPeriodHours: host.certificateValidityHours,
        earlyRenewalHours: host.earlyRenewalHours,
    } as const;
    return issueCertificate(`${name}-server`, spec, host.authority, opts);
}

/** What a DNS label is generated from, and the name of the host where none was chosen. */
interface Label {
    /** Labels are unique among all customers of a region. */
    readonly suffix: pulumi.Output<string>;
    /** The component's name when it was made. A rename by an alias must not rename what Azure has, nor replace it. */
    readonly rememberedName: pulumi.Output<string>;
}

function makeLabel(name: string, opts: pulumi.CustomResourceOptions): Label {
    const text = new random.RandomString(
        `${name}-label`,
        { length: 8, upper: false, special: false, keepers: { name } },
        { ...opts, ignoreChanges: ["keepers"] },
    );
    return { suffix: text.result, rememberedName: text.keepers.apply((keepers) => keepers?.["name"] ?? name) };
}

/** An SSH key for an administrator who gave none. */
function makeSshKey(name: string, opts: pulumi.CustomResourceOptions): tls.PrivateKey {
    return new tls.PrivateKey(`${name}-ssh-key`, { algorithm: "ED25519" }, { ...opts, hideDiffs: HIDDEN_PEM });
}

/** Whose files to write, and after which daemon has answered. */
interface ClientFilesSpec {
    readonly authority: AuthorityParts;
    readonly sshKey: tls.PrivateKey | undefined;
    readonly dockerHost: pulumi.Output<string>;
}

/** The folder of the client's files. */
const certDirOf = ({ dockerCertDir }: DockerHostVmArgs): string =>
    dockerCertDir ?? defaultCertDir(pulumi.getProject(), pulumi.getStack());

/** The client's files, if the caller wants them. */
function ownClientFiles(
    name: string,
    args: DockerHostVmArgs,
    { authority, sshKey, dockerHost }: ClientFilesSpec,
    opts: pulumi.ComponentResourceOptions,
): ClientFilesReference | undefined {
    if (args.writeClientFiles !== true) {
        return undefined;
    }
    const dockerCertDir = certDirOf(args);
    const { caCertPem, clients } = authority;
    const sshPrivateKey = sshKey?.privateKeyOpenssh;
    const files = { caCertPem, clients, dockerCertDir, sshPrivateKey, dockerHosts: [dockerHost] };
    return new ClientFiles(`${name}-files`, files, opts);
}
