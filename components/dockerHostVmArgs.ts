import type * as pulumi from "@pulumi/pulumi";
import { authorityReferenceRules, type CertificateAuthorityReference } from "./certificates/authorityReference";
import { certificateAuthorityRules } from "./certificates/certificateAuthorityArgs";
import type { ExistingAuthority } from "./certificates/existingAuthority";
import { clientName } from "./certificates/clientCertificate";
import { serverName } from "./certificates/serverNames";
import { dockerCertDir } from "./client/certDir";
import { type ClientFilesReference, clientFilesReferenceRules } from "./client/clientFilesArgs";
import { daemon, furtherDaemonOption } from "./engine/daemonRules";
import type { DaemonSettings } from "./engine/daemonSettings";
import { type EngineSettings, engineSettings } from "./engine/engineSettings";
import { engineMirror, engineVersion } from "./engine/installScript";
import { adminPassword, adminUsername, sshPublicKey } from "./machine/administratorRules";
import { identity, type IdentitySettings } from "./machine/identitySettings";
import { image } from "./machine/image";
import { disks, type DiskSettings } from "./machine/diskSettings";
import { machine, type MachineSettings } from "./machine/machineSettings";
import { vmSize } from "./machine/vmSize";
import { privateIpAddress } from "./network/addressPrefix";
import { addressRules, type HostAddress, OPTIONAL_IN_ADDRESS } from "./network/hostAddress";
import {
    hostNetworkRules,
    type HostNetworkReference,
    hostNetworkReferenceRules,
    OPTIONAL_IN_NETWORK,
} from "./network/hostNetworkArgs";
import type { NetworkingSettings } from "./network/networkingSettings";
import { dnsLabel, hostName } from "./network/networkRules";
import { networkId } from "./network/resourceIds";
import { DaemonPreset, EndpointHost, EngineInstall, EngineSource, type KeyAlgorithm, PatchMode } from "./options";
import { allOf, distinct, listOf, listOfInputs, oneOf, trueOrFalse, wholeNumber } from "./validation/rules";
import { membersOf, type Rules } from "./validation/walk";

