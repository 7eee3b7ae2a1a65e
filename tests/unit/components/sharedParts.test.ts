import { beforeEach, describe, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { CertificateAuthority, ClientFiles, DockerHostVm } from "../../../components";
import { authorityParts } from "../../../components/certificates/authorityReference";
import { issue, issueAuthority } from "../../support/certificates";
import { INSTALL_WAYS } from "../../support/installWays";
import { isKnown, type Recorder, startRecorder, valueOf } from "../../support/recorder";

// What one host gives the next, and parts that are known only later.

const SOURCES = ["203.0.113.7/32"];

let recorder: Recorder;

beforeEach(async () => {
    recorder = await startRecorder();
});

const isSecret = (value: unknown): Promise<boolean> => pulumi.isSecret(pulumi.output(value));

describe.each(INSTALL_WAYS)(
    "A second host by $engineInstall, with the authority and the network of the first",
    (way) => {
        /** Their resources alone: what they say of themselves are outputs. */
        async function hosts(...names: readonly string[]): Promise<[DockerHostVm, ...DockerHostVm[]]> {
            const build = new DockerHostVm("build", { ...way, allowedSources: SOURCES, dockerPort: 2376 });
            const { authority, network } = build;
            const others = names.map((name) => new DockerHostVm(name, { ...way, authority, network }));
            await recorder.settled();
            return [build, ...others];
        }

        test("changes nothing of the first, and makes no authority and no network", async () => {
            await hosts();
            const before = recorder.registrations;
            recorder = await startRecorder();
            await hosts("test");
            expect(recorder.registrations).toEqual(expect.arrayContaining([...before]));
            const own = recorder.tree().filter((line) => /(^| > )test/.test(line));
            expect(own).toHaveLength(11);
            expect(recorder.registrations).toHaveLength(before.length + own.length);
        });

        test("lets the same clients in, at the same port, from the same sources", async () => {
            const [build, test] = await hosts("test");
            expect(await valueOf(test?.clientCertPem)).toBe(await valueOf(build.clientCertPem));
            expect(await valueOf(test?.dockerHost)).toMatch(/^tcp:\/\/test-[a-z0-9]{8}\..*:2376$/);
            expect(recorder.byName("test-nic").inputs["networkSecurityGroup"]).toEqual(
                recorder.byName("build-nic").inputs["networkSecurityGroup"],
            );
        });

        test.each([
            ["of the first", "build"],
            ["that it chose, of another", "test"],
        ])("is refused with the name %s", async (_whose, hostName) => {
            const [{ authority, network }] = await hosts("test");
            const before = recorder.registrations.length;
            expect(() => new DockerHostVm("other", { ...way, hostName, authority, network })).toThrow(
                `hostName: expected a name that no other host in the same network has, got "${hostName}"`,
            );
            expect(recorder.registrations).toHaveLength(before);
            expect(() => new DockerHostVm("own", { ...way, hostName, allowedSources: SOURCES })).not.toThrow();
            await recorder.settled();
        });

        test.each([undefined, "~/team/"])(
            "cannot write its client's files where the first does: dockerCertDir %s",
            async (dockerCertDir) => {
                const files = { ...way, writeClientFiles: true, ...(dockerCertDir && { dockerCertDir }) };
                const { authority, network } = new DockerHostVm("build", { ...files, allowedSources: SOURCES });
                await recorder.settled();
                const before = recorder.registrations.length;
                expect(() => new DockerHostVm("test", { ...files, authority, network })).toThrow(
                    /^DockerHostVm "test": .*\n {2}- dockerCertDir: expected a folder of its own, because ClientFiles "build-files" already writes there/,
                );
                await recorder.settled();
                expect(recorder.registrations).toHaveLength(before);
                new DockerHostVm("test", { ...files, dockerCertDir: "~/test", authority, network });
                await recorder.settled();
                expect(recorder.byType("docker-host-vm:index:ClientFiles")).toHaveLength(2);
            },
        );

        test("can be the first of a third", async () => {
            const { authority, network } = new DockerHostVm("build", { ...way, allowedSources: SOURCES });
            const test = new DockerHostVm("test", { ...way, authority, network });
            const third = new DockerHostVm("third", { ...way, authority: test.authority, network: test.network });
            await recorder.settled();
            expect(await valueOf(third.resourceGroupName)).toBe("build-network-rg");
        });

        test("takes the authority as one secret, of which the certificates are none, and the network as none", async () => {
            const [build] = await hosts();
            const { authority, network } = build;
            const { caCertPem, caKeyPem, clients } = authority;
            const secret = await Promise.all(
                [authority, caKeyPem, clients, caCertPem, network].map((one) => isSecret(one)),
            );
            expect(secret).toEqual([true, true, true, false, false]);
            expect(Object.keys(await valueOf(authority)).sort()).toEqual(["caCertPem", "caKeyPem", "clients"]);
        });

        test("leaves its own certificate as it was while a client's is renewed", async () => {
            recorder = await startRecorder({ preview: true });
            const { certPem: caCertPem, keyPem: caKeyPem } = await issueAuthority("elsewhere", 20_000);
            const renewed = new CertificateAuthority("renewed").clients;
            const first = new DockerHostVm("build", {
                ...way,
                authority: { caCertPem, caKeyPem, clients: renewed },
                allowedSources: SOURCES,
            });
            expect([await isKnown(first.authority), await isKnown(first.authority.caCertPem)]).toEqual([false, true]);
            new DockerHostVm("test", { ...way, authority: first.authority, network: first.network });
            await recorder.settled();
            expect(recorder.byName("test-server-cert").inputs["caCertPem"]).toBe(caCertPem);
        });
    },
);

test("A key in the same text as a secret authority's certificate does not come out with it", async () => {
    const { certPem, keyPem } = await issueAuthority("elsewhere", 20_000);
    const text = `${certPem}${keyPem}`;
    for (const caCertPem of [text, text.slice(0, -40)]) {
        const parts = authorityParts(pulumi.secret({ caCertPem, caKeyPem: keyPem, clients: {} }));
        expect([await isSecret(parts.caCertPem), await valueOf(parts.caCertPem)]).toEqual([false, certPem]);
    }
});

describe("Parts that are known only later", () => {
    const NETWORK = {
        resourceGroupName: "group",
        location: "westus",
        subnetId: "/subnet",
        securityGroupId: "/nsg",
        dockerPort: 2376,
    };

    async function authority() {
        const { certPem: caCertPem, keyPem: caKeyPem } = await issueAuthority("elsewhere", 20_000);
        const own = { certPem: caCertPem, keyPem: caKeyPem };
        return {
            caCertPem,
            caKeyPem,
            clients: { default: await issue({ commonName: "me", uses: ["client_auth"] }, own) },
        };
    }

    test.each([
        ["a secret output, as a stack reference gives it", (value: object) => pulumi.secret(value)],
        ["a promise", (value: object) => Promise.resolve(value)],
    ])("may be %s", async (_what, late) => {
        const given = await authority();
        const host = new DockerHostVm("build", {
            authority: late(given) as pulumi.Output<typeof given>,
            network: late(NETWORK) as pulumi.Output<typeof NETWORK>,
        });
        await recorder.settled();
        expect(await valueOf(host.clientCertPem)).toBe(given.clients.default.certPem);
        expect(await valueOf(host.dockerHost)).toMatch(/:2376$/);
        expect(recorder.byName("build-nic").inputs).toMatchObject({
            networkSecurityGroup: { id: "/nsg" },
            ipConfigurations: [{ subnet: { id: "/subnet" } }],
        });
        const { caCertPem, clientCertPem, clientKeyPem, authority: own } = host;
        const secret = [caCertPem, clientCertPem, clientKeyPem, own.caKeyPem, own.clients].map((one) => isSecret(one));
        expect(await Promise.all(secret)).toEqual([false, false, true, true, true]);
        expect(recorder.byName("build-server-cert").secretPaths).toEqual(["caPrivateKeyPem"]);
    });

    test("may be single members, each with its own secrecy", async () => {
        const given = await authority();
        const host = new DockerHostVm("build", {
            authority: { ...given, clients: pulumi.secret(given.clients) },
            network: { ...NETWORK, dockerPort: pulumi.output(2376) },
        });
        const files = new ClientFiles("files", {
            caCertPem: given.caCertPem,
            clients: pulumi.secret(given.clients),
            dockerCertDir: "~/c",
        });
        await recorder.settled();
        expect(await valueOf(host.clientCertPem)).toBe(given.clients.default.certPem);
        expect(await valueOf(files.dockerCertPath)).toBe("/home/someone/c");
        expect(JSON.stringify(recorder.byName("files-client-default").inputs)).toContain("BEGIN CERTIFICATE");
    });
});

describe("The name of a host", () => {
    test("is the resource's, remembered from its creation on", async () => {
        new DockerHostVm("build", { allowedSources: SOURCES });
        await recorder.settled();
        const { inputs, ignoreChanges } = recorder.byName("build-label");
        expect([inputs["keepers"], ignoreChanges]).toEqual([{ name: "build" }, ["keepers"]]);
        expect(recorder.byName("build-ca-g1-cert").ignoreChanges).toEqual(["subject"]);
    });

    test("is the chosen one in all that Azure and the certificate call it", async () => {
        const { fqdn } = new DockerHostVm("build", { allowedSources: SOURCES, hostName: "other" });
        await recorder.settled();
        expect(recorder.byName("build-vm").inputs).toMatchObject({
            vmName: "other",
            storageProfile: { osDisk: { name: "other-os-disk" } },
            osProfile: { computerName: "other" },
        });
        expect(recorder.byName("build-ip").inputs["publicIpAddressName"]).toBe("other-ip");
        expect(recorder.byName("build-server-request").inputs).toMatchObject({
            subject: { commonName: "other" },
            dnsNames: [await valueOf(fqdn), "other", "localhost"],
        });
        expect(await valueOf(fqdn)).toMatch(/^other-[a-z0-9]{8}\./);
    });
});
