import { X509Certificate } from "node:crypto";
import { beforeEach, describe, expect, test } from "@jest/globals";
import * as compute from "@pulumi/azure-native/compute";
import * as pulumi from "@pulumi/pulumi";
import { DockerEngine, type DockerEngineArgs, DockerHostVm } from "../../../components";
import { dockerEngineProblems } from "../../../components/dockerEngineArgs";
import { UNKNOWN } from "../../../shared/pulumiValues";
import { INSTALL_WAYS, installedDaemon } from "../../support/installWays";
import { type Recorder, startRecorder, valueOf } from "../../support/recorder";

const ID = "/subscriptions/one/resourceGroups/Team/providers/Microsoft.Compute/virtualMachines/existing";
const SMALLEST: DockerEngineArgs = { vmId: ID, endpointHost: "build.example.org" };
/** Without the image, which an existing VM has already. */
const WAYS = INSTALL_WAYS.map(({ engineInstall }) => ({ engineInstall }));

let recorder: Recorder;

beforeEach(async () => {
    recorder = await startRecorder();
});

async function made(args: Partial<DockerEngineArgs> = {}): Promise<DockerEngine> {
    const engine = new DockerEngine("build", { ...SMALLEST, ...args });
    await recorder.settled();
    return engine;
}

describe.each(WAYS)("A DockerEngine, by $engineInstall", (way) => {
    test("makes these resources, and none of a VM", async () => {
        await made(way);
        const own = recorder.tree().filter((line) => !line.startsWith("build-ca >"));
        expect(own).toEqual([
            " > build: docker-host-vm:index:DockerEngine",
            "build > build-ca: docker-host-vm:index:CertificateAuthority",
            "build > build-docker: azure-native:compute:VirtualMachineExtension",
            "build > build-readiness-cert: tls:index/selfSignedCert:SelfSignedCert",
            "build > build-readiness-key: tls:index/privateKey:PrivateKey",
            "build > build-ready: command:local:Command",
            "build > build-server-cert: tls:index/locallySignedCert:LocallySignedCert",
            "build > build-server-key: tls:index/privateKey:PrivateKey",
            "build > build-server-request: tls:index/certRequest:CertRequest",
        ]);
    });

    test("puts the extension on that VM, and again on one that takes its place", async () => {
        await made({ ...way, tags: { team: "build" } });
        const { inputs, deletedWith } = recorder.byName("build-docker");
        expect(inputs).toMatchObject({
            resourceGroupName: "Team",
            location: "northeurope",
            vmName: "existing",
            vmExtensionName: "docker-engine",
            type: way.engineInstall,
            forceUpdateTag: "the GUID",
            tags: { team: "build" },
        });
        expect(deletedWith).toBe("");
        expect(recorder.byName("build-ready").inputs).toMatchObject({
            environment: { DOCKER_HOST_NAME: "build.example.org", VM_ID: "the GUID" },
        });
    });

    test("sets up a daemon that answers by the endpoint and the further names", async () => {
        await made({ ...way, dockerPort: 2376, serverNames: ["10.0.0.4"] });
        const { port, cert } = installedDaemon(recorder.byName("build-docker"));
        const { subject, subjectAltName } = new X509Certificate(cert);
        expect(port).toBe(2376);
        expect(subject).toContain("CN=existing");
        expect(subjectAltName).toBe(
            "DNS:build.example.org, DNS:existing, DNS:localhost, IP Address:127.0.0.1, IP Address:10.0.0.4",
        );
    });

    test("has these outputs", async () => {
        const engine = await made(way);
        const names = ["dockerHost", "dockerPort", "resourceGroupName", "vmName", "vmId", "verifyCommand"] as const;
        const values = await Promise.all(names.map((name) => valueOf<unknown>(engine[name])));
        expect(values).toEqual([
            "tcp://build.example.org:4243",
            4243,
            "Team",
            "existing",
            ID,
            "docker --tlsverify --tlscacert=ca.pem --tlscert=cert.pem --tlskey=key.pem -H tcp://build.example.org:4243 info",
        ]);
        expect(
            await Promise.all([engine.clientKeyPem, engine.authority].map((one) => pulumi.isSecret(one as never))),
        ).toEqual([true, true]);
    });

    test("works in a preview that knows neither the VM nor its address", async () => {
        recorder = await startRecorder({ preview: true });
        const vm = new compute.VirtualMachine("vm", { resourceGroupName: "team", vmName: "existing" });
        await made({ ...way, vmId: vm.id, endpointHost: vm.name });
        expect(recorder.byName("build-docker").inputs).toMatchObject({ vmName: UNKNOWN, location: UNKNOWN });
        expect(recorder.byName("build-docker").dependencies).toContain("vm");
    });
});

