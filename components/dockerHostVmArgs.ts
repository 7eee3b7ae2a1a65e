import type * as pulumi from "@pulumi/pulumi";
import { authorityReferenceRules, type CertificateAuthorityReference } from "./certificates/authorityReference";
import { certificateAuthorityRules } from "./certificates/certificateAuthorityArgs";
import { serverName } from "./certificates/serverNames";
import { dockerCertDir } from "./client/certDir";
import { type ClientFilesReference, clientFilesReferenceRules } from "./client/clientFilesArgs";
import { daemon, furtherDaemonOption } from "./engine/daemonRules";
import type { DaemonSettings } from "./engine/daemonSettings";
import { engineMirror, engineVersion } from "./engine/installScript";
import { adminPassword, adminUsername, sshPublicKey } from "./machine/administratorRules";
import { image } from "./machine/image";
import { vmSize } from "./machine/vmSize";
import { addressRules, type HostAddress } from "./network/hostAddress";
import { hostNetworkRules, type HostNetworkReference, hostNetworkReferenceRules } from "./network/hostNetworkArgs";
import { dnsLabel, hostName } from "./network/networkRules";
import { EndpointHost, EngineInstall, EngineSource, type KeyAlgorithm, PatchMode } from "./options";
import { allOf, distinct, listOf, listOfInputs, oneOf, trueOrFalse, wholeNumber } from "./validation/rules";
import { membersOf, type Rules } from "./validation/walk";

