/**
 * How the Docker engine gets onto the VM.
 *
 * @enum
 */
export const EngineInstall = {
    /**
     * A script that the CustomScript extension (`Microsoft.Azure.Extensions`, `CustomScript` 2.1) runs: Docker's own
     * packages at a chosen version, on Ubuntu 22.04 or newer. The way that works on Azure today.
     */
    CustomScript: "CustomScript",
    /**
     * The Docker VM extension (`Microsoft.Azure.Extensions`, `DockerExtension` 1.2) on an Ubuntu image of its time.
     * Azure retired it in November 2018.
     */
    DockerExtension: "DockerExtension",
} as const;
/** One of the values of `EngineInstall`. */
export type EngineInstall = (typeof EngineInstall)[keyof typeof EngineInstall];

/**
 * Whose packages of the engine are installed by `CustomScript`.
 *
 * @enum
 */
export const EngineSource = {
    /** Docker's own apt repository, `docker-ce`. */
    Docker: "docker",
    /** The distribution's package, `docker.io`. */
    Ubuntu: "ubuntu",
} as const;
/** One of the values of `EngineSource`. */
export type EngineSource = (typeof EngineSource)[keyof typeof EngineSource];

/**
 * Who installs security updates on the VM, and when.
 *
 * @enum
 */
export const PatchMode = {
    /** Azure, outside of the VM's busy hours; it may restart the VM. Only for images that Azure knows. */
    AutomaticByPlatform: "AutomaticByPlatform",
    /** The image's own means: unattended-upgrades on Ubuntu. */
    ImageDefault: "ImageDefault",
} as const;
/** One of the values of `PatchMode`. */
export type PatchMode = (typeof PatchMode)[keyof typeof PatchMode];

/**
 * Which name of the host clients connect to.
 *
 * @enum
 */
export const EndpointHost = {
    /** The fully qualified domain name of the public address. */
    Fqdn: "fqdn",
    /** The public IP address itself, for networks without a name server. */
    Address: "address",
} as const;
/** One of the values of `EndpointHost`. */
export type EndpointHost = (typeof EndpointHost)[keyof typeof EndpointHost];

/**
 * The kind of private key of a certificate authority and of what it issues.
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
