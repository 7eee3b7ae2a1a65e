import { SECRET_MARK } from "../../../shared/pulumiValues";
import { type CertificateContent, issue, issueAuthority, type KeyAndCertificate } from "../../support/certificates";

/** A secret as `pulumi stack export` has it, with or without `--show-secrets`. */
export function secret(value: unknown, shown: boolean): Record<string, unknown> {
    return { ...SECRET_MARK, ...(shown ? { plaintext: JSON.stringify(value) } : { ciphertext: "v1:abc:def" }) };
}

/** A client, and the certificate of its own issuer. */
export interface ClientCertificates extends KeyAndCertificate {
    readonly issuerPem: string;
}

/** The certificates of a host for a test. */
export interface HostCertificates {
    readonly authority: KeyAndCertificate;
    readonly server: KeyAndCertificate;
    /** The client `default`. */
    readonly client: ClientCertificates;
}

/** Makes a client with an issuer of its own. */
export async function issueClient(
    commonName: string,
    content: Partial<CertificateContent> = {},
): Promise<ClientCertificates> {
    const issuer = await issueAuthority(commonName, 24 * 365);
    const uses = ["digital_signature", "client_auth"];
    return {
        ...(await issue({ commonName, uses, validityHours: 24 * 90, ...content }, issuer)),
        issuerPem: issuer.certPem,
    };
}

/** An authority with a server for 127.0.0.1, and a client. */
export async function issueAll(
    server: Partial<CertificateContent> = {},
    client: Partial<CertificateContent> = {},
): Promise<HostCertificates> {
    const authority = await issueAuthority("team g1", 24 * 365);
    const names = ["127.0.0.1", "localhost"];
    const uses = ["digital_signature", "server_auth"];
    const content = { commonName: "build", names, uses, validityHours: 24 * 90, ...server };
    return { authority, server: await issue(content, authority), client: await issueClient("default", client) };
}

/** What an export of a stack with one host is to have. */
export interface ExportContent {
    readonly certificates: HostCertificates;
    /** @defaultValue `build` */
    readonly name?: string;
    /** The component. @defaultValue `DockerHostVm` */
    readonly type?: "DockerHostVm" | "DockerEngine";
    /** @defaultValue `true` */
    readonly secretsShown?: boolean;
    /** More outputs of the host, or others. */
    readonly outputs?: Readonly<Record<string, unknown>>;
    /** The clients that the authority lists. @defaultValue `default` */
    readonly clients?: Readonly<Record<string, ClientCertificates>>;
    /** More outputs of the authority, or others. */
    readonly authority?: Readonly<Record<string, unknown>>;
}

const URN = "urn:pulumi:prod::shop::";
const ROOT = `${URN}pulumi:pulumi:Stack::shop-prod`;

/** The resources of one host and its authority, as Pulumi exports them. */
export function hostResources(content: ExportContent): object[] {
    const { certificates, name = "build", type = "DockerHostVm", secretsShown = true, outputs } = content;
    const { authority, client, server } = certificates;
    const clients = Object.entries(content.clients ?? { default: client });
    const component = `docker-host-vm:index:${type}`;
    const host = `${URN}${component}::${name}`;
    const ca = `${URN}docker-host-vm:index:CertificateAuthority::${name}-ca`;
    const clientIssuers = Object.fromEntries(clients.map(([each, { issuerPem }]) => [each, issuerPem]));
    return [
        {
            urn: host,
            type: component,
            parent: ROOT,
            outputs: {
                dockerHost: "tcp://127.0.0.1:4243",
                fqdn: `${name}.example.org`,
                publicIpAddress: "127.0.0.1",
                caCertPem: authority.certPem,
                clientIssuers,
                clientCertPem: client.certPem,
                clientKeyPem: secret(client.keyPem, secretsShown),
                ...outputs,
            },
        },
        {
            urn: ca,
            type: "docker-host-vm:index:CertificateAuthority",
            parent: host,
            outputs: {
                caCertPem: authority.certPem,
                issuingKeyPem: secret(authority.keyPem, secretsShown),
                clientIssuers,
                clients: Object.fromEntries(
                    clients.map(([each, { certPem, keyPem }]) => [
                        each,
                        { certPem, keyPem: secret(keyPem, secretsShown) },
                    ]),
                ),
                ...content.authority,
            },
        },
        {
            urn: `${URN}${component}$tls:index/locallySignedCert:LocallySignedCert::${name}-server-cert`,
            type: "tls:index/locallySignedCert:LocallySignedCert",
            parent: host,
            dependencies: [ca],
            outputs: { certPem: server.certPem, caCertPem: authority.certPem, earlyRenewalHours: 48 },
        },
        {
            urn: `${URN}${component}$azure-native:compute:VirtualMachineExtension::${name}-docker`,
            type: "azure-native:compute:VirtualMachineExtension",
            parent: host,
            inputs: { type: "CustomScript" },
        },
    ];
}

/**
 * The resources of a host whose authority is in another stack.
 *
 * @param stack the name in the stack reference. Default: none, as with an authority from the configuration
 */
export function consumerResources(content: ExportContent, stack?: string): object[] {
    const [host, , server, ...others] = hostResources(content) as [Consumer, object, object, ...object[]];
    const { clientCertPem: _, clientKeyPem: __, ...outputs } = host.outputs;
    const reference = `${URN}pulumi:pulumi:StackReference::team`;
    const dependencies = stack === undefined ? [] : [reference];
    return [
        { urn: reference, type: "pulumi:pulumi:StackReference", id: stack, inputs: { name: stack } },
        { ...host, outputs },
        { ...server, dependencies },
        ...others,
    ];
}

interface Consumer {
    readonly outputs: Readonly<Record<string, unknown>>;
}

/** The resources of a host of version 0.1, whose authority signed the client's certificate itself. */
export async function earlierResources(certificates: HostCertificates): Promise<object[]> {
    const { authority } = certificates;
    const client = await issue({ commonName: "default", uses: ["client_auth"] }, authority);
    const clients = { default: { certPem: client.certPem, keyPem: secret(client.keyPem, true) } };
    const content = { certificates: { ...certificates, client: { ...client, issuerPem: "" } } };
    return hostResources({
        ...content,
        outputs: { clientIssuers: undefined },
        authority: { caKeyPem: secret(authority.keyPem, true), clients, clientIssuers: undefined },
        // As in the JSON of an export, where undefined members are missing.
    }).map((resource) => JSON.parse(JSON.stringify(resource)) as object);
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