/** The arguments of a `DockerHostVm`. Only `allowedSources` is needed, and that only without a `network`. */
export interface DockerHostVmArgs {
    /**
     * Name of the VM and of its computer: 2 to 54 lower-case letters, digits and hyphens. A change **replaces the VM**.
     *
     * @defaultValue - the resource's name; a rename by an alias leaves it as it was
     */
    hostName?: string;
    /**
     * The certificate authority that signs for this host, shared with others: a `CertificateAuthority`, or the `authority`
     * of another host. A change re-issues the server certificate.
     *
     * @defaultValue - one of its own, `${name}-ca`
     */
    authority?: pulumi.Input<CertificateAuthorityReference>;
    /**
     * The network that the host joins, shared with others: a `HostNetwork`, or the `network` of another host. A change
     * **replaces the VM**.
     *
     * @defaultValue - one of its own, `${name}-network`
     */
    network?: pulumi.Input<HostNetworkReference>;
    /**
     * The network interface and the address of the host, where they were made elsewhere. Only with `network`, which then
     * needs neither subnet nor security group. A change **replaces the VM**.
     *
     * @defaultValue - a static public address and an interface of its own, `${name}-ip` and `${name}-nic`
     */
    address?: pulumi.Input<HostAddress>;
    /**
     * The client's files on the disk of whoever runs Pulumi, shared with others.
     *
     * @defaultValue - files of its own if `writeClientFiles` is true, else none
     */
    clientFiles?: pulumi.Input<ClientFilesReference>;
    /**
     * Who may reach SSH and the Docker port: IPv4 ranges in CIDR notation (`203.0.113.7/32`) and Azure service tags. Needed
     * unless a `network` is given, which has its own. A change takes effect in place.
     */
    allowedSources?: string[];
    /**
     * TCP port of the Docker daemon, 1 to 65535, not 22. Not beside `network`. A change restarts the daemon.
     *
     * @defaultValue 4243
     */
    dockerPort?: number;
    /**
     * DNS label of the public address, unique in its region: 3 to 63 lower-case letters, digits and hyphens. Not beside
     * `address`. A change takes effect in place and re-issues the server certificate.
     *
     * @defaultValue - the host's name, a hyphen and eight random characters
     */
    dnsLabel?: string;
    /**
     * Azure region, e.g. `westus`. Not beside `network`. A change **replaces everything**.
     *
     * @defaultValue - the provider's (`azure-native:location`)
     */
    location?: string;
    /**
     * Size of the VM. It must boot the generation of the image and have its processors: sizes with a `p`, as in
     * `Standard_B2pls_v2`, are Arm64. A series that Azure retires is warned about. A change restarts the VM.
     *
     * @defaultValue `Standard_B2ls_v2`
     * @see https://learn.microsoft.com/azure/virtual-machines/sizes/overview
     */
    vmSize?: string;
    /**
     * Image of the VM: a short name (`ubuntu-24.04`), a URN `publisher:offer:sku:version` or the resource id of an image
     * of one's own with the Azure Linux Agent. A change **replaces the VM**.
     *
     * @defaultValue `ubuntu-24.04`
     */
    image?: string;
    /**
     * How the Docker engine is installed. A change replaces the VM extension.
     *
     * @defaultValue `CustomScript`
     */
    engineInstall?: EngineInstall;
    /**
     * Whose packages are installed. Only with `CustomScript`. A change installs the others beside or instead.
     *
     * @defaultValue `docker`
     */
    engineSource?: EngineSource;
    /**
     * Version of the engine, e.g. `29.10.0`; for Ubuntu's package its own, e.g. `27.5.1-0ubuntu3~24.04.2`. Only with
     * `CustomScript`. A change installs that version and restarts the daemon.
     *
     * @defaultValue - a pinned version of Docker's packages; the newest of Ubuntu's
     */
    engineVersion?: string;
    /**
     * `https://` address of a mirror of Docker's repository for Ubuntu, signed by Docker's own key. Only with
     * `CustomScript` and the source `docker`. A change runs the installation again.
     *
     * @defaultValue - `https://download.docker.com/linux/ubuntu`
     */
    engineMirror?: string;
    /**
     * Settings of the daemon. A change restarts it.
     *
     * @defaultValue - log rotation, `live-restore`, no `icc`, no `userland-proxy`; else the engine's own
     */
    daemon?: DaemonSettings;
    /**
     * Secure boot and a virtual TPM. It needs an image of generation 2 that is not a managed image. `false` asks Azure for
     * the security type `Standard`, for which the subscription must have the feature
     * `Microsoft.Compute/UseStandardSecurityType`. A change **replaces the VM**.
     *
     * @defaultValue - true for Canonical's images of generation 2 that have a short name; otherwise Azure's own default
     */
    trustedLaunch?: boolean;
    /**
     * Who installs security updates. `AutomaticByPlatform` only for images that Azure patches, no custom ones. A change
     * takes effect in place.
     *
     * @defaultValue - `AutomaticByPlatform` for the short names in support, otherwise `ImageDefault`
     */
    patchMode?: PatchMode;
    /**
     * Whether the VM's host encrypts temporary disks and caches too. The subscription must have the feature
     * `Microsoft.Compute/EncryptionAtHost`. A change stops and starts the VM.
     *
     * @defaultValue false
     */
    encryptionAtHost?: boolean;
    /**
     * Name of the administrator, not one that Azure reserves or Ubuntu has already. A change **replaces the VM**.
     *
     * @defaultValue `azureuser`
     */
    adminUsername?: string;
    /**
     * Password of the administrator: 12 to 72 characters with a lower-case and an upper-case letter, a digit and one of
     * `!@#$%^&+=`. It is kept secret. A change **replaces the VM**.
     *
     * @defaultValue - none: login by SSH key only
     */
    adminPassword?: pulumi.Input<string>;
    /**
     * SSH public keys of the administrator, OpenSSH format, `ssh-ed25519` or `ssh-rsa` of at least 2048 bits. A change
     * **replaces the VM**.
     *
     * @defaultValue - one Ed25519 key is made; its private half is the output `sshPrivateKey`
     */
    sshPublicKeys?: pulumi.Input<string>[];
    /**
     * Which name clients use: `fqdn` or `address`. A change takes effect in place.
     *
     * @defaultValue `fqdn`
     */
    endpointHost?: EndpointHost;
    /**
     * More names and addresses for the server certificate, beside those that it always has: domain name, VM name, public
     * address, `localhost` and 127.0.0.1. A change re-issues the certificate and restarts the daemon.
     *
     * @defaultValue `[]`
     */
    serverNames?: string[];
    /**
     * Further flags of `dockerd`, each an element, e.g. `--log-level=warn`; not those that `daemon` has a setting for, and
     * none that listens, concerns TLS or moves the daemon's socket. docs/security.md lists those that weaken a host. A
     * change restarts the daemon.
     *
     * @defaultValue `[]`
     * @see https://docs.docker.com/reference/cli/dockerd/
     */
    daemonOptions?: string[];
    /**
     * Kind of the private keys made here. A change exchanges them all: without an `authority` given, it **replaces the
     * authority and locks clients out**.
     *
     * @defaultValue `ECDSA-P256`
     */
    keyAlgorithm?: KeyAlgorithm;
    /**
     * Validity of the authority in hours. Not beside `authority`. A change issues every certificate anew; clients with
     * earlier files keep access.
     *
     * @defaultValue 87600, ten years
     */
    caValidityHours?: number;
    /**
     * Validity of the server and client certificates in hours, at most 19800 (825 days) and less than `caValidityHours`. A
     * change re-issues them.
     *
     * @defaultValue 8760, one year
     */
    certificateValidityHours?: number;
    /**
     * How many hours before their end certificates are issued anew by the next `up`; less than `certificateValidityHours`.
     *
     * @defaultValue 720, thirty days
     */
    earlyRenewalHours?: number;
    /**
     * How long to wait, in seconds, until the daemon answers over mutual TLS; 0 does not wait, 5400 is the most.
     *
     * @defaultValue 900
     */
    readinessTimeoutSeconds?: number;
    /**
     * Whether to write `ca.pem`, `cert.pem`, `key.pem` and, if it was made here, `id_ed25519` on the disk of the machine
     * that runs `pulumi up`. Not beside `clientFiles`. A second host of the program needs a `dockerCertDir` of its own for it.
     *
     * @defaultValue false
     */
    writeClientFiles?: boolean;
    /**
     * Folder of those files, not that of another host or ClientFiles of the program: share one by `clientFiles`. Not beside
     * `clientFiles`. A change moves them.
     *
     * @defaultValue `~/.docker/docker-host-vm/<project>-<stack>`
     */
    dockerCertDir?: string;
}

