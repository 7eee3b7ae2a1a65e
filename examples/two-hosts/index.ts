import { Config } from "@pulumi/pulumi";
import { CertificateAuthority, ClientFiles, DockerHostVm, HostNetwork } from "docker-host-vm";

const hostNames = ["build", "test"];
const allowedSources = new Config().requireObject<string[]>("allowedSources");

const authority = new CertificateAuthority("team");
const network = new HostNetwork("team", { hostNames, allowedSources });
const clientFiles = new ClientFiles("team", {
    caCertPem: authority.caCertPem,
    clients: authority.clients,
    dockerCertDir: "~/.docker/team",
});

export const dockerHosts = hostNames.map(
    (name) => new DockerHostVm(name, { authority, network, clientFiles }).dockerHost,
);
// For the stacks that take this authority: examples/second-stack. The keys are secrets, in the outputs too.
export const { caCertPem, caKeyPem } = authority;
export const client = authority.clients["default"];