test("The authority of a host signs for an engine, with the same client's files", async () => {
    const host = new DockerHostVm("build", { allowedSources: ["203.0.113.7/32"], writeClientFiles: true });
    const engine = new DockerEngine("second", { ...SMALLEST, authority: host.authority, writeClientFiles: false });
    await recorder.settled();
    expect(await valueOf(engine.caCertPem)).toBe(await valueOf(host.caCertPem));
    expect(recorder.byType("docker-host-vm:index:CertificateAuthority")).toHaveLength(1);
});

test("A security group is checked, and nothing changes it", async () => {
    const group = "/subscriptions/one/resourceGroups/Team/providers/Microsoft.Network/networkSecurityGroups/nsg";
    await made({ securityGroupId: group });
    expect(recorder.messages).toContainEqual({
        severity: "warning",
        text: expect.stringContaining("The security group nsg has no rule that allows the Docker port 4243"),
    });
    expect(recorder.registrations.filter(({ type }) => type.startsWith("azure-native:network:"))).toEqual([]);
});

test("The DockerExtension is retired on an existing VM, too", async () => {
    await made({ engineInstall: "DockerExtension" });
    const warnings = recorder.messages.filter(({ severity }) => severity === "warning");
    expect(warnings).toEqual([
        { severity: "warning", text: expect.stringContaining("Azure retired the DockerExtension in November 2018") },
    ]);
});

describe("The arguments of a DockerEngine", () => {
    test.each<[string, object]>([
        ["vmId", { endpointHost: "a" }],
        ["endpointHost", { vmId: ID }],
        ["vmId", { ...SMALLEST, vmId: "build" }],
        ["vmId", { ...SMALLEST, vmId: `${ID}/extensions/docker` }],
        ["vmId", { ...SMALLEST, vmId: ID.replace("Compute", "Network") }],
        ["endpointHost", { ...SMALLEST, endpointHost: "tcp://build:4243" }],
        ["endpointHost", { ...SMALLEST, endpointHost: "*.example.org" }],
        ["endpointHost", { ...SMALLEST, endpointHost: "2001:db8::1" }],
        ["endpointHost", { ...SMALLEST, endpointHost: "fqdn:4243" }],
        ["securityGroupId", { ...SMALLEST, securityGroupId: ID }],
        ["dockerPort", { ...SMALLEST, dockerPort: 22 }],
        ["dockerPort", { ...SMALLEST, dockerPort: pulumi.output(4243) }],
        ["image", { ...SMALLEST, image: "ubuntu-24.04" }],
        ["engineMirror", { ...SMALLEST, engineSource: "ubuntu", engineMirror: "https://mirror.example" }],
        ["engineVersion", { ...SMALLEST, engineInstall: "DockerExtension", engineVersion: "28.5.2" }],
        ["engine", { ...SMALLEST, engineInstall: "DockerExtension", engine: { automaticUpdates: true } }],
        ["client", { ...SMALLEST, client: "ci" }],
        ["dockerCertDir", { ...SMALLEST, dockerCertDir: "~/certs" }],
        ["clients", { ...SMALLEST, clients: ["ci"], authority: pulumi.output({}) }],
        ["tags", { ...SMALLEST, tags: "build" }],
    ])("are refused for %s: %j", (argument, args) => {
        expect(dockerEngineProblems(args as DockerEngineArgs)).toEqual([expect.objectContaining({ argument })]);
    });

    test.each<Partial<DockerEngineArgs>>([
        {},
        { vmId: ID.toUpperCase(), endpointHost: "203.0.113.9" },
        { vmId: pulumi.output(ID), endpointHost: pulumi.output("build") },
        { engineInstall: "DockerExtension", daemonOptions: ["--debug"] },
        { engineSource: "ubuntu", daemonPreset: "cis", engine: { prune: { olderThanHours: 24 } } },
        { clients: ["ci"], client: "ci", writeClientFiles: true, dockerCertDir: "~/certs" },
    ])("are taken: %j", (args) => {
        expect(dockerEngineProblems({ ...SMALLEST, ...args })).toEqual([]);
    });

    test("are all reported in one message, before anything is registered", async () => {
        const args = { vmId: "build", endpointHost: "a:1", clients: [] };
        expect(() => new DockerEngine("build", args)).toThrow(/^DockerEngine "build": 3 invalid values\n/);
        await recorder.settled();
        expect(recorder.registrations).toEqual([]);
    });
});
