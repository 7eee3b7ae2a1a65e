import type * as pulumi from "@pulumi/pulumi";
import { type DockerDaemonArgs, dockerDaemonRules } from "./dockerDaemonArgs";
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
import { resourceId } from "./validation/resourceIds";
import { EndpointHost, PatchMode } from "./options";
import { allOf, distinct, listOfInputs, oneOf, trueOrFalse } from "./validation/rules";
import { membersOf, type Rules } from "./validation/walk";

/** The arguments of a `DockerHostVm`. Only `allowedSources` is required, except with a `network` or an existing security group. */
export interface DockerHostVmArgs extends DockerDaemonArgs {
    /**
     * Name of the VM and its computer name: 1 to 54 lowercase letters, digits and hyphens. A change **replaces the VM**.
     *
     * @defaultValue - the resource's name; renaming the resource with an alias does not change it
     */
    hostName?: string;
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
}

/** The rules for the arguments, including those of the parts that a host creates itself. */
export const dockerHostVmRules = {
    ...dockerDaemonRules,
    ...hostNetworkRules,
    hostName,
    network: { input: membersOf("a HostNetwork", hostNetworkReferenceRules, OPTIONAL_IN_NETWORK) },
    address: { input: membersOf("the address of a host", addressRules, OPTIONAL_IN_ADDRESS) },
    publicAddress: trueOrFalse,
    publicIpAddressId: { input: resourceId("Microsoft.Network/publicIPAddresses") },
    privateIpAddress,
    dnsLabel,
    vmSize,
    image,
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
} as const satisfies Rules<DockerHostVmArgs>;
