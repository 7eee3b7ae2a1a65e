import type { DockerHostVmArgs } from "./components";
import { defaults } from "./components/defaults";

/** The name of the stack's project. */
export const PROJECT = "docker-host-vm";

/** The shape of a value. */
export type Type = "string" | "integer" | "boolean" | "list" | "object";

/** A configuration key of the stack. */
export interface Key {
    readonly type: Type;
    /** A fixed default. */
    readonly default?: string | number | boolean;
    /** What holds without a value, where that is not a fixed one. */
    readonly otherwise?: string;
    /** Whether its value must be encrypted in the stack's file. */
    readonly secret?: boolean;
    readonly description: string;
}

/** What a host takes from the stack's other parts and not from a key: its name too, which is one of a list. */
type OwnPart = "hostName" | "authority" | "network" | "address" | "clientFiles";

/** Each argument of a host has a key, and so has the list of hosts. */
export type KeyName = Exclude<keyof DockerHostVmArgs, OwnPart> | "hostNames";

/** Every configuration key of the stack; `npm run generate` writes them into Pulumi.yaml and docs/configuration.md. */
export const configKeys = {
    hostNames: {
        type: "list",
        otherwise: "`[docker-host]`",
        description: "Names of the hosts; the first one's outputs are the stack's",
    },
    allowedSources: {
        type: "list",
        otherwise: "none: must be set",
        description: "Who may reach SSH and the Docker port: IPv4 ranges in CIDR notation and Azure service tags",
    },
    location: { type: "string", otherwise: "`azure-native:location`", description: "Azure region" },
    vmSize: { type: "string", default: defaults.vmSize, description: "Size of the VMs" },
    image: {
        type: "string",
        default: defaults.image,
        description: "Image of the VMs, a short name, a URN publisher:offer:sku:version or a resource id",
    },
    engineInstall: {
        type: "string",
        default: defaults.engineInstall,
        description: "How the Docker engine is installed, CustomScript or DockerExtension",
    },
    engineSource: {
        type: "string",
        otherwise: "`docker`",
        description: "Whose packages are installed, docker or ubuntu; with CustomScript",
    },
    engineVersion: {
        type: "string",
        otherwise: "a pinned version of Docker's, the newest of Ubuntu's",
        description: "Version of the engine; with CustomScript",
    },
    engineMirror: {
        type: "string",
        otherwise: "`https://download.docker.com/linux/ubuntu`",
        description: "Mirror of Docker's repository, signed by Docker's key; with CustomScript",
    },
    trustedLaunch: {
        type: "boolean",
        otherwise: "true for short names of generation 2",
        description: "Secure boot and a virtual TPM",
    },
    patchMode: {
        type: "string",
        otherwise: "`AutomaticByPlatform` for short names in support",
        description: "Who installs security updates, AutomaticByPlatform or ImageDefault",
    },
    encryptionAtHost: {
        type: "boolean",
        otherwise: "`false`",
        description: "Whether the VM's host encrypts temporary disks and caches too",
    },
    adminUsername: { type: "string", default: defaults.adminUsername, description: "Name of the administrator" },
    adminPassword: {
        type: "string",
        otherwise: "none: login by SSH key only",
        secret: true,
        description: "Password of the administrator, secret: `pulumi config set --secret adminPassword`",
    },
    sshPublicKeys: {
        type: "list",
        otherwise: "one Ed25519 key is made",
        description: "SSH public keys of the administrator, OpenSSH format",
    },
    dockerPort: {
        type: "integer",
        default: defaults.dockerPort,
        description: "TCP port of the Docker daemon, 1 to 65535, not 22",
    },
    dnsLabel: {
        type: "string",
        otherwise: "`<host>-<random>`",
        description: "DNS label of the first host; the others get it with their name behind it",
    },
    endpointHost: {
        type: "string",
        default: defaults.endpointHost,
        description: "Which name clients use, fqdn or address",
    },
    serverNames: {
        type: "list",
        otherwise: "`[]`",
        description: "More names and addresses for the server certificates",
    },
    daemonOptions: { type: "list", otherwise: "`[]`", description: "Flags of dockerd, one an element" },
    daemon: {
        type: "object",
        otherwise: "`{}`: see docs/security.md",
        description: "Settings of the daemon by their names, for example `liveRestore: false`",
    },
    writeClientFiles: {
        type: "boolean",
        default: true,
        description: "Whether to write the client's files on the disk of whoever runs Pulumi",
    },
    dockerCertDir: {
        type: "string",
        otherwise: "`~/.docker/docker-host-vm/<project>-<stack>`",
        description: "Folder of those files",
    },
    keyAlgorithm: {
        type: "string",
        default: defaults.keyAlgorithm,
        description: "Kind of the private keys, ECDSA-P256, RSA-2048, RSA-3072 or RSA-4096",
    },
    caValidityHours: {
        type: "integer",
        default: defaults.caValidityHours,
        description: "Validity of the certificate authority in hours",
    },
    certificateValidityHours: {
        type: "integer",
        default: defaults.certificateValidityHours,
        description: "Validity of server and client certificates in hours, at most 19800",
    },
    earlyRenewalHours: {
        type: "integer",
        default: defaults.earlyRenewalHours,
        description: "How many hours before their end certificates are issued anew",
    },
    readinessTimeoutSeconds: {
        type: "integer",
        default: defaults.readinessTimeoutSeconds,
        description: "How long to wait until the daemon answers, in seconds, 0 not to wait",
    },
} as const satisfies Record<KeyName, Key>;