/** The arguments of a `DockerHostVm`. Only `allowedSources` is required, except with a `network` or an existing security group. */
export interface DockerHostVmArgs {
    /**
     * Name of the VM and its computer name: 1 to 54 lowercase letters, digits and hyphens. A change **replaces the VM**.
     *
     * @defaultValue - the resource's name; renaming the resource with an alias does not change it
     */
    hostName?: string;
    /**
     * The certificate authority that this host shares with others: a `CertificateAuthority`, the `reference` of one in another
     * stack, or the `authority` of another host. A change reissues the server certificate.
     *
     * @defaultValue - a new one, `${name}-ca`
     */
    authority?: pulumi.Input<CertificateAuthorityReference>;
    /**
     * The network that this host shares with others: a `HostNetwork`, or the `network` of another host. A change **replaces
     * the VM**.
     *
     * @defaultValue - a new one, `${name}-network`
     */
    network?: pulumi.Input<HostNetworkReference>;
    /**
     * An existing network interface and address for the host. Requires `network`, which then needs neither a subnet nor a
     * security group. A change **replaces the VM**.
     *
     * @defaultValue - a new static public address and interface, `${name}-ip` and `${name}-nic`
     */
    address?: pulumi.Input<HostAddress>;
    /**
     * The client files that this host shares with others, on the machine that runs Pulumi.
     *
     * @defaultValue - new files if `writeClientFiles` is true, otherwise none
     */
    clientFiles?: pulumi.Input<ClientFilesReference>;
    /**
     * Sources that can reach SSH and the Docker port: IPv4 ranges in CIDR notation (`203.0.113.7/32`) and Azure service tags.
     * Required, except with `network` or `networking.securityGroupId`, which have their own. A change updates the network in
     * place.
     */
    allowedSources?: string[];
    /**
     * Existing network resources to use, outbound access, sources of SSH, and additional open ports. Cannot be used with
     * `network`.
     *
     * @defaultValue - a new network, in which SSH and the Docker port are open to `allowedSources`
     */
    networking?: NetworkingSettings;
    /**
     * Whether the host has a public address. Without one, clients must be in its virtual network or connected to it. So must
     * the machine that runs Pulumi, unless `readinessTimeoutSeconds` is 0. The VM then needs outbound access: set
     * `networking.natGateway`, or use an existing subnet that has it. Cannot be used with `address`. A change **replaces the
     * VM**.
     *
     * @defaultValue true
     */
    publicAddress?: boolean;
    /**
     * Azure resource ID of an existing public address: Standard, static, IPv4, in the same region. Cannot be used with
     * `address` or `dnsLabel`, or if `publicAddress` is false. A change **replaces the VM**.
     *
     * @defaultValue - a new static address
     */
    publicIpAddressId?: pulumi.Input<string>;
    /**
     * Static private IPv4 address, free and within the subnet. Cannot be used with `address`. A change **replaces the VM**.
     *
     * @defaultValue - one that Azure chooses, which the host keeps as long as its network interface exists
     */
    privateIpAddress?: string;
    /**
     * TCP port of the Docker daemon: 1 to 65535, except 22. Cannot be used with `network`. A change restarts the daemon.
     *
     * @defaultValue 4243
     */
    dockerPort?: number;
    /**
     * DNS label of the new public address, unique within its region: 3 to 63 lowercase letters, digits and hyphens. Cannot be
     * used with `address` or `publicIpAddressId`, or if `publicAddress` is false. A change updates the address in place and
     * reissues the server certificate.
     *
     * @defaultValue - the host's name, a hyphen and eight random characters
     */
    dnsLabel?: string;
    /**
     * Azure region, for example `westus`. Cannot be used with `network`. A change **replaces everything**.
     *
     * @defaultValue - that of an existing network or resource group, otherwise the provider's (`azure-native:location`)
     */
    location?: string;
    /**
     * Size of the VM. It must match the image's generation and processor architecture: sizes with a `p`, such as
     * `Standard_B2pls_v2`, are Arm64. A warning names series that Azure retires. A change restarts the VM.
     *
     * @defaultValue `Standard_B2ls_v2`
     * @see https://learn.microsoft.com/azure/virtual-machines/sizes/overview
     */
    vmSize?: string;
    /**
     * Image of the VM: a short name (`ubuntu-24.04`, or `ubuntu-24.04-arm64` for Arm64), a URN `publisher:offer:sku:version`,
     * or the ID of a custom image with the Azure Linux Agent: a resource ID, or `/communityGalleries/…` or
     * `/sharedGalleries/…`. A change **replaces the VM**.
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
     * Source of the engine packages. Only with `CustomScript`. A change installs the packages of the other source.
     *
     * @defaultValue `docker`
     */
    engineSource?: EngineSource;
    /**
     * Version of the engine, for example `29.10.0`, or `27.5.1-0ubuntu3~24.04.2` for Ubuntu's package. Only with
     * `CustomScript`. A change installs that version and restarts the daemon.
     *
     * @defaultValue - a pinned version of Docker's packages; the latest of Ubuntu's
     */
    engineVersion?: string;
    /**
     * `https://` URL of a mirror of Docker's repository for Ubuntu, signed with Docker's own key. Only with `CustomScript` and
     * the source `docker`. A change runs the installation again.
     *
     * @defaultValue - `https://download.docker.com/linux/ubuntu`
     */
    engineMirror?: string;
    /**
     * Daemon settings. A change restarts the daemon.
     *
     * @defaultValue - log rotation, `live-restore`, no `icc`, no `userland-proxy`; otherwise the engine's defaults
     */
    daemon?: DaemonSettings;
    /**
     * Settings of the daemon and of the host from a published recommendation; explicit `daemon` settings win. Only with
     * `CustomScript`. A change restarts the daemon and **hides images and containers** that were there before, because it turns
     * user namespaces on or off. docs/security.md lists its costs, and the results of Docker Bench for Security.
     *
     * @defaultValue - `default`
     * @see https://github.com/docker/docker-bench-security
     */
    daemonPreset?: DaemonPreset;
    /**
     * Setup of the host around the daemon: a proxy, logins to registries, plugins, and timers that prune and update. Only with
     * `CustomScript`.
     *
     * @defaultValue `{}`
     */
    engine?: EngineSettings;
    /**
     * Whether the VM has Secure Boot and a virtual TPM. The image must be generation 2 and not a managed image. `false`
     * requests the security type `Standard`, for which the subscription needs the feature
     * `Microsoft.Compute/UseStandardSecurityType`. A change **replaces the VM**.
     *
     * @defaultValue - true for generation 2 images with a short name, except those for Arm64; otherwise Azure's default
     */
    trustedLaunch?: boolean;
    /**
     * How security updates are installed. `AutomaticByPlatform` works only for images that Azure patches, not for custom
     * images. A change updates the VM in place.
     *
     * @defaultValue - `AutomaticByPlatform` for `ubuntu-22.04` and `ubuntu-24.04`, otherwise `ImageDefault`
     */
    patchMode?: PatchMode;
    /**
     * Whether temporary disks and disk caches are encrypted at the VM's host as well. The subscription needs the feature
     * `Microsoft.Compute/EncryptionAtHost`. A change stops and starts the VM.
     *
     * @defaultValue false
     */
    encryptionAtHost?: boolean;
    /**
     * Other settings of the VM: availability zone, spot VM, boot diagnostics, accelerated networking, and daily shutdown.
     *
     * @defaultValue `{}`
     */
    machine?: MachineSettings;
    /**
     * Managed identities of the VM, with which its processes sign in to Azure. **Every client of the host can act as them.** A
     * change takes effect in place.
     *
     * @defaultValue - none. To remove them again, write `{}`
     */
    identity?: IdentitySettings;
    /**
     * Tags, by name, of all resources that this host creates and Azure can tag: at most 50, with names of up to 512 characters
     * that differ by more than case, and values of up to 256. Never write a secret into a tag. A change updates the tags in
     * place.
     *
     * @defaultValue `{}`
     * @see https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources
     */
    tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
    /**
     * The disks of the host: the size and type of the OS disk, and a data disk that outlives the VM.
     *
     * @defaultValue `{}`
     */
    disks?: DiskSettings;
    /**
     * User name of the administrator. Names that Azure or Ubuntu reserve are rejected. A change **replaces the VM**.
     *
     * @defaultValue `azureuser`
     */
    adminUsername?: string;
    /**
     * Password of the administrator, kept as a secret: 12 to 72 characters with a lowercase letter, an uppercase letter, a
     * digit and one of `!@#$%^&+=`. With a password, SSH accepts it, and `sudo` asks for it. A change takes effect in place.
     * Once the VM has a password, omitting it is an error, because Azure can only change it.
     *
     * @defaultValue - none: login with an SSH key only
     */
    adminPassword?: pulumi.Input<string>;
    /**
     * Whether to generate the administrator's password: 32 characters, the output `adminPassword`. Cannot be used with
     * `adminPassword`. A change sets the other password in place.
     *
     * @defaultValue false
     */
    generateAdminPassword?: boolean;
    /**
     * SSH public keys of the administrator in OpenSSH format: `ssh-ed25519`, or `ssh-rsa` with at least 2048 bits. Each `up`
     * that changes them **removes all other keys** of the administrator from the VM. A change takes effect in place.
     *
     * @defaultValue - a new Ed25519 key, whose private key is the output `sshPrivateKey`
     */
    sshPublicKeys?: pulumi.Input<string>[];
    /**
     * Whether clients connect to the host's `fqdn` or its `address`: the public ones or, without a public address, the private
     * ones. A change takes effect in place.
     *
     * @defaultValue - `fqdn`; `address` without a public address
     */
    endpointHost?: EndpointHost;
    /**
     * Additional names and addresses for the server certificate, which always includes the domain name, VM name, public
     * address or, without one, private address, `localhost` and 127.0.0.1. A change reissues the certificate and restarts the
     * daemon.
     *
     * @defaultValue `[]`
     */
    serverNames?: string[];
    /**
     * Additional `dockerd` flags, one per element, for example `--log-level=warn`. Flags are rejected if `daemon` has a
     * setting for them, or if they open a port, change TLS or move the daemon's socket. docs/security.md lists flags that
     * weaken a host. A change restarts the daemon.
     *
     * @defaultValue `[]`
     * @see https://docs.docker.com/reference/cli/dockerd/
     */
    daemonOptions?: string[];
    /**
     * Names of the clients: 1 to 40 lowercase letters, digits and hyphens each. Cannot be used with `authority`. Adding a name
     * lets that client in, removing one **shuts that client out**. A change restarts the daemon.
     *
     * @defaultValue `["default"]`
     */
    clients?: string[];
    /**
     * Name of the client whose certificate and key are in `clientCertPem`, `clientKeyPem` and the written files. A change
     * takes effect in place.
     *
     * @defaultValue - `default` if there is such a client, otherwise the first in alphabetical order
     */
    client?: string;
    /**
     * Issuers of existing clients, PEM, by a name for each. Hosts accept **everyone with a certificate of theirs**. Cannot be
     * used with `authority`. A change restarts the daemon.
     *
     * @defaultValue - none
     */
    clientIssuers?: Record<string, pulumi.Input<string>>;
    /**
     * Names of the authority's generations. Clients trust all of them, and the first signs server certificates. Cannot be used
     * with `authority`. Dropping a name **locks out clients** whose `ca.pem` has no other.
     *
     * @defaultValue `["g1"]`
     */
    authorityGenerations?: string[];
    /**
     * Existing authorities by the name of their generation, used instead of new ones. Cannot be used with `authority`.
     *
     * @defaultValue - none: every generation is created
     */
    existingAuthorities?: Record<string, ExistingAuthority>;
    /**
     * Algorithm and size of the private keys created here. A change replaces them all. Unless `authority` is given, it
     * **replaces the authority and locks clients out**.
     *
     * @defaultValue `ECDSA-P256`
     */
    keyAlgorithm?: KeyAlgorithm;
    /**
     * Validity of the authority in hours. Cannot be used with `authority`. A change reissues every certificate; clients with
     * earlier files keep access.
     *
     * @defaultValue 87600, ten years
     */
    caValidityHours?: number;
    /**
     * Validity of the server and client certificates in hours: at most 19800 (825 days), and less than `caValidityHours`. A
     * change reissues them.
     *
     * @defaultValue 8760, one year
     */
    certificateValidityHours?: number;
    /**
     * How many hours before expiry the next `up` renews a certificate; less than `certificateValidityHours`.
     *
     * @defaultValue 720, thirty days
     */
    earlyRenewalHours?: number;
    /**
     * Seconds to wait for the daemon to answer over mutual TLS: at most 5400, or 0 to skip waiting.
     *
     * @defaultValue 900
     */
    readinessTimeoutSeconds?: number;
    /**
     * Whether to write `ca.pem`, `cert.pem`, `key.pem` and, if it was created here, `id_ed25519` to the disk of the machine
     * that runs `pulumi up`. Cannot be used with `clientFiles`. A second host in the program needs its own `dockerCertDir`.
     *
     * @defaultValue false
     */
    writeClientFiles?: boolean;
    /**
     * Folder for those files. No other host or `ClientFiles` in the program may use it; to share files, use `clientFiles`.
     * Cannot be used with `clientFiles`. A change moves the files.
     *
     * @defaultValue `~/.docker/docker-host-vm/<project>-<stack>`
     */
    dockerCertDir?: string;
}

