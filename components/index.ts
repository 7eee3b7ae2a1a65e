export {
    CertificateAuthority,
    type CertificateAuthorityArgs,
    type CertificateAuthorityReference,
    type ClientCertificate,
} from "./certificateAuthority";
export { type ClientCertPaths, ClientFiles, type ClientFilesArgs, type ClientFilesReference } from "./clientFiles";
export { DockerHostVm } from "./dockerHostVm";
export type { DockerHostVmArgs } from "./dockerHostVmArgs";
export { type HostAddress, HostNetwork, type HostNetworkArgs, type HostNetworkReference } from "./hostNetwork";
export { EndpointHost, EngineInstall, KeyAlgorithm } from "./options";
