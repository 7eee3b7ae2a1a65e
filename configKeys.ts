import type { DockerHostVmArgs } from "./components";
import { defaults } from "./components/defaults";
import { holdsSecret } from "./components/engine/dockerExtensionSettings";
import { holdsPassword } from "./components/engine/engineSettings";

/** The name of the stack's project. */
export const PROJECT = "docker-host-vm";

/** The type of a value. */
export type Type = "string" | "integer" | "boolean" | "list" | "object";

/** A configuration key of the stack. */
export interface Key {
    readonly type: Type;
    /** The fixed default, if there is one. */
    readonly default?: string | number | boolean;
    /** A description of the default, if it is not fixed. */
    readonly otherwise?: string;
    /** Whether its value must be encrypted in the stack's file. */
    readonly secret?: boolean;
    /** Whether a value must be encrypted there. */
    readonly secretIf?: (value: unknown) => boolean;
    /** A member of the value that must be encrypted, where not the whole is. */
    readonly secretMember?: string;
    readonly description: string;
}

/** The arguments that the stack sets itself. A host's name comes from a list. */
type OwnPart = "hostName" | "authority" | "network" | "address" | "clientFiles";
/** The arguments that no two hosts can share. */
type SingleHostPart = "publicIpAddressId" | "privateIpAddress";
/** The keys that are no argument of a host. */
type StackKey = "hostNames" | "perHost" | "shareAuthority" | "vaultReaders";

/** A key for each argument of a host, and those of the stack itself. */
export type KeyName = Exclude<keyof DockerHostVmArgs, OwnPart | SingleHostPart> | StackKey;