/** The rules for the arguments, including those of the parts that a host creates itself. */
export const dockerHostVmRules = {
    ...certificateAuthorityRules,
    ...hostNetworkRules,
    hostName,
    client: clientName,
    authority: { input: membersOf("a CertificateAuthority", authorityReferenceRules, ["clients"]) },
    network: { input: membersOf("a HostNetwork", hostNetworkReferenceRules, OPTIONAL_IN_NETWORK) },
    address: { input: membersOf("the address of a host", addressRules, OPTIONAL_IN_ADDRESS) },
    clientFiles: { input: membersOf("ClientFiles", clientFilesReferenceRules, ["sshPrivateKeyPath"]) },
    publicAddress: trueOrFalse,
    publicIpAddressId: { input: networkId("publicIPAddresses") },
    privateIpAddress,
    dnsLabel,
    vmSize,
    image,
    engineInstall: oneOf(Object.values(EngineInstall)),
    engineSource: oneOf(Object.values(EngineSource)),
    engineVersion,
    engineMirror,
    daemon,
    daemonPreset: oneOf(Object.values(DaemonPreset)),
    engine: engineSettings,
    daemonOptions: listOf(furtherDaemonOption),
    trustedLaunch: trueOrFalse,
    patchMode: oneOf(Object.values(PatchMode)),
    encryptionAtHost: trueOrFalse,
    machine,
    identity,
    disks,
    adminUsername,
    adminPassword: { input: adminPassword },
    generateAdminPassword: trueOrFalse,
    sshPublicKeys: allOf(listOfInputs(sshPublicKey), distinct),
    endpointHost: oneOf(Object.values(EndpointHost)),
    serverNames: allOf(listOf(serverName), distinct),
    readinessTimeoutSeconds: wholeNumber("seconds", 0, 5_400),
    writeClientFiles: trueOrFalse,
    dockerCertDir,
} as const satisfies Rules<DockerHostVmArgs>;
