/** How the Docker engine gets onto the VM. */
export const EngineInstall = {
    /**
     * The Docker VM extension (`Microsoft.Azure.Extensions`, `DockerExtension` 1.2) on an Ubuntu image of its time.
     * Azure retired it in November 2018.
     */
    DockerExtension: "DockerExtension",
} as const;
/** One of the values of `EngineInstall`. */
export type EngineInstall = (typeof EngineInstall)[keyof typeof EngineInstall];

/** Which name of the host clients connect to. */
export const EndpointHost = {
    /** The fully qualified domain name of the public address. */
    Fqdn: "fqdn",
    /** The public IP address itself, for networks without a name server. */
    Address: "address",
} as const;
/** One of the values of `EndpointHost`. */
export type EndpointHost = (typeof EndpointHost)[keyof typeof EndpointHost];

/** The kind of private key of a certificate authority and of what it issues. */
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