/** The rules of the arguments, those for the parts that a host makes itself included. */
export const dockerHostVmRules = {
    ...certificateAuthorityRules,
    ...hostNetworkRules,
    hostName,
    authority: { input: membersOf("a CertificateAuthority", authorityReferenceRules) },
    network: { input: membersOf("a HostNetwork", hostNetworkReferenceRules, ["subnetId", "securityGroupId"]) },
    address: { input: membersOf("the address of a host", addressRules, ["privateIpAddress"]) },
    clientFiles: { input: membersOf("ClientFiles", clientFilesReferenceRules, ["sshPrivateKeyPath"]) },
    dnsLabel,
    vmSize,
    image,
    engineInstall: oneOf(Object.values(EngineInstall)),
    engineSource: oneOf(Object.values(EngineSource)),
    engineVersion,
    engineMirror,
    daemon,
    daemonOptions: listOf(furtherDaemonOption),
    trustedLaunch: trueOrFalse,
    patchMode: oneOf(Object.values(PatchMode)),
    encryptionAtHost: trueOrFalse,
    adminUsername,
    adminPassword: { input: adminPassword },
    sshPublicKeys: allOf(listOfInputs(sshPublicKey), distinct),
    endpointHost: oneOf(Object.values(EndpointHost)),
    serverNames: allOf(listOf(serverName), distinct),
    readinessTimeoutSeconds: wholeNumber("seconds", 0, 5_400),
    writeClientFiles: trueOrFalse,
    dockerCertDir,
} as const satisfies Rules<DockerHostVmArgs>;
