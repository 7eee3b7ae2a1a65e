import { createPublicKey, X509Certificate } from "node:crypto";
import { beforeEach, describe, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { DockerHostVm, type DockerHostVmArgs } from "../../../components";
import { UNKNOWN } from "../../../shared/pulumiValues";
import { INSTALL_WAYS, installedDaemon } from "../../support/installWays";
import { type Recorder, startRecorder, valueOf } from "../../support/recorder";
import { addressOf } from "../../support/standIns";

const SMALLEST: DockerHostVmArgs = { allowedSources: ["203.0.113.7/32"] };
const SSH_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH";

let recorder: Recorder;

beforeEach(async () => {
    recorder = await startRecorder();
});

async function made(args: Partial<DockerHostVmArgs> = {}): Promise<DockerHostVm> {
    const host = new DockerHostVm("build", { ...SMALLEST, ...args });
    await recorder.settled();
    return host;
}

describe.each(INSTALL_WAYS)("The smallest use of a DockerHostVm, by $engineInstall", (way) => {
    test("makes these 27 resources and no others", async () => {
        await made(way);
        expect(recorder.tree()).toEqual([
            " > build: docker-host-vm:index:DockerHostVm",
            "build > build-ca: docker-host-vm:index:CertificateAuthority",
            "build > build-docker: azure-native:compute:VirtualMachineExtension",
            "build > build-ip: azure-native:network:PublicIPAddress",
            "build > build-label: random:index/randomString:RandomString",
            "build > build-network: docker-host-vm:index:HostNetwork",
            "build > build-nic: azure-native:network:NetworkInterface",
            "build > build-readiness-cert: tls:index/selfSignedCert:SelfSignedCert",
            "build > build-readiness-key: tls:index/privateKey:PrivateKey",
            "build > build-ready: command:local:Command",
            "build > build-server-cert: tls:index/locallySignedCert:LocallySignedCert",
            "build > build-server-key: tls:index/privateKey:PrivateKey",
            "build > build-server-request: tls:index/certRequest:CertRequest",
            "build > build-ssh-key: tls:index/privateKey:PrivateKey",
            "build > build-vm: azure-native:compute:VirtualMachine",
            "build > build-vmaccess: azure-native:compute:VirtualMachineExtension",
            "build-ca > build-ca-client-default-cert: tls:index/locallySignedCert:LocallySignedCert",
            "build-ca > build-ca-client-default-key: tls:index/privateKey:PrivateKey",
            "build-ca > build-ca-client-default-request: tls:index/certRequest:CertRequest",
            "build-ca > build-ca-g1-cert: tls:index/selfSignedCert:SelfSignedCert",
            "build-ca > build-ca-g1-key: tls:index/privateKey:PrivateKey",
            "build-ca > build-ca-issuer-default-cert: tls:index/selfSignedCert:SelfSignedCert",
            "build-ca > build-ca-issuer-default-key: tls:index/privateKey:PrivateKey",
            "build-network > build-network-nsg: azure-native:network:NetworkSecurityGroup",
            "build-network > build-network-rg: azure-native:resources:ResourceGroup",
            "build-network > build-network-subnet: azure-native:network:Subnet",
            "build-network > build-network-vnet: azure-native:network:VirtualNetwork",
        ]);
    });

    test("has these outputs", async () => {
        const host = await made(way);
        const fqdn = await valueOf(host.fqdn);
        expect(fqdn).toMatch(/^build-[a-z0-9]{8}\.westus\.cloudapp\.azure\.com$/);
        expect({
            dockerHost: await valueOf(host.dockerHost),
            publicIpAddress: await valueOf(host.publicIpAddress),
            sshCommand: await valueOf(host.sshCommand),
            verifyCommand: await valueOf(host.verifyCommand),
        }).toEqual({
            dockerHost: `tcp://${fqdn}:4243`,
            publicIpAddress: addressOf("build-ip"),
            sshCommand: `ssh -i id_ed25519 azureuser@${fqdn}`,
            verifyCommand: `docker --tlsverify --tlscacert=ca.pem --tlscert=cert.pem --tlskey=key.pem -H tcp://${fqdn}:4243 info`,
        });
    });

    test("writes no files", async () => {
        const { dockerCertPath, clientCertPaths } = await made(way);
        expect([dockerCertPath, clientCertPaths]).toEqual([undefined, undefined]);
    });

    test("works in a preview too, where neither address nor certificate is known", async () => {
        recorder = await startRecorder({ preview: true });
        await made(way);
        expect(recorder.registrations).toHaveLength(27);
        expect(recorder.byName("build-docker").inputs).toMatchObject({
            type: way.engineInstall,
            protectedSettings: UNKNOWN,
        });
        expect(recorder.byName("build-docker").secretPaths).toContain("protectedSettings");
        expect(recorder.byName("build-ip").inputs["dnsSettings"]).toEqual({ domainNameLabel: UNKNOWN });
        expect(recorder.byName("build-vm").inputs).toMatchObject({
            vmName: "build",
            osProfile: { computerName: "build" },
        });
    });
});

describe.each(INSTALL_WAYS)("The outputs of a DockerHostVm, by $engineInstall", (way) => {
    test("keep the private keys secret, and nothing else", async () => {
        const host = await made({ ...way, writeClientFiles: true, adminPassword: pulumi.secret("Correct+Horse1") });
        const outputs = Object.entries(host).filter(
            ([name, value]) => name !== "urn" && pulumi.Output.isInstance(value),
        );
        const secret = await Promise.all(
            outputs.map(async ([name, value]) => [name, await pulumi.isSecret(value as pulumi.Output<unknown>)]),
        );
        expect(Object.fromEntries(secret)).toEqual({
            dockerHost: false,
            dockerCertPath: false,
            clientCertPaths: false,
            fqdn: false,
            publicIpAddress: false,
            sshCommand: false,
            verifyCommand: false,
            caCertPem: false,
            clientIssuers: false,
            clientCertPem: false,
            clientKeyPem: true,
            sshPrivateKey: true,
            resourceGroupName: false,
            vmName: false,
            vmId: false,
            authority: true,
        });
    });

    test.each([
        [{ systemAssigned: true }, "principal of build"],
        [{}, undefined],
    ])("name the principal of the VM's own identity, if it has one: %j", async (identity, principal) => {
        const { principalId } = await made({ ...way, identity });
        expect(principalId && (await valueOf(principalId))).toBe(principal);
    });

    test("name the VM as Azure knows it", async () => {
        const { resourceGroupName, vmName, vmId } = await made({ ...way, hostName: "other" });
        expect(await Promise.all([resourceGroupName, vmName, vmId].map((one) => valueOf(one)))).toEqual([
            "build-network-rg",
            "other",
            "azure-native:compute:VirtualMachine/build-vm",
        ]);
    });

    test("give the certificate and the key of the client that was chosen, which its issuer signed", async () => {
        const host = await made({ ...way, clients: ["web", "ci"], client: "web" });
        const client = new X509Certificate(await valueOf(host.clientCertPem));
        const issuers = await valueOf(host.clientIssuers);
        expect(Object.keys(issuers).sort()).toEqual(["ci", "web"]);
        expect(client.subject).toBe("CN=web");
        expect(client.verify(new X509Certificate(issuers["web"] ?? "").publicKey)).toBe(true);
        expect(createPublicKey(await valueOf(host.clientKeyPem)).equals(client.publicKey)).toBe(true);
    });

    test.each([
        [["web", "default", "ci"], "default"],
        [["web", "ci"], "ci"],
    ])("give, of the clients %j, the identity of %s if none was chosen", async (clients, expected) => {
        const { clientCertPem } = await made({ ...way, clients });
        expect(new X509Certificate(await valueOf(clientCertPem)).subject).toBe(`CN=${expected}`);
    });

    test("have no private key of a client but the one that was chosen", async () => {
        await made({ ...way, clients: ["web", "ci"], client: "web" });
        const { value, secretPaths } = recorder.outputsOf("build");
        expect([...secretPaths].sort()).toEqual(["authority", "clientKeyPem", "sshPrivateKey"]);
        expect(Object.keys((value as { authority: object }).authority).sort()).toEqual([
            "caCertPem",
            "clientIssuers",
            "issuingCertPem",
            "issuingKeyPem",
        ]);
        expect(JSON.stringify(value).match(/BEGIN EC PRIVATE KEY/g)).toHaveLength(2);
    });

    test("have no SSH key when the caller gave one", async () => {
        const host = await made({ ...way, sshPublicKeys: [SSH_KEY] });
        expect(host.sshPrivateKey).toBeUndefined();
        expect(recorder.tree()).not.toContain("build > build-ssh-key: tls:index/privateKey:PrivateKey");
        expect(recorder.byName("build-vm").inputs["osProfile"]).toMatchObject({
            linuxConfiguration: { ssh: { publicKeys: [{ keyData: SSH_KEY }] } },
        });
    });

    test("call the host by its address when endpointHost says so", async () => {
        const address = addressOf("build-ip");
        const host = await made({ ...way, endpointHost: "address" });
        expect([await valueOf(host.dockerHost), await valueOf(host.sshCommand)]).toEqual([
            `tcp://${address}:4243`,
            `ssh -i id_ed25519 azureuser@${address}`,
        ]);
    });
});

describe.each(INSTALL_WAYS)("The daemon of a DockerHostVm, by $engineInstall", (way) => {
    const daemon = () => installedDaemon(recorder.byName("build-docker"));

    test("has a certificate for every name of its host, signed by the authority that its clients trust", async () => {
        const host = await made({ ...way, serverNames: ["docker.example", "192.0.2.9"] });
        const server = new X509Certificate(daemon().cert);
        const authority = new X509Certificate(await valueOf(host.caCertPem));
        expect([server.checkIssued(authority), server.verify(authority.publicKey)]).toEqual([true, true]);
        expect(server.subjectAltName?.split(", ")).toEqual([
            `DNS:${await valueOf(host.fqdn)}`,
            "DNS:build",
            "DNS:localhost",
            "DNS:docker.example",
            `IP Address:${await valueOf(host.publicIpAddress)}`,
            "IP Address:127.0.0.1",
            "IP Address:192.0.2.9",
        ]);
    });

    test("has a certificate of the first generation", async () => {
        const host = await made({ ...way, authorityGenerations: ["g2", "g1"] });
        const server = new X509Certificate(daemon().cert);
        expect([server.subject, server.issuer]).toEqual(["CN=build", "O=docker-host-vm\nCN=build-ca g2"]);
        expect((await valueOf(host.caCertPem)).match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
    });

    test("lets in the clients in the list and the readiness check, by public certificates alone", async () => {
        const host = await made({ ...way, clients: ["web", "default", "ci"] });
        const { ci, default: other, web } = await valueOf(host.clientIssuers);
        const environment = recorder.byName("build-ready").inputs["environment"];
        const { CLIENT_CERT_PEM: readiness } = environment as Record<string, string>;
        expect(daemon().ca).toBe([ci, other, web, readiness].join(""));
        expect(daemon().ca.match(/BEGIN [A-Z ]+/g)).toEqual(Array(4).fill("BEGIN CERTIFICATE"));
    });

    test("listens where the network lets the clients in", async () => {
        const host = await made({ ...way, dockerPort: 2376, daemonOptions: ["--log-level=warn"] });
        expect(await valueOf(host.dockerHost)).toMatch(/:2376$/);
        expect(daemon()).toMatchObject({
            port: 2376,
            flags: ["--log-level=warn"],
            labels: [expect.stringMatching(/^certs=[0-9a-f]{16}$/)],
        });
        expect(JSON.stringify(recorder.byName("build-network-nsg").inputs)).toContain('"destinationPortRange":"2376"');
    });

    test("is asked at the name that its clients use, with an identity of its own and no client's", async () => {
        const host = await made({ ...way, endpointHost: "address" });
        const { environment } = recorder.byName("build-ready").inputs as { environment: Record<string, string> };
        expect(environment).toMatchObject({
            DOCKER_HOST_NAME: await valueOf(host.publicIpAddress),
            DOCKER_PORT: "4243",
            CA_CERT_PEM: await valueOf(host.caCertPem),
            SERVER_CERT_PEM: daemon().cert,
            TIMEOUT_SECONDS: "900",
        });
        const identity = new X509Certificate(environment["CLIENT_CERT_PEM"] ?? "");
        const key = environment["CLIENT_KEY_PEM"] ?? "";
        expect(identity.subject).toMatch(/^O=docker-host-vm\nCN=readiness\nserialNumber=[0-9a-f]{32}$/);
        expect(createPublicKey(key).equals(identity.publicKey)).toBe(true);
        expect(key).toBe(recorder.byName("build-readiness-cert").inputs["privateKeyPem"]);
    });
});

describe("What a DockerHostVm warns of", () => {
    const warnings = (): string[] =>
        recorder.messages.filter(({ severity }) => severity === "warning").map(({ text }) => text);

    test("is nothing by default", async () => {
        await made();
        expect(warnings()).toEqual([]);
    });

    test("is the retired image and extension, with the settings to change and what present clients need", async () => {
        await made({ engineInstall: "DockerExtension", image: "ubuntu-14.04" });
        expect(warnings()).toEqual([
            expect.stringMatching(/Ubuntu 14\.04.*Set image to ubuntu-24\.04\./),
            expect.stringMatching(/DockerExtension.*DOCKER_API_VERSION=1\.38.*engineInstall to CustomScript\./),
        ]);
    });

    test("is a size that Azure retires, once for all hosts of a run", async () => {
        const other = new DockerHostVm("test", { ...SMALLEST, vmSize: "Standard_B2s" });
        await made({ vmSize: "Standard_B2s" });
        await valueOf(other.fqdn);
        expect(warnings()).toEqual([expect.stringMatching(/Standard_B2s on 2028-11-15.*to Standard_B2ls_v2/)]);
    });

    test("is a registry that nobody checks", async () => {
        await made({ daemon: { insecureRegistries: ["registry.example:5000"] } });
        expect(warnings()).toEqual([
            expect.stringMatching(/daemon\.insecureRegistries contains registry\.example:5000/),
        ]);
    });

    test("is a chosen engine with known vulnerabilities", async () => {
        await made({ engineVersion: "29.8.1" });
        expect(warnings()).toEqual([
            expect.stringMatching(/29\.8\.1 has known vulnerabilities.*engineVersion accordingly/),
        ]);
    });
});

describe.each(INSTALL_WAYS)("What a DockerHostVm by $engineInstall says", (way) => {
    test("is in how many days authority, client and server end", async () => {
        await made(way);
        const info = recorder.messages.filter(({ severity }) => severity === "info").map(({ text }) => text);
        expect(info.sort()).toEqual([
            expect.stringMatching(/^Certificate authority build-ca g1 expires on \d{4}/),
            expect.stringMatching(/^Client certificate default expires on \d{4}/),
            expect.stringMatching(/^Server certificate build expires on \d{4}/),
        ]);
    });
});

describe.each(INSTALL_WAYS)("A DockerHostVm with client files of its own, by $engineInstall", (way) => {
    test("writes them to the stack's folder by default, the SSH key beside them", async () => {
        const host = await made({ ...way, writeClientFiles: true });
        const folder = "/home/someone/.docker/docker-host-vm/docker-host-vm-dev";
        expect(await valueOf(host.dockerCertPath)).toBe(folder);
        expect(await valueOf(host.sshCommand)).toContain(`ssh -i ${folder}/id_ed25519 azureuser@`);
        expect(await valueOf(host.verifyCommand)).toContain(`--tlscacert=${folder}/ca.pem`);
        expect(recorder.byName("build-files").parent).toBe("build");
        expect(recorder.byName("build-files-client-default").dependencies).toContain("build-ready");
    });

    test("writes them to the folder that was chosen", async () => {
        const host = await made({ ...way, writeClientFiles: true, dockerCertDir: "~/certs" });
        expect(await valueOf(host.clientCertPaths)).toEqual({
            ca: "/home/someone/certs/ca.pem",
            cert: "/home/someone/certs/cert.pem",
            key: "/home/someone/certs/key.pem",
        });
    });
});
