export type { CertificateAuthorityReference } from "./certificates/authorityReference";
export { CertificateAuthority } from "./certificates/certificateAuthority";
export type { CertificateAuthorityArgs } from "./certificates/certificateAuthorityArgs";
export type { ClientCertificate } from "./certificates/clientCertificate";
export type { ExistingAuthority } from "./certificates/existingAuthority";
export { ClientFiles } from "./client/clientFiles";
export type { ClientCertPaths, ClientFilesArgs, ClientFilesReference } from "./client/clientFilesArgs";
export { ClientVaults } from "./client/clientVaults";
export type { ClientVaultsArgs, VaultReader } from "./client/clientVaultsArgs";
export type { DockerDaemonArgs } from "./dockerDaemonArgs";
export { DockerEngine } from "./dockerEngine";
export type { DockerEngineArgs } from "./dockerEngineArgs";
export { DockerHostVm } from "./dockerHostVm";
export type { DockerHostVmArgs } from "./dockerHostVmArgs";
export type { DaemonSettings, Ulimit } from "./engine/daemonSettings";
export type { AutoShutdownSettings } from "./machine/autoShutdown";
export type { IdentitySettings } from "./machine/identitySettings";
export type { DataDiskSettings, DiskSettings, OsDiskSettings } from "./machine/diskSettings";
export type { MachineSettings, SpotSettings } from "./machine/machineSettings";
export type { DockerExtensionSettings } from "./engine/dockerExtensionSettings";
export type { EngineSettings } from "./engine/engineSettings";
export type { PruneSettings } from "./engine/pruneSettings";
export type { RegistryLogin } from "./engine/registryLogins";
export type { HostAddress } from "./network/hostAddress";
export { HostNetwork } from "./network/hostNetwork";
export type { HostNetworkArgs, HostNetworkReference } from "./network/hostNetworkArgs";
export type { NetworkingSettings, OpenPort } from "./network/networkingSettings";
export {
    AvailabilityZone,
    AzureEnvironment,
    DaemonPreset,
    DiskType,
    EndpointHost,
    EngineInstall,
    EngineSource,
    EvictionPolicy,
    KeyAlgorithm,
    PatchMode,
    PrincipalType,
    Protocol,
} from "./options";
