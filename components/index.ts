export {
    CertificateAuthority,
    type CertificateAuthorityArgs,
    type CertificateAuthorityReference,
    type ClientCertificate,
} from "./certificates/certificateAuthority";
export {
    type ClientCertPaths,
    ClientFiles,
    type ClientFilesArgs,
    type ClientFilesReference,
} from "./client/clientFiles";
export type { DaemonSettings, Ulimit } from "./engine/daemonSettings";
export { DockerHostVm } from "./dockerHostVm";
export type { DockerHostVmArgs } from "./dockerHostVmArgs";
export type { HostAddress } from "./network/hostAddress";
export { HostNetwork, type HostNetworkArgs, type HostNetworkReference } from "./network/hostNetwork";
export { EndpointHost, EngineInstall, EngineSource, KeyAlgorithm, PatchMode } from "./options";