/** All configuration keys of the stack. `npm run generate` writes them to Pulumi.yaml and docs/configuration.md. */
export const configKeys = {
    hostNames: {
        type: "list",
        otherwise: "`[docker-host]`",
        description: "Names of the hosts; the stack's outputs are those of the first host",
    },
    allowedSources: {
        type: "list",
        otherwise: "none; required without `networking.securityGroupId`",
        description:
            "Sources that can reach SSH and the Docker port: IPv4 ranges in CIDR notation and Azure service tags",
    },
    location: {
        type: "string",
        otherwise: "that of an existing network or resource group, otherwise `azure-native:location`",
        description: "Azure region",
    },
    networking: {
        type: "object",
        otherwise: "a new network",
        description:
            "Existing network resources to use, outbound access, sources of SSH and additional open ports: see [networks](network.md)",
    },
    publicAddress: {
        type: "boolean",
        otherwise: "`true`",
        description: "Whether the hosts have public addresses",
    },
    perHost: {
        type: "object",
        otherwise: "none",
        description:
            "Arguments of single hosts by name, for example `build: { privateIpAddress: 10.0.0.10 }`: see [networks](network.md#several-hosts)",
    },
    vmSize: { type: "string", default: defaults.vmSize, description: "Size of the VMs" },
    image: {
        type: "string",
        default: defaults.image,
        description: "Image of the VMs: a short name, a URN publisher:offer:sku:version, or the ID of a custom image",
    },
    engineInstall: {
        type: "string",
        default: defaults.engineInstall,
        description: "How the Docker engine is installed: CustomScript or DockerExtension",
    },
    engineSource: {
        type: "string",
        otherwise: "`docker`",
        description: "Source of the engine packages: docker or ubuntu; only with CustomScript",
    },
    engineVersion: {
        type: "string",
        otherwise: "a pinned version of Docker's packages, the latest of Ubuntu's",
        description: "Version of the engine; only with CustomScript",
    },
    engineMirror: {
        type: "string",
        otherwise: "`https://download.docker.com/linux/ubuntu`",
        description: "URL of a mirror of Docker's repository, signed with Docker's key; only with CustomScript",
    },
    trustedLaunch: {
        type: "boolean",
        otherwise: "true for generation 2 images with a short name, except those for Arm64",
        description: "Whether the VMs have Secure Boot and a virtual TPM",
    },
    patchMode: {
        type: "string",
        otherwise: "`AutomaticByPlatform` for `ubuntu-22.04` and `ubuntu-24.04`",
        description: "How security updates are installed: AutomaticByPlatform or ImageDefault",
    },
    encryptionAtHost: {
        type: "boolean",
        otherwise: "`false`",
        description: "Whether temporary disks and disk caches are encrypted at the VMs' hosts as well",
    },
    machine: {
        type: "object",
        otherwise: "`{}`",
        description: 'Other settings of the VMs by name, for example `zone: "1"`: see [the machine](machine.md)',
    },
    identity: {
        type: "object",
        otherwise: "none",
        description:
            "Managed identities of the VMs, for example `systemAssigned: true`: see [the machine](machine.md#identity)",
    },
    tags: { type: "object", otherwise: "`{}`", description: "Tags, by name, of all resources in Azure" },
    disks: {
        type: "object",
        otherwise: "`{}`",
        description: "Size and type of the OS disks, and data disks that outlive the VMs: see [disks](disks.md)",
    },
    adminUsername: { type: "string", default: defaults.adminUsername, description: "User name of the administrator" },
    adminPassword: {
        type: "string",
        otherwise: "none: login with an SSH key only",
        secret: true,
        description: "Password of the administrator, a secret: `pulumi config set --secret adminPassword`",
    },
    generateAdminPassword: {
        type: "boolean",
        otherwise: "`false`",
        description: "Whether to generate the administrator's password, a different one for each host",
    },
    sshPublicKeys: {
        type: "list",
        otherwise: "a new Ed25519 key",
        description: "SSH public keys of the administrator in OpenSSH format",
    },
    dockerPort: {
        type: "integer",
        default: defaults.dockerPort,
        description: "TCP port of the Docker daemon: 1 to 65535, except 22",
    },
    dnsLabel: {
        type: "string",
        otherwise: "`<host>-<random>`",
        description: "DNS label of the first host; the other hosts append their names to it",
    },
    endpointHost: {
        type: "string",
        otherwise: "`fqdn`; `address` without a public address",
        description: "Whether clients connect to the fqdn or the address of a host",
    },
    serverNames: {
        type: "list",
        otherwise: "`[]`",
        description: "Additional names and addresses for the server certificates",
    },
    daemonOptions: { type: "list", otherwise: "`[]`", description: "Additional dockerd flags, one per element" },
    daemon: {
        type: "object",
        otherwise: "`{}`: see docs/security.md",
        description: "Daemon settings by name, for example `liveRestore: false`",
    },
    daemonPreset: {
        type: "string",
        otherwise: "`default`",
        description: "Settings of the daemon that are not given: default or cis, see docs/security.md",
    },
    engine: {
        type: "object",
        otherwise: "`{}`",
        description:
            "Setup of the hosts around their daemon, for example `httpProxy`; only with CustomScript: see [the engine](engine.md)",
        secretIf: holdsPassword,
        secretMember: "registries[0].password",
    },
    dockerExtension: {
        type: "object",
        otherwise: "`{}`",
        description:
            "What the DockerExtension does besides the daemon, for example `compose`; only with DockerExtension: see [the engine](engine.md#the-dockerextensions-other-settings)",
        secretIf: holdsSecret,
        secretMember: "environment.DB_PASSWORD",
    },
    writeClientFiles: {
        type: "boolean",
        default: true,
        description: "Whether to write the client's files to the disk of the machine that runs Pulumi",
    },
    dockerCertDir: {
        type: "string",
        otherwise: "`~/.docker/docker-host-vm/<project>-<stack>`",
        description: "Folder for those files",
    },
    clients: {
        type: "list",
        otherwise: "`[default]`",
        description: "Names of the clients; a client whose name is removed is shut out",
    },
    clientIssuers: {
        type: "object",
        otherwise: "none",
        description:
            "Issuers of existing clients, PEM, by a name for each: everyone with a certificate of theirs is let in",
    },
    client: {
        type: "string",
        otherwise: "`default`, or the first in alphabetical order",
        description: "Name of the client whose files are written",
    },
    authorityGenerations: {
        type: "list",
        otherwise: "`[g1]`",
        description: "Names of the authority's generations: clients trust all, and the first signs server certificates",
    },
    existingAuthorities: {
        type: "object",
        otherwise: "none: every generation is created",
        secret: true,
        description:
            "Existing authorities by generation, a secret: `pulumi config set --secret --path existingAuthorities.g1.keyPem`",
    },
    shareAuthority: {
        type: "boolean",
        default: false,
        description: "Whether the stack has the secret output `authority`, for hosts of other stacks",
    },
    vaultReaders: {
        type: "object",
        otherwise: "none: no vaults",
        description:
            "Who can read which client's files from an Azure Key Vault: see [another machine](second-machine.md#from-a-key-vault)",
    },
    keyAlgorithm: {
        type: "string",
        default: defaults.keyAlgorithm,
        description: "Algorithm and size of the private keys: ECDSA-P256, RSA-2048, RSA-3072 or RSA-4096",
    },
    caValidityHours: {
        type: "integer",
        default: defaults.caValidityHours,
        description: "Validity of the certificate authority in hours",
    },
    certificateValidityHours: {
        type: "integer",
        default: defaults.certificateValidityHours,
        description: "Validity of the server and client certificates in hours, at most 19800",
    },
    earlyRenewalHours: {
        type: "integer",
        default: defaults.earlyRenewalHours,
        description: "How many hours before expiry a certificate is renewed",
    },
    readinessTimeoutSeconds: {
        type: "integer",
        default: defaults.readinessTimeoutSeconds,
        description: "Seconds to wait for the daemon to answer, or 0 to skip waiting",
    },
} as const satisfies Record<KeyName, Key>;
