import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { CertificateAuthority, ClientFiles, ClientVaults, DockerHostVm, HostNetwork } from "./components";
import { loadSettings } from "./config";

const settings = loadSettings();

// The stack creates the shared parts, even for a single host, so that they outlive every host.
const certificateAuthority = new CertificateAuthority("docker-host-vm", settings.authority);
const network = new HostNetwork("docker-host-vm", settings.network);
const given = settings.host.sshPublicKeys ?? [];
const sshKey = given.length > 0 ? undefined : new tls.PrivateKey("ssh-key", { algorithm: "ED25519" });
// The hosts' commands refer to the client's files, which are written only after the daemons have answered.
const [laterFiles, setFiles] = pulumi.deferredOutput<ClientFiles>();

const shared = {
    authority: certificateAuthority,
    network,
    clientFiles: settings.clientFiles && laterFiles,
    sshPublicKeys: sshKey ? [sshKey.publicKeyOpenssh] : given,
};
const all = settings.hosts.map(
    ({ name, ...own }) => [name, new DockerHostVm(name, { ...settings.host, ...own, ...shared })] as const,
);
const first = all[0]?.[1];
const delivered = {
    caCertPem: certificateAuthority.caCertPem,
    clients: certificateAuthority.clients,
    dockerHosts: all.map(([, host]) => host.dockerHost),
};
const clientFiles =
    settings.clientFiles &&
    new ClientFiles("docker-host-vm", {
        ...settings.clientFiles,
        ...delivered,
        sshPrivateKey: sshKey?.privateKeyOpenssh,
    });
if (clientFiles) {
    setFiles(pulumi.output(clientFiles));
}
const { resourceGroupName: group, location } = network;
const readers = settings.vaultReaders;
const inGroup = { resourceGroupName: group, location, tags: settings.host.tags };
const vaults = readers && new ClientVaults("docker-host-vm", { ...inGroup, ...delivered, readers });

/** The outputs of one host. */
function summary(host: DockerHostVm) {
    const { dockerHost, fqdn, publicIpAddress, privateIpAddress, ...others } = host;
    const { sshCommand, verifyCommand, resourceGroupName, vmName, vmId } = others;
    const addresses = { fqdn, publicIpAddress, privateIpAddress };
    const identity = host.principalId && { principalId: host.principalId };
    const login = { sshCommand, adminPassword: host.adminPassword };
    return { dockerHost, ...addresses, ...login, verifyCommand, resourceGroupName, vmName, vmId, ...identity };
}

/** The outputs of each host by name. */
export const hosts = Object.fromEntries(all.map(([name, host]) => [name, summary(host)]));
/** The outputs of the first host. */
export const dockerHost = first?.dockerHost;
export const dockerCertPath = clientFiles?.dockerCertPath;
export const clientCertPaths = clientFiles?.clientCertPaths;
export const fqdn = first?.fqdn;
export const sshCommand = first?.sshCommand;
export const verifyCommand = first?.verifyCommand;
export const resourceGroupName = first?.resourceGroupName;
export const vmName = first?.vmName;
export const vmId = first?.vmId;
/** All hosts have the same SSH key, if it was created here. */
export const sshPrivateKey = sshKey && pulumi.secret(sshKey.privateKeyOpenssh);

const optional = {
    publicIpAddress: first?.publicIpAddress,
    privateIpAddress: first?.privateIpAddress,
    /** The `authority` of hosts in other stacks. It has no client's private key. */
    authority: settings.shareAuthority ? certificateAuthority.reference : undefined,
    /** The generated password of the first host. */
    adminPassword: first?.adminPassword,
    /** The vault of each client with readers, by the client's name. */
    vaultNames: vaults?.vaultNames,
};
// Pulumi warns of exports that are undefined.
Object.assign(exports, Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)));
