import { EngineInstall, EngineSource, KeyAlgorithm } from "./options";

/** The arguments that have a fixed default. */
export interface Defaults {
    readonly vmSize: string;
    readonly image: string;
    readonly engineInstall: EngineInstall;
    readonly engineSource: EngineSource;
    readonly adminUsername: string;
    readonly dockerPort: number;
    readonly clients: readonly string[];
    readonly authorityGenerations: readonly string[];
    readonly keyAlgorithm: KeyAlgorithm;
    readonly caValidityHours: number;
    readonly certificateValidityHours: number;
    readonly earlyRenewalHours: number;
    readonly readinessTimeoutSeconds: number;
}

/** The client of an authority that names none. */
export const DEFAULT_CLIENT = "default";

/** The fixed defaults of arguments. `Pulumi.yaml` and the documentation repeat them, and tests compare them. */
export const defaults: Defaults = {
    /** Two vCPUs and 4 GiB of memory; supports both VM generations. */
    vmSize: "Standard_B2ls_v2",
    image: "ubuntu-24.04",
    engineInstall: EngineInstall.CustomScript,
    engineSource: EngineSource.Docker,
    adminUsername: "azureuser",
    dockerPort: 4243,
    clients: [DEFAULT_CLIENT],
    authorityGenerations: ["g1"],
    keyAlgorithm: KeyAlgorithm.EcdsaP256,
    /** Ten years, so that the authority outlives its hosts and locks nobody out. */
    caValidityHours: 87_600,
    /** One year, renewed in the last month. */
    certificateValidityHours: 8_760,
    earlyRenewalHours: 720,
    /** The extension downloads and installs an engine. Azure allows extensions 90 minutes. */
    readinessTimeoutSeconds: 900,
};

/** The default version of Docker's packages. It is pinned so that a preview shows an upgrade. */
export const DEFAULT_ENGINE_VERSION = "29.10.0";
