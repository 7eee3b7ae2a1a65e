import { X509Certificate } from "node:crypto";
import { beforeEach, describe, expect, jest, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import {
    CertificateAuthority,
    ClientFiles,
    DockerHostVm,
    type DockerHostVmArgs,
    HostNetwork,
} from "../../../components";
import { issue, issueAuthority } from "../../support/certificates";
import { HOUR } from "../../../shared/time";
import { INSTALL_WAYS, installedDaemon, type InstallWay } from "../../support/installWays";
import { isKnown, type Recorder, startRecorder, valueOf } from "../../support/recorder";

// What a DockerHostVm does with parts that others made, and with wrong arguments.

const SOURCES = ["203.0.113.7/32"];

/** Where a host is whose interface was made elsewhere. */
const ADDRESS = { networkInterfaceId: "/nic", publicIpAddress: "203.0.113.9", fqdn: "build.example" };

let recorder: Recorder;

beforeEach(async () => {
    recorder = await startRecorder();
});

/** The parts of a stack with hosts of these names, and the hosts. */
async function stack(hostNames: string[], way: Partial<InstallWay> = {}) {
    const authority = new CertificateAuthority("team");
    const network = new HostNetwork("net", { allowedSources: SOURCES });
    const { caCertPem, clients } = authority;
    const clientFiles = new ClientFiles("files", { dockerCertDir: "~/certs", caCertPem, clients });
    const shared = { authority, network, clientFiles };
    const hosts = hostNames.map((name) => new DockerHostVm(name, { ...shared, dnsLabel: `team-${name}`, ...way }));
    await recorder.settled();
    return { ...shared, hosts };
}

describe("DockerHostVm with wrong arguments", () => {
    test("reports all problems in one error and registers nothing", async () => {
        const args = {
            adminUsername: "root",
            adminPassword: "hunter2",
            dockerPort: 70_000,
            image: "ubuntu-14",
            earlyRenewalHours: 9_000,
        };
        const message = messageOf(() => new DockerHostVm("Build", args));
        expect(faultyArguments(message)).toEqual([
            "adminPassword",
            "adminUsername",
            "allowedSources",
            "dockerPort",
            "earlyRenewalHours",
            "hostName",
            "image",
        ]);
        expect(message).toMatch(/^DockerHostVm "Build": 7 invalid values\n/);
        expect(message).not.toContain("hunter2");
        await recorder.settled();
        expect(recorder.registrations).toEqual([]);
    });

    test("reports wrong engine arguments too, and combinations only once each is right by itself", () => {
        const wrong = { daemon: { icc: true, liveRestore: "no" }, engineVersion: "latest", engineMirror: "http://a" };
        const clash = { engineInstall: "DockerExtension", image: "ubuntu-14.04", trustedLaunch: true };
        const args: object = { allowedSources: SOURCES, ...clash, ...wrong };
        const combined: object = { allowedSources: SOURCES, ...clash, engineVersion: "29.8.1" };
        expect(faultyArguments(messageOf(() => new DockerHostVm("build", args)))).toEqual([
            "daemon.icc",
            "daemon.liveRestore",
            "engineMirror",
            "engineVersion",
        ]);
        expect(faultyArguments(messageOf(() => new DockerHostVm("build", combined)))).toEqual([
            "engineVersion",
            "trustedLaunch",
        ]);
    });

    test("refuses arguments that belong to parts made elsewhere", async () => {
        const { authority, network, clientFiles } = await stack(["build"]);
        const misplaced = {
            allowedSources: SOURCES,
            dockerPort: 2376,
            location: "westus",
            dnsLabel: "build",
            caValidityHours: 87_600,
            clients: ["ci"],
            authorityGenerations: ["g1"],
            dockerCertDir: "~/elsewhere",
            writeClientFiles: true,
        };
        const parts = { authority, network, clientFiles, address: ADDRESS };
        const message = messageOf(() => new DockerHostVm("build", { ...parts, ...misplaced }));
        expect(message.match(/- \w+: expected no value together with \w+/g)).toEqual([
            "- allowedSources: expected no value together with network",
            "- dockerPort: expected no value together with network",
            "- location: expected no value together with network",
            "- dnsLabel: expected no value together with address",
            "- caValidityHours: expected no value together with authority",
            "- clients: expected no value together with authority",
            "- authorityGenerations: expected no value together with authority",
            "- dockerCertDir: expected no value together with clientFiles",
            "- writeClientFiles: expected no value together with clientFiles",
        ]);
    });

    test("refuses a folder for client files that are not to be written", () => {
        expect(() => new DockerHostVm("build", { allowedSources: SOURCES, dockerCertDir: "~/certs" })).toThrow(
            'dockerCertDir: expected no value unless writeClientFiles is true, got "~/certs"',
        );
    });

    test("refuses client files with an SSH key whose public half is not given", async () => {
        const { authority, network } = await stack(["build"]);
        const paths = { ca: "/c/ca.pem", cert: "/c/cert.pem", key: "/c/key.pem" };
        const clientFiles = { dockerCertPath: "/c", clientCertPaths: paths, sshPrivateKeyPath: "/c/id_ed25519" };
        expect(() => new DockerHostVm("build", { authority, network, clientFiles })).toThrow(
            "sshPublicKeys: expected the public key that matches the private SSH key in clientFiles",
        );
    });

    test("refuses a network that the host cannot join, and takes it when the host has an address", async () => {
        const network = { resourceGroupName: "group", location: "westus", dockerPort: 22 };
        const message = messageOf(() => new DockerHostVm("build", { network }));
        expect(faultyArguments(message)).toEqual(["network.dockerPort", "network.securityGroupId", "network.subnetId"]);
        new DockerHostVm("build", { network: { ...network, dockerPort: 2376 }, address: ADDRESS });
        await recorder.settled();
        expect(recorder.byName("build-vm").inputs).toMatchObject({
            networkProfile: { networkInterfaces: [{ id: "/nic" }] },
        });
        expect(recorder.registrations.filter(({ type }) => type.startsWith("azure-native:network:"))).toEqual([]);
    });

    test("refuses an address in no network", () => {
        const message = messageOf(() => new DockerHostVm("build", { address: ADDRESS }));
        expect(message).toContain("- network: expected the network of that address");
    });

    test("refuses an authority without the issuer of any client, and does not show its key", () => {
        const pem = "-----BEGIN CERTIFICATE-----";
        const authority = { caCertPem: pem, issuingCertPem: pem, issuingKeyPem: "s3cret", clientIssuers: {} };
        const message = messageOf(() => new DockerHostVm("build", { authority, allowedSources: SOURCES }));
        expect(faultyArguments(message)).toEqual(["authority.clientIssuers", "authority.issuingKeyPem"]);
        expect(message).not.toContain("s3cret");
    });

    test.each<[string, Partial<DockerHostVmArgs>, string]>([
        ["which no client has", { client: "web" }, 'one of the authority\'s clients (default), got "web"'],
        [
            "which none of its own clients has",
            { clients: ["b", "a"], client: "c" },
            "one of the authority's clients (a, b)",
        ],
        ["which no client can have", { client: "Default" }, "1 to 40 lowercase letters, digits and hyphens"],
    ])("refuses a client %s", (_what, args, expected) => {
        expect(() => new DockerHostVm("build", { ...args, allowedSources: SOURCES })).toThrow(
            `1 invalid value\n  - client: expected ${expected}`,
        );
    });

    test.each<[string, Partial<DockerHostVmArgs>]>([
        ["client", { client: "default" }],
        ["writeClientFiles", { writeClientFiles: true }],
    ])("refuses %s with a reference that has no client's key", async (argument, args) => {
        const authority = await reference();
        expect(() => new DockerHostVm("build", { ...args, authority, allowedSources: SOURCES })).toThrow(
            `1 invalid value\n  - ${argument}: expected no value, because the given authority has no clients' keys`,
        );
    });
});

/** A reference as another stack gives it: without the key of any client. */
async function reference(validityHours = 20_000) {
    const { certPem, keyPem } = await issueAuthority("elsewhere", validityHours);
    const client = await issueAuthority("a client's issuer");
    return {
        caCertPem: certPem,
        issuingCertPem: certPem,
        issuingKeyPem: keyPem,
        clientIssuers: { ci: client.certPem },
    };
}

function faultyArguments(message: string): string[] {
    return [...message.matchAll(/^ {2}- ([\w.]+)/gm)].map(([, argument = ""]) => argument).sort();
}

function messageOf(action: () => unknown): string {
    try {
        action();
    } catch (error) {
        return pulumi.RunError.isInstance(error) ? error.message : `not a RunError: ${String(error)}`;
    }
    return "no error";
}

describe.each(INSTALL_WAYS)("A DockerHostVm by $engineInstall with parts that others share", (way) => {
    test("makes 12 resources of its own, or 13 with an SSH key", async () => {
        await stack(["build"], way);
        expect(recorder.tree().filter((line) => line.startsWith("build > "))).toEqual([
            "build > build-docker: azure-native:compute:VirtualMachineExtension",
            "build > build-ip: azure-native:network:PublicIPAddress",
            "build > build-label: random:index/randomString:RandomString",
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
        ]);
    });

    test("changes nothing of the first host's when it is the second", async () => {
        await stack(["build"], way);
        const before = recorder.registrations;
        recorder = await startRecorder();
        await stack(["build", "test"], way);
        expect(recorder.registrations).toEqual(expect.arrayContaining([...before]));
    });

    test("joins the network under the label that was chosen, and names the files that were written", async () => {
        const { hosts } = await stack(["build", "test"], way);
        const fqdn = "team-test.westus.cloudapp.azure.com";
        const second = hosts[1];
        expect(await valueOf(second?.verifyCommand)).toBe(
            `docker --tlsverify --tlscacert=/home/someone/certs/ca.pem --tlscert=/home/someone/certs/cert.pem --tlskey=/home/someone/certs/key.pem -H tcp://${fqdn}:4243 info`,
        );
        expect(recorder.byName("test-vm").inputs).toMatchObject({
            resourceGroupName: "net-rg",
            networkProfile: { networkInterfaces: [{ id: "azure-native:network:NetworkInterface/test-nic" }] },
        });
        expect(recorder.byName("test-nic").inputs).toMatchObject({
            networkSecurityGroup: { id: "azure-native:network:NetworkSecurityGroup/net-nsg" },
            ipConfigurations: [{ subnet: { id: "azure-native:network:Subnet/net-subnet" } }],
        });
    });

    test("accepts the same clients as the other hosts, but not their readiness checks", async () => {
        const { authority } = await stack(["build", "test"], way);
        const issuer = await valueOf(authority.clientIssuers["default"]);
        const bundles = ["build-docker", "test-docker"].map((name) => installedDaemon(recorder.byName(name)).ca);
        expect(bundles.map((bundle) => bundle.startsWith(`${issuer}-----BEGIN CERTIFICATE-----`))).toEqual([
            true,
            true,
        ]);
        expect(new Set(bundles.map((bundle) => bundle.slice(issuer.length))).size).toBe(2);
    });

    test("gives the endpoint only after the daemon answered, though its name is known before", async () => {
        recorder = await startRecorder({ preview: true });
        const network = { resourceGroupName: "group", location: "westus", dockerPort: 4243 };
        const host = new DockerHostVm("build", { ...way, network, address: ADDRESS });
        await recorder.settled();
        expect([await isKnown(host.fqdn), await isKnown(host.dockerHost)]).toEqual([true, false]);
    });

    test("takes an authority of another stack, and then has no client's key", async () => {
        const authority = await reference();
        const host = new DockerHostVm("build", { ...way, allowedSources: SOURCES, authority });
        await recorder.settled();
        expect([host.clientCertPem, host.clientKeyPem]).toEqual([undefined, undefined]);
        expect(await valueOf(host.authority)).toEqual(authority);
        expect(recorder.byType("docker-host-vm:index:CertificateAuthority")).toEqual([]);
        const { ca, cert } = installedDaemon(recorder.byName("build-docker"));
        expect(ca.startsWith(`${authority.clientIssuers.ci.trim()}\n-----BEGIN`)).toBe(true);
        expect(new X509Certificate(cert).checkIssued(new X509Certificate(authority.caCertPem))).toBe(true);
        expect(Object.keys(recorder.outputsOf("build").value as object)).not.toContain("clientKeyPem");
    });

    test("takes an authority with clients that no component of these made", async () => {
        const given = await reference();
        const issuer = { certPem: given.caCertPem, keyPem: given.issuingKeyPem };
        const client = await issue({ commonName: "ci", uses: ["client_auth"] }, issuer);
        const authority = { ...given, clients: { ci: client } };
        const host = new DockerHostVm("build", { ...way, allowedSources: SOURCES, authority });
        await recorder.settled();
        expect(await valueOf(host.clientCertPem)).toBe(client.certPem);
        expect(await valueOf(host.clientKeyPem)).toBe(client.keyPem);
        expect(await pulumi.isSecret(pulumi.output(host.clientKeyPem))).toBe(true);
    });

    test.each([
        [8_000, /^The certificate authority of build expires on \d{4}-\d\d-\d\d\. From then on/, 20_000],
        [0, /^The certificate authority of build expired on \d{4}-\d\d-\d\d: clients no longer accept the hosts/, 0],
    ])("goes on with an authority that expires in %d hours, and warns of it", async (hours, warning, validityHours) => {
        jest.useFakeTimers({ now: Date.now() + (hours - validityHours) * HOUR, advanceTimers: true });
        const authority = await reference(validityHours);
        jest.useRealTimers();
        const host = new DockerHostVm("build", { ...way, allowedSources: SOURCES, authority });
        await recorder.settled();
        expect(await valueOf(host.verifyCommand)).toContain("docker --tlsverify");
        const said = recorder.messages.filter(({ text }) => text.includes("certificate authority"));
        expect(said).toEqual([{ severity: "warning", text: expect.stringMatching(warning) }]);
    });

    test("warns of no end that is more than a year away, and of that of its own authority once", async () => {
        new DockerHostVm("build", { ...way, allowedSources: SOURCES, authority: await reference() });
        await recorder.settled();
        const warnings = () => recorder.messages.filter(({ text }) => /uthority.* expires.*fetch/.test(text));
        expect(warnings()).toEqual([]);
        const ages = { caValidityHours: 2, certificateValidityHours: 1, earlyRenewalHours: 0 };
        jest.spyOn(Date, "now").mockReturnValue(Date.now() + 1.5 * HOUR);
        new DockerHostVm("own", { ...way, ...ages, allowedSources: SOURCES });
        await recorder.settled();
        jest.mocked(Date.now).mockRestore();
        expect(warnings().map(({ text }) => text)).toEqual([
            expect.stringMatching(/^Certificate authority own-ca g1 expires on/),
        ]);
    });
});
