import { SECRET_MARK } from "../../../shared/pulumiValues";
import { type CertificateContent, issue, issueAuthority, type KeyAndCertificate } from "../../support/certificates";

/** A secret as `pulumi stack export` has it, with or without `--show-secrets`. */
export function secret(value: unknown, shown: boolean): Record<string, unknown> {
    return { ...SECRET_MARK, ...(shown ? { plaintext: JSON.stringify(value) } : { ciphertext: "v1:abc:def" }) };
}

/** The certificates of a host for a test. */
export interface HostCertificates {
    readonly authority: KeyAndCertificate;
    readonly server: KeyAndCertificate;
    readonly client: KeyAndCertificate;
}

/** An authority with a server for 127.0.0.1 and a client. */
export async function issueAll(
    server: Partial<CertificateContent> = {},
    client: Partial<CertificateContent> = {},
): Promise<HostCertificates> {
    const authority = await issueAuthority("team g1", 24 * 365);
    const names = ["127.0.0.1", "localhost"];
    const year = { validityHours: 24 * 90 };
    return {
        authority,
        server: await issue(
            { commonName: "build", names, uses: ["digital_signature", "server_auth"], ...year, ...server },
            authority,
        ),
        client: await issue(
            { commonName: "default", uses: ["digital_signature", "client_auth"], ...year, ...client },
            authority,
        ),
    };
}

/** What an export of a stack with one host is to have. */
export interface ExportContent {
    readonly certificates: HostCertificates;
    /** @defaultValue `build` */
    readonly name?: string;
    /** @defaultValue `true` */
    readonly secretsShown?: boolean;
    /** More outputs of the host, or others. */
    readonly outputs?: Readonly<Record<string, unknown>>;
}

const URN = "urn:pulumi:prod::shop::";
const ROOT = `${URN}pulumi:pulumi:Stack::shop-prod`;

/** The resources of one host, as Pulumi exports them. */
export function hostResources({ certificates, name = "build", secretsShown = true, outputs }: ExportContent): object[] {
    const { authority, client, server } = certificates;
    const host = `${URN}docker-host-vm:index:DockerHostVm::${name}`;
    const key = secret(client.keyPem, secretsShown);
    return [
        {
            urn: host,
            type: "docker-host-vm:index:DockerHostVm",
            parent: ROOT,
            outputs: {
                dockerHost: "tcp://127.0.0.1:4243",
                fqdn: `${name}.example.org`,
                publicIpAddress: "127.0.0.1",
                caCertPem: authority.certPem,
                clientCertPem: client.certPem,
                clientKeyPem: key,
                ...outputs,
            },
        },
        {
            urn: `${URN}docker-host-vm:index:CertificateAuthority::${name}-ca`,
            type: "docker-host-vm:index:CertificateAuthority",
            parent: host,
            outputs: {
                caCertPem: authority.certPem,
                caKeyPem: secret(authority.keyPem, secretsShown),
                clients: {
                    default: { certPem: client.certPem, keyPem: key },
                    ci: { certPem: server.certPem, keyPem: key },
                },
            },
        },
        {
            urn: `${URN}docker-host-vm:index:DockerHostVm$tls:index/locallySignedCert:LocallySignedCert::${name}-server-cert`,
            type: "tls:index/locallySignedCert:LocallySignedCert",
            parent: host,
            outputs: { certPem: server.certPem, caCertPem: authority.certPem, earlyRenewalHours: 48 },
        },
        {
            urn: `${URN}docker-host-vm:index:DockerHostVm$azure-native:compute:VirtualMachineExtension::${name}-docker`,
            type: "azure-native:compute:VirtualMachineExtension",
            parent: host,
            inputs: { type: "CustomScript" },
        },
    ];
}

/** What Azure holds of a host, as Pulumi exports it. */
export interface AzureContent {
    readonly fqdn: string;
    readonly publicIpAddress: string;
    readonly dockerPort: number;
    /** @defaultValue `build` */
    readonly name?: string;
}

/** The VM of a host with its interface and address, in a network that lets the Docker port through. */
export function azureResources({ fqdn, publicIpAddress, dockerPort, name = "build" }: AzureContent): object[] {
    const host = `${URN}docker-host-vm:index:DockerHostVm::${name}`;
    const network = `${URN}docker-host-vm:index:HostNetwork::${name}-network`;
    const id = (type: string): string => `/subscriptions/s/resourceGroups/g/providers/Microsoft.${type}/${name}`;
    const resource = (type: string, parent: string, properties: object): object => ({
        urn: `${URN}azure-native:${type}::${name}`,
        type: `azure-native:${type}`,
        parent,
        ...properties,
    });
    const nic = id("Network/networkInterfaces");
    const address = id("Network/publicIPAddresses");
    const group = id("Network/networkSecurityGroups");
    return [
        { urn: network, type: "docker-host-vm:index:HostNetwork", parent: ROOT, outputs: { dockerPort } },
        resource("network:NetworkSecurityGroup", network, { id: group }),
        resource("network:PublicIPAddress", host, {
            // Azure gives ids back in its own casing.
            id: address.toUpperCase(),
            outputs: { ipAddress: publicIpAddress, dnsSettings: { fqdn } },
        }),
        resource("network:NetworkInterface", host, {
            id: nic,
            inputs: { networkSecurityGroup: { id: group }, ipConfigurations: [{ publicIPAddress: { id: address } }] },
        }),
        resource("compute:VirtualMachine", host, {
            id: id("Compute/virtualMachines"),
            inputs: {
                networkProfile: { networkInterfaces: [{ id: nic }] },
                osProfile: {
                    adminUsername: "azureuser",
                    linuxConfiguration: { ssh: { publicKeys: [{ keyData: `ssh-ed25519 AAAA${name}` }] } },
                },
                hardwareProfile: { vmSize: "Standard_B2s" },
            },
        }),
    ];
}

/** A whole export. @param outputs the stack's own */
export function exportOf(resources: readonly object[], outputs: object = {}): object {
    const root = { urn: ROOT, type: "pulumi:pulumi:Stack", outputs };
    return { version: 3, deployment: { resources: [root, ...resources] } };
}
