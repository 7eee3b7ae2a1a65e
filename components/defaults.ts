import { EndpointHost, EngineInstall, EngineSource, KeyAlgorithm } from "./options";

/** The arguments that have a fixed default. */
export interface Defaults {
    readonly vmSize: string;
    readonly image: string;
    readonly engineInstall: EngineInstall;
    readonly engineSource: EngineSource;
    readonly adminUsername: string;
    readonly dockerPort: number;
    readonly endpointHost: EndpointHost;
    readonly keyAlgorithm: KeyAlgorithm;
    readonly caValidityHours: number;
    readonly certificateValidityHours: number;
    readonly earlyRenewalHours: number;
    readonly readinessTimeoutSeconds: number;
}

/**
 * The default of every argument that has a fixed one. `Pulumi.yaml` and the documentation repeat them; tests compare.
 */
export const defaults: Defaults = {
    /** Two processors and 4 GiB; it boots both generations. */
    vmSize: "Standard_B2ls_v2",
    image: "ubuntu-24.04",
    engineInstall: EngineInstall.CustomScript,
    engineSource: EngineSource.Docker,
    adminUsername: "azureuser",
    dockerPort: 4243,
    endpointHost: EndpointHost.Fqdn,
    keyAlgorithm: KeyAlgorithm.EcdsaP256,
    /** Ten years: nobody should be locked out by an authority that ends before the hosts do. */
    caValidityHours: 87_600,
    /** One year, renewed in its last month. */
    certificateValidityHours: 8_760,
    earlyRenewalHours: 720,
    /** The extension downloads and installs an engine; Azure gives extensions up to 90 minutes. */
    readinessTimeoutSeconds: 900,
};

/** The client identity that a certificate authority issues by itself. */
export const DEFAULT_CLIENT = "default";

/** The version of Docker's packages that is installed when none is chosen: pinned, so that a preview shows an upgrade. */
export const DEFAULT_ENGINE_VERSION = "29.10.0";
