import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { CertificateAuthority, ClientFiles, DockerHostVm } from "../../../components";
import { authorityParts } from "../../../components/certificates/authorityReference";
import { issue, issueAuthority } from "../../support/certificates";
import { CHECKOUT, TYPESCRIPT } from "../../support/checkout";
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
            expect(own).toHaveLength(14);
            expect(recorder.registrations).toHaveLength(before.length + own.length);
        });

        test("lets the same clients in, at the same port, from the same sources", async () => {
            const [build, test] = await hosts("test");
            expect(await valueOf(test?.clientIssuers)).toEqual(await valueOf(build.clientIssuers));
            expect(await valueOf(test?.caCertPem)).toBe(await valueOf(build.caCertPem));
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
                `hostName: expected a name that no other host in the same network has, got "${hostName}". Choose another name, or give this host its own network.`,
            );
            expect(recorder.registrations).toHaveLength(before);
            expect(() => new DockerHostVm("own", { ...way, hostName, allowedSources: SOURCES })).not.toThrow();
            await recorder.settled();
        });

        test.each([undefined, "~/team/"])(
            "cannot write a client's files where the first does: dockerCertDir %s",
            async (dockerCertDir) => {
                const authority = new CertificateAuthority("team");
                const files = { ...way, authority, writeClientFiles: true, ...(dockerCertDir && { dockerCertDir }) };
                const { network } = new DockerHostVm("build", { ...files, allowedSources: SOURCES });
                await recorder.settled();
                const before = recorder.registrations.length;
                expect(() => new DockerHostVm("test", { ...files, network })).toThrow(
                    /^DockerHostVm "test": .*\n {2}- dockerCertDir: expected a folder of its own, because ClientFiles "build-files" already writes there/,
                );
                await recorder.settled();
                expect(recorder.registrations).toHaveLength(before);
                new DockerHostVm("test", { ...files, dockerCertDir: "~/test", network });
                await recorder.settled();
                expect(recorder.byType("docker-host-vm:index:ClientFiles")).toHaveLength(2);
            },
        );

        test("can be the first of a third", async () => {
            const [build] = await hosts();
            const { authority, network } = build;
            const test = new DockerHostVm("test", { ...way, authority, network });
            const third = new DockerHostVm("third", { ...way, authority: test.authority, network: test.network });
            await recorder.settled();
            expect(await valueOf(third.resourceGroupName)).toBe("build-network-rg");
            expect(await valueOf(third.clientIssuers)).toEqual(await valueOf(build.clientIssuers));
            expect([third.clientCertPem, third.clientKeyPem]).toEqual([undefined, undefined]);
        });

        test("takes the authority as one secret, of which the certificates are none, and the network as none", async () => {
            const [build] = await hosts();
            const { authority, network } = build;
            const { caCertPem, issuingCertPem, issuingKeyPem, clientIssuers } = authority;
            const secret = [authority, issuingKeyPem, caCertPem, issuingCertPem, clientIssuers, network];
            expect(await Promise.all(secret.map((one) => isSecret(one)))).toEqual([
                ...[true, true],
                ...[false, false, false, false],
            ]);
            expect(Object.keys(await valueOf(authority)).sort()).toEqual([
                "caCertPem",
                "clientIssuers",
                "issuingCertPem",
                "issuingKeyPem",
            ]);
        });

        test.each([
            ["client", { client: "default" }],
            ["writeClientFiles", { writeClientFiles: true }],
        ])("is refused %s, for the first gives no client's key away", async (argument, args) => {
            const [{ authority, network }] = await hosts();
            expect(() => new DockerHostVm("test", { ...way, ...args, authority, network })).toThrow(
                `${argument}: expected no value, because the given authority has no clients' keys`,
            );
        });

        test("leaves its own certificate as it was while a client's issuer is renewed", async () => {
            recorder = await startRecorder({ preview: true });
            const { clientIssuers } = new CertificateAuthority("renewed");
            const given = { ...(await reference()), clientIssuers };
            const first = new DockerHostVm("build", { ...way, authority: given, allowedSources: SOURCES });
            const { authority, network } = first;
            expect([
                await isKnown(authority),
                await isKnown(authority.clientIssuers),
                await isKnown(authority.caCertPem),
                await isKnown(authority.issuingCertPem),
            ]).toEqual([false, false, true, true]);
            new DockerHostVm("test", { ...way, authority, network });
            await recorder.settled();
            expect(recorder.byName("test-server-cert").inputs["caCertPem"]).toBe(given.issuingCertPem);
        });
    },
);

