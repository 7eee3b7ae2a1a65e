import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as compute from "@pulumi/azure-native/compute";
import * as network from "@pulumi/azure-native/network";
import { ResourceGroup } from "@pulumi/azure-native/resources";
import { local } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { RandomString } from "@pulumi/random";
import * as tls from "@pulumi/tls";

/**
 * Registers what the stack dev consisted of before each client had an issuer: one authority signed the certificates of servers
 * and clients. Taken from a state of that version, which found nothing to change in the state of this program except for the
 * scripts' texts and the labels that are hashes of certificates.
 */

const component = (type: string, name: string) => ({
    parent: new pulumi.ComponentResource(`docker-host-vm:index:${type}`, name),
});
const ofNetwork = component("HostNetwork", "docker-host-vm");
const ofFiles = component("ClientFiles", "docker-host-vm");
const ofHost = component("DockerHostVm", "docker-host");
const ofAuthority = component("CertificateAuthority", "docker-host-vm");

const script = (name: string): string =>
    readFileSync(join(__dirname, `../../../components/client/scripts/${name}.js`), "utf8");
const base64 = (text: pulumi.Output<string>): pulumi.Output<string> =>
    text.apply((plain) => Buffer.from(plain).toString("base64"));

const P256 = { algorithm: "ECDSA", ecdsaCurve: "P256" };
const sshKey = new tls.PrivateKey("ssh-key", { algorithm: "ED25519" });
const authorityKey = new tls.PrivateKey("docker-host-vm-g1-key", P256, ofAuthority);
const clientKey = new tls.PrivateKey("docker-host-vm-client-default-key", P256, ofAuthority);
const serverKey = new tls.PrivateKey("docker-host-server-key", P256, ofHost);

const { location, name: resourceGroupName } = new ResourceGroup("docker-host-vm-rg", { location: "westus" }, ofNetwork);
const group = { location, resourceGroupName };
const label = new RandomString(
    "docker-host-label",
    { keepers: { name: "docker-host" }, length: 8, special: false, upper: false },
    { ...ofHost, ignoreChanges: ["keepers"] },
);

const securityRules = Object.entries({ ssh: ["22", 1000], docker: ["4243", 2000] } as const).map(
    ([name, [destinationPortRange, priority]]) => ({
        access: "Allow",
        description: `${name} from the allowed sources`,
        destinationAddressPrefix: "*",
        destinationPortRange,
        direction: "Inbound",
        name: `allow-${name}`,
        priority,
        protocol: "Tcp",
        sourceAddressPrefixes: ["203.0.113.7/32"],
        sourcePortRange: "*",
    }),
);
const securityGroup = new network.NetworkSecurityGroup(
    "docker-host-vm-nsg",
    { ...group, networkSecurityGroupName: "docker-hosts-nsg", securityRules },
    ofNetwork,
);
const virtualNetwork = new network.VirtualNetwork(
    "docker-host-vm-vnet",
    { ...group, addressSpace: { addressPrefixes: ["10.0.0.0/16"] }, virtualNetworkName: "docker-hosts-vnet" },
    ofNetwork,
);
const subnet = new network.Subnet(
    "docker-host-vm-subnet",
    {
        resourceGroupName,
        virtualNetworkName: virtualNetwork.name,
        addressPrefix: "10.0.0.0/24",
        subnetName: "docker-hosts",
    },
    ofNetwork,
);
const address = new network.PublicIPAddress(
    "docker-host-ip",
    {
        ...group,
        dnsSettings: { domainNameLabel: pulumi.interpolate`docker-host-${label.result}` },
        publicIPAddressVersion: "IPv4",
        publicIPAllocationMethod: "Static",
        publicIpAddressName: "docker-host-ip",
        sku: { name: "Standard", tier: "Regional" },
    },
    ofHost,
);
const nic = new network.NetworkInterface(
    "docker-host-nic",
    {
        ...group,
        ipConfigurations: [
            {
                name: "primary",
                primary: true,
                privateIPAllocationMethod: "Dynamic",
                publicIPAddress: { id: address.id },
                subnet: { id: subnet.id },
            },
        ],
        networkInterfaceName: "docker-host-nic",
        networkSecurityGroup: { id: securityGroup.id },
    },
    ofHost,
);

