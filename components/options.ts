/**
 * How the Docker engine is installed on the VM.
 *
 * @enum
 */
export const EngineInstall = {
    /**
     * The CustomScript extension (`Microsoft.Azure.Extensions`, `CustomScript` 2.1) runs a script that installs Docker's own
     * packages in a chosen version, on Ubuntu 22.04 or later. This works on Azure today.
     */
    CustomScript: "CustomScript",
    /**
     * The Docker VM extension (`Microsoft.Azure.Extensions`, `DockerExtension` 1.2) on an Ubuntu image of that era. Azure
     * retired it in November 2018.
     */
    DockerExtension: "DockerExtension",
} as const;
/** One of the values of `EngineInstall`. */
export type EngineInstall = (typeof EngineInstall)[keyof typeof EngineInstall];

/**
 * A cloud of Azure that the DockerExtension knows.
 *
 * @enum
 */
export const AzureEnvironment = {
    /** Azure's public cloud: downloads from get.docker.com and github.com. */
    AzureCloud: "AzureCloud",
    /** Azure operated by 21Vianet in China: downloads from mirror.azure.cn. */
    AzureChinaCloud: "AzureChinaCloud",
} as const;
/** One of the values of `AzureEnvironment`. */
export type AzureEnvironment = (typeof AzureEnvironment)[keyof typeof AzureEnvironment];

/**
 * The source of the engine packages that `CustomScript` installs.
 *
 * @enum
 */
export const EngineSource = {
    /** Docker's apt repository: `docker-ce`. */
    Docker: "docker",
    /** Ubuntu's own package: `docker.io`. */
    Ubuntu: "ubuntu",
} as const;
/** One of the values of `EngineSource`. */
export type EngineSource = (typeof EngineSource)[keyof typeof EngineSource];

/**
 * The settings of a daemon that are not given explicitly.
 *
 * @enum
 */
export const DaemonPreset = {
    /** Defaults that are safer than the engine's and break few programs. */
    Default: "default",
    /**
     * The CIS Docker Benchmark 1.6.0, as far as a host can meet it without a server or a plugin of yours: `no-new-privileges`,
     * user namespaces, default limits, the log driver `journald`, and rules for auditd.
     */
    Cis: "cis",
} as const;
/** One of the values of `DaemonPreset`. */
export type DaemonPreset = (typeof DaemonPreset)[keyof typeof DaemonPreset];

/**
 * How security updates are installed on the VM.
 *
 * @enum
 */
export const PatchMode = {
    /** Azure installs them during off-peak hours and may restart the VM. Only for images that Azure supports. */
    AutomaticByPlatform: "AutomaticByPlatform",
    /** The image installs them itself: `unattended-upgrades` on Ubuntu. */
    ImageDefault: "ImageDefault",
} as const;
/** One of the values of `PatchMode`. */
export type PatchMode = (typeof PatchMode)[keyof typeof PatchMode];

/**
 * The availability zone of a VM within its region.
 *
 * @enum
 */
export const AvailabilityZone = {
    /** The zone that the subscription knows as 1. */
    One: "1",
    /** The zone that the subscription knows as 2. */
    Two: "2",
    /** The zone that the subscription knows as 3. */
    Three: "3",
} as const;
/** One of the values of `AvailabilityZone`. */
export type AvailabilityZone = (typeof AvailabilityZone)[keyof typeof AvailabilityZone];

/**
 * The fate of a spot VM that Azure evicts.
 *
 * @enum
 */
export const EvictionPolicy = {
    /** The VM is stopped. Its disks stay, and are billed. You can start the VM again when Azure has capacity. */
    Deallocate: "Deallocate",
    /** The VM and its OS disk are deleted; a data disk stays. The next `pulumi up --refresh` creates a new VM. */
    Delete: "Delete",
} as const;
/** One of the values of `EvictionPolicy`. */
export type EvictionPolicy = (typeof EvictionPolicy)[keyof typeof EvictionPolicy];

/**
 * The type of a managed disk.
 *
 * @enum
 */
export const DiskType = {
    /** A hard disk. Azure retires it for OS disks in September 2028. */
    StandardHdd: "Standard_LRS",
    /** An SSD for most hosts. */
    StandardSsd: "StandardSSD_LRS",
    /** A faster SSD, only for VM sizes with an `s`. */
    PremiumSsd: "Premium_LRS",
} as const;
/** One of the values of `DiskType`. */
export type DiskType = (typeof DiskType)[keyof typeof DiskType];

/**
 * The name or address of the host that clients connect to.
 *
 * @enum
 */
export const EndpointHost = {
    /** The fully qualified domain name of the public address or, without one, the name within the virtual network. */
    Fqdn: "fqdn",
    /** The public IP address or, without one, the private one. */
    Address: "address",
} as const;
/** One of the values of `EndpointHost`. */
export type EndpointHost = (typeof EndpointHost)[keyof typeof EndpointHost];

/**
 * The kind of an identity in Entra ID.
 *
 * @enum
 */
export const PrincipalType = {
    /** A person. */
    User: "User",
    /** The members of a group. */
    Group: "Group",
    /** A managed identity or an application, for example the one of a CI workflow. */
    ServicePrincipal: "ServicePrincipal",
} as const;
/** One of the values of `PrincipalType`. */
export type PrincipalType = (typeof PrincipalType)[keyof typeof PrincipalType];

/**
 * The algorithm and size of the private keys of a certificate authority and of its certificates.
 *
 * @enum
 */
export const KeyAlgorithm = {
    /** Elliptic curve NIST P-256. */
    EcdsaP256: "ECDSA-P256",
    /** RSA with a modulus of 2048 bits. */
    Rsa2048: "RSA-2048",
    /** RSA with a modulus of 3072 bits. */
    Rsa3072: "RSA-3072",
    /** RSA with a modulus of 4096 bits. */
    Rsa4096: "RSA-4096",
} as const;
/** One of the values of `KeyAlgorithm`. */
export type KeyAlgorithm = (typeof KeyAlgorithm)[keyof typeof KeyAlgorithm];

/**
 * The protocol of an open port.
 *
 * @enum
 */
export const Protocol = {
    /** Transmission Control Protocol. */
    Tcp: "Tcp",
    /** User Datagram Protocol. */
    Udp: "Udp",
} as const;
/** One of the values of `Protocol`. */
export type Protocol = (typeof Protocol)[keyof typeof Protocol];
