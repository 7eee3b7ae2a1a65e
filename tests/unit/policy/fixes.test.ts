import { expect, test } from "@jest/globals";
import type { ResourceValidationPolicy } from "@pulumi/policy";
import { certificateLifetime } from "../../../policy/certificateLifetime";
import { daemonCertificates } from "../../../policy/daemonCertificates";
import { insecureRegistries } from "../../../policy/insecureRegistries";
import { openSshPort } from "../../../policy/openPorts";
import { retired } from "../../../policy/retirement";
import { osDiskLeftBehind, passwordLogin } from "../../../policy/virtualMachine";
import { judge } from "./support";

const MACHINE = "azure-native:compute:VirtualMachine";
const EXTENSION = "azure-native:compute:VirtualMachineExtension";
const GROUP = "azure-native:network:NetworkSecurityGroup";
const LEAF = "tls:index/locallySignedCert:LocallySignedCert";

const engine = (docker: object): object => ({
    publisher: "Microsoft.Azure.Extensions",
    type: "DockerExtension",
    settings: { docker },
});
const inbound = { access: "Allow", direction: "Inbound", protocol: "Tcp", priority: 100, sourcePortRange: "*" };
const ssh = { ...inbound, destinationAddressPrefix: "*", destinationPortRange: "22", sourceAddressPrefix: "*" };

/** A resource that a policy rejects, and what to do about it. */
const REJECTED: readonly (readonly [ResourceValidationPolicy, string, object, string])[] = [
    [
        certificateLifetime,
        LEAF,
        { validityPeriodHours: 100_000, allowedUses: ["server_auth"] },
        "Set at most 19800, and set earlyRenewalHours so that it renews before it expires",
    ],
    [
        daemonCertificates,
        EXTENSION,
        engine({ port: "4243" }),
        "Set ca, cert and key, each in base64, or remove the port",
    ],
    [
        daemonCertificates,
        EXTENSION,
        {
            publisher: "Microsoft.Azure.Extensions",
            type: "CustomScript",
            settings: { commandToExecute: "dockerd -H tcp://0.0.0.0:2375" },
        },
        "Set tlsverify with a CA certificate, a certificate and a key, or make the daemon listen on its socket only",
    ],
    [
        insecureRegistries,
        EXTENSION,
        engine({ options: ["--insecure-registry=registry.example.org"] }),
        "Give the registry a certificate, and put the CA certificate in /etc/docker/certs.d on the host",
    ],
    [
        openSshPort,
        GROUP,
        { securityRules: [{ name: "ssh", ...ssh }] },
        "Specify the addresses of the people who use the host, such as 203.0.113.7/32",
    ],
    [
        retired,
        MACHINE,
        { storageProfile: { imageReference: { publisher: "Canonical", offer: "UbuntuServer", sku: "14.04.5-LTS" } } },
        "Use Ubuntu 24.04: Canonical:ubuntu-24_04-lts:server",
    ],
    [
        retired,
        MACHINE,
        { hardwareProfile: { vmSize: "Standard_B2s" } },
        "Use a size of a newer series, such as Standard_B2ls_v2",
    ],
    [retired, EXTENSION, engine({}), "Install the engine with the CustomScript extension"],
    [
        passwordLogin,
        MACHINE,
        { osProfile: { linuxConfiguration: { disablePasswordAuthentication: false } } },
        "Set disablePasswordAuthentication to true, remove adminPassword and set ssh.publicKeys",
    ],
    [
        passwordLogin,
        EXTENSION,
        {
            publisher: "Microsoft.OSTCExtensions",
            type: "VMAccessForLinux",
            protectedSettings: { username: "ann", password: "Correct+Horse1" },
        },
        "Remove password and set ssh_key",
    ],
    [
        osDiskLeftBehind,
        MACHINE,
        { storageProfile: { osDisk: { createOption: "FromImage" } } },
        'Set deleteOption to "Delete"',
    ],
];

test.each(REJECTED.map(([policy, type, props, fix]) => ({ name: policy.name, policy, type, props, fix })))(
    "$name says what to do: $fix",
    async ({ policy, type, props, fix }) => {
        const { violations } = await judge(policy, { type, props });
        expect(violations).toContainEqual(expect.stringContaining(fix));
    },
);