const authority = new tls.SelfSignedCert(
    "docker-host-vm-g1-cert",
    {
        allowedUses: ["cert_signing", "crl_signing"],
        earlyRenewalHours: 0,
        isCaCertificate: true,
        privateKeyPem: authorityKey.privateKeyPem,
        setSubjectKeyId: true,
        subject: { commonName: "docker-host-vm g1", organization: "docker-host-vm" },
        validityPeriodHours: 87_600,
    },
    { ...ofAuthority, ignoreChanges: ["subject"] },
);
const signed = {
    caCertPem: authority.certPem,
    caPrivateKeyPem: authorityKey.privateKeyPem,
    earlyRenewalHours: 720,
    setSubjectKeyId: true,
    validityPeriodHours: 8760,
};
const clientRequest = new tls.CertRequest(
    "docker-host-vm-client-default-request",
    { privateKeyPem: clientKey.privateKeyPem, subject: { commonName: "default" } },
    ofAuthority,
);
const client = new tls.LocallySignedCert(
    "docker-host-vm-client-default-cert",
    { ...signed, allowedUses: ["digital_signature", "client_auth"], certRequestPem: clientRequest.certRequestPem },
    ofAuthority,
);
const ipAddress = address.ipAddress.apply((known) => known ?? "");
const serverRequest = new tls.CertRequest(
    "docker-host-server-request",
    {
        dnsNames: [address.dnsSettings.apply((dns) => dns?.fqdn ?? ""), "docker-host", "localhost"],
        ipAddresses: [ipAddress, "127.0.0.1"],
        privateKeyPem: serverKey.privateKeyPem,
        subject: { commonName: "docker-host" },
    },
    ofHost,
);
const server = new tls.LocallySignedCert(
    "docker-host-server-cert",
    { ...signed, allowedUses: ["digital_signature", "server_auth"], certRequestPem: serverRequest.certRequestPem },
    ofHost,
);

const vm = new compute.VirtualMachine(
    "docker-host-vm",
    {
        ...group,
        hardwareProfile: { vmSize: "Standard_B2ls_v2" },
        networkProfile: { networkInterfaces: [{ id: nic.id, primary: true }] },
        osProfile: {
            adminUsername: "azureuser",
            allowExtensionOperations: true,
            computerName: "docker-host",
            linuxConfiguration: {
                disablePasswordAuthentication: true,
                patchSettings: { assessmentMode: "ImageDefault", patchMode: "ImageDefault" },
                provisionVMAgent: true,
                ssh: {
                    publicKeys: [
                        {
                            keyData: sshKey.publicKeyOpenssh.apply((key) => key.trim()),
                            path: "/home/azureuser/.ssh/authorized_keys",
                        },
                    ],
                },
            },
        },
        securityProfile: {},
        storageProfile: {
            imageReference: {
                offer: "UbuntuServer",
                publisher: "Canonical",
                sku: "14.04.5-LTS",
                version: "latest",
            },
            osDisk: {
                caching: "ReadWrite",
                createOption: "FromImage",
                deleteOption: "Delete",
                managedDisk: { storageAccountType: "StandardSSD_LRS" },
                name: "docker-host-os-disk",
            },
        },
        vmName: "docker-host",
    },
    ofHost,
);
const settings = {
    docker: {
        options: [
            "--label=certs=e763d5487896b1f3",
            "--log-driver=json-file",
            "--log-opt=max-size=10m",
            "--log-opt=max-file=3",
            "--icc=false",
            "--userland-proxy=false",
            "--live-restore=true",
        ],
        port: "4243",
    },
};
const engine = new compute.VirtualMachineExtension(
    "docker-host-docker",
    {
        ...group,
        autoUpgradeMinorVersion: true,
        protectedSettings: {
            certs: {
                ca: base64(authority.certPem),
                cert: base64(server.certPem),
                key: base64(serverKey.privateKeyPem),
            },
        },
        publisher: "Microsoft.Azure.Extensions",
        settings,
        type: "DockerExtension",
        typeHandlerVersion: "1.2",
        vmExtensionName: "docker",
        vmName: vm.name,
    },
    ofHost,
);

const node = { create: "create", interpreter: ["node", "-"] };
const ready = new local.Command(
    "docker-host-ready",
    {
        ...node,
        addPreviousOutputInEnv: false,
        environment: {
            CA_CERT_PEM: authority.certPem,
            CLIENT_CERT_PEM: client.certPem,
            CLIENT_KEY_PEM: clientKey.privateKeyPem,
            DOCKER_HOST_NAME: ipAddress,
            DOCKER_PORT: "4243",
            ENGINE_REVISION: JSON.stringify(settings),
            SERVER_CERT_PEM: server.certPem,
            TIMEOUT_SECONDS: "900",
            VM_ID: vm.vmId,
        },
        logging: "stderr",
        stdin: script("readiness"),
    },
    { ...ofHost, dependsOn: engine },
);
const files = {
    "ca.pem": authority.certPem,
    "cert.pem": client.certPem,
    "key.pem": clientKey.privateKeyPem,
    id_ed25519: sshKey.privateKeyOpenssh,
};
const writer = new local.Command(
    "docker-host-vm-client-default",
    {
        ...node,
        addPreviousOutputInEnv: true,
        delete: "delete",
        environment: {
            DOCKER_CERT_DIR: new pulumi.Config().require("dockerCertDir"),
            FILES: pulumi.secret(pulumi.jsonStringify(files)),
        },
        logging: "none",
        stdin: script("clientFiles"),
    },
    { ...ofFiles, dependsOn: [address, ready] },
);

export const dockerHost = pulumi.interpolate`tcp://${ipAddress}:4243`;
export const dockerCertPath = writer.stdout.apply((report) => (JSON.parse(report) as { directory: string }).directory);
export const vmId = vm.id;
