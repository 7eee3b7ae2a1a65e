export {
    CertificateAuthority,
    type CertificateAuthorityArgs,
    type CertificateAuthorityReference,
    type ClientCertificate,
} from "./certificateAuthority";
export { type ClientCertPaths, ClientFiles, type ClientFilesArgs, type ClientFilesReference } from "./clientFiles";
export type { DaemonSettings, Ulimit } from "./daemonSettings";
export { DockerHostVm } from "./dockerHostVm";
export type { DockerHostVmArgs } from "./dockerHostVmArgs";
export type { HostAddress } from "./hostAddress";
export { HostNetwork, type HostNetworkArgs, type HostNetworkReference } from "./hostNetwork";
export { EndpointHost, EngineInstall, EngineSource, KeyAlgorithm, PatchMode } from "./options";