/** A reference as another stack gives it, with the issuer of one client. */
async function reference() {
    const [{ certPem, keyPem }, ci] = await Promise.all([issueAuthority("elsewhere", 20_000), issueAuthority("ci")]);
    return {
        caCertPem: certPem,
        issuingCertPem: certPem,
        issuingKeyPem: keyPem,
        clientIssuers: { ci: ci.certPem },
    };
}

test("A key in the same text as a secret authority's certificate does not come out with it", async () => {
    const given = await reference();
    const { caCertPem, issuingKeyPem: key } = given;
    const text = `${caCertPem}${key}`;
    for (const both of [text, text.slice(0, -40)]) {
        const pems = { caCertPem: both, issuingCertPem: both, clientIssuers: { ci: both } };
        const parts = authorityParts("test", pulumi.secret({ ...given, ...pems }));
        const shown = [parts.caCertPem, parts.issuingCertPem, parts.clientIssuers];
        expect(await Promise.all(shown.map((one) => isSecret(one)))).toEqual([false, false, false]);
        const values = [await valueOf(parts.caCertPem), await valueOf(parts.issuingCertPem)];
        expect([...values, await valueOf(parts.clientIssuers)]).toEqual([caCertPem, caCertPem, { ci: caCertPem }]);
    }
});

test("A late reference of an earlier version is refused before anything uses its issuers", async () => {
    const { clientIssuers, ...given } = await reference();
    const run = (authority: object) => {
        const program = join(CHECKOUT, "tests/support/lateAuthority.ts");
        const args = [...TYPESCRIPT, program, JSON.stringify(authority)];
        return spawnSync(process.execPath, args, { encoding: "utf8" });
    };
    expect(run({ ...given, clientIssuers })).toMatchObject({ status: 0, stderr: "" });
    const { status, stderr } = run(given);
    expect(status).not.toBe(0);
    expect(stderr).toContain("authority.clientIssuers: expected certificates by the name of the client, at least one");
    expect(stderr).not.toContain("TypeError");
    expect(stderr).not.toContain(given.issuingKeyPem);
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
        const given = await reference();
        const issuer = { certPem: given.issuingCertPem, keyPem: given.issuingKeyPem };
        return { ...given, clients: { ci: await issue({ commonName: "me", uses: ["client_auth"] }, issuer) } };
    }

    const LATE = [
        ["a secret output, as a stack reference gives it", (value: object) => pulumi.secret(value)],
        ["a promise", (value: object) => Promise.resolve(value)],
    ] as const;

    test.each(LATE)("may be %s", async (_what, late) => {
        const given = await authority();
        const host = new DockerHostVm("build", {
            authority: late(given) as pulumi.Output<typeof given>,
            network: late(NETWORK) as pulumi.Output<typeof NETWORK>,
        });
        await recorder.settled();
        expect(await valueOf(host.clientCertPem)).toBe(given.clients.ci.certPem);
        expect(await valueOf(host.dockerHost)).toMatch(/:2376$/);
        expect(recorder.byName("build-nic").inputs).toMatchObject({
            networkSecurityGroup: { id: "/nsg" },
            ipConfigurations: [{ subnet: { id: "/subnet" } }],
        });
        const { caCertPem, clientIssuers, clientCertPem, clientKeyPem, authority: own } = host;
        const secret = [caCertPem, clientIssuers, clientCertPem, clientKeyPem, own.issuingKeyPem];
        expect(await Promise.all(secret.map((one) => isSecret(one)))).toEqual([false, false, false, true, true]);
        expect(recorder.byName("build-server-cert").secretPaths).toEqual(["caPrivateKeyPem"]);
    });

    test.each(LATE)("may be %s without clients, and then the host has no client's key", async (_what, late) => {
        const given = await reference();
        const authority = late(given) as pulumi.Output<typeof given>;
        const host = new DockerHostVm("build", { authority, allowedSources: SOURCES });
        await recorder.settled();
        expect(await valueOf(host.clientIssuers)).toEqual(given.clientIssuers);
        expect([await valueOf(host.clientCertPem), await valueOf(host.clientKeyPem)]).toEqual([undefined, undefined]);
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
        expect(await valueOf(host.clientCertPem)).toBe(given.clients.ci.certPem);
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
