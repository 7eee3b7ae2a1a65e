import * as tls from "@pulumi/tls";
import { CertificateAuthority, ClientFiles, DockerHostVm, HostNetwork } from "./components";
import { loadSettings } from "./config";

const settings = loadSettings();

// What the hosts share is made here, also for a single host: so a second one replaces nothing.
const authority = new CertificateAuthority("docker-host-vm", settings.authority);
const network = new HostNetwork("docker-host-vm", settings.network);
const given = settings.host.sshPublicKeys ?? [];
const sshKey = given.length > 0 ? undefined : new tls.PrivateKey("ssh-key", { algorithm: "ED25519" });
const clientFiles =
    settings.clientFiles &&
    new ClientFiles("docker-host-vm", {
        ...settings.clientFiles,
        caCertPem: authority.caCertPem,
        clients: authority.clients,
        sshPrivateKey: sshKey?.privateKeyOpenssh,
    });

const shared = { authority, network, clientFiles, sshPublicKeys: sshKey ? [sshKey.publicKeyOpenssh] : given };
const all = settings.hostNames.map((name) => [name, new DockerHostVm(name, { ...settings.host, ...shared })] as const);
const first = all[0]?.[1];

/** Each host's outputs by its name. */
export const hosts = Object.fromEntries(
    all.map(([name, { dockerHost, fqdn, publicIpAddress, sshCommand, verifyCommand }]) => [
        name,
        { dockerHost, fqdn, publicIpAddress, sshCommand, verifyCommand },
    ]),
);
/** The first host's. */
export const dockerHost = first?.dockerHost;
export const dockerCertPath = clientFiles?.dockerCertPath;
export const clientCertPaths = clientFiles?.clientCertPaths;
export const fqdn = first?.fqdn;
export const publicIpAddress = first?.publicIpAddress;
export const sshCommand = first?.sshCommand;
export const verifyCommand = first?.verifyCommand;
