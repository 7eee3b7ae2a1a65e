import { X509Certificate } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { CertificateAuthority, type CertificateAuthorityArgs, DockerHostVm } from "../../../../components";
import { HOUR } from "../../../../shared/time";
import type { KeyAndCertificate } from "../../../support/certificates";
import { DOCKER_MACHINE, opensslCertificate } from "../../../support/opensslCertificates";
import { type Recorder, startRecorder, valueOf } from "../../../support/recorder";

// What an authority makes of the authorities and the issuers that users bring.

let recorder: Recorder;
let machine: KeyAndCertificate;
let root: KeyAndCertificate;
let intermediate: KeyAndCertificate;

beforeAll(() => {
    machine = opensslCertificate({ subject: "machine", extensions: DOCKER_MACHINE });
    root = opensslCertificate({ subject: "root" });
    intermediate = opensslCertificate({ subject: "intermediate" }, root);
});

beforeEach(async () => {
    recorder = await startRecorder();
});

async function made(args: CertificateAuthorityArgs): Promise<CertificateAuthority> {
    const authority = new CertificateAuthority("team", args);
    await recorder.settled();
    return authority;
}

const names = (pems: string): string[] =>
    pems.split(/(?=-----BEGIN)/).map((pem) => new X509Certificate(pem).subject.replace(/^O=/, ""));

describe("An existing authority", () => {
    test("is used as it is, and no resource is made for it", async () => {
        const authority = await made({ existingAuthorities: { g1: machine } });
        expect(await valueOf(authority.caCertPem)).toBe(machine.certPem);
        expect(await valueOf(authority.issuingKeyPem)).toBe(machine.keyPem);
        expect(recorder.registrations.filter(({ name }) => name.startsWith("team-g1"))).toEqual([]);
        const secrets = [authority.caCertPem, authority.issuingCertPem, authority.issuingKeyPem].map(pulumi.isSecret);
        expect(await Promise.all(secrets)).toEqual([false, false, true]);
    });

    test("gives its key to the tls provider as the provider writes keys", async () => {
        const keyPem = `Bag Attributes\r\n${machine.keyPem.replaceAll("\n", "\r\n")}\r\n\r\n`;
        const authority = await made({ existingAuthorities: { g1: { ...machine, keyPem } } });
        expect(await valueOf(authority.issuingKeyPem)).toBe(machine.keyPem);
    });

    test("has its chain in what clients trust, and signs with its own certificate", async () => {
        const { certPem, keyPem } = intermediate;
        const existingAuthorities = { company: { certPem, keyPem, chainPem: root.certPem } };
        const authority = await made({ authorityGenerations: ["company", "g2"], existingAuthorities });
        new DockerHostVm("build", { authority, allowedSources: ["203.0.113.7/32"] });
        await recorder.settled();
        const trusted = await valueOf(authority.caCertPem);
        expect(names(trusted).slice(0, 2)).toEqual(["intermediate", "root"]);
        expect(names(trusted)[2]).toContain("team g2");
        expect(recorder.byName("build-server-cert").inputs["caCertPem"]).toBe(certPem);
        const { script } = recorder.byName("build-docker").inputs["protectedSettings"] as { script: string };
        const [, served = ""] = /readonly CERT_PEM='([^']*)'/.exec(Buffer.from(script, "base64").toString()) ?? [];
        expect(names(served)[1]).toBe("intermediate");
        expect(names(served)).toHaveLength(2);
    });

    test("can be trusted without its key, unless it is the first", async () => {
        const existingAuthorities = { old: { certPem: machine.certPem } };
        const authority = await made({ authorityGenerations: ["g2", "old"], existingAuthorities });
        expect(names(await valueOf(authority.caCertPem))[1]).toBe("machine");
        expect(() => new CertificateAuthority("b", { authorityGenerations: ["old"], existingAuthorities })).toThrow(
            "existingAuthorities.old.keyPem: expected the private key, because the first generation signs server certificates",
        );
    });
});

describe("Issuers of existing clients", () => {
    test("are let in next to the clients, without any key", async () => {
        const authority = await made({ clients: ["ci"], clientIssuers: { machine: machine.certPem } });
        const issuers = await valueOf(authority.clientIssuers);
        expect(Object.keys(issuers).sort()).toEqual(["ci", "machine"]);
        expect(issuers["machine"]).toBe(machine.certPem);
        expect(Object.keys(await valueOf(authority.clients))).toEqual(["ci"]);
    });

    test("are public even if they are given as secrets, in the form of PEM alone", async () => {
        const given = pulumi.secret(`machine's own\n${machine.certPem}\n`);
        const authority = await made({ clients: [], clientIssuers: { machine: given } });
        expect(await valueOf(authority.clientIssuers)).toEqual({ machine: machine.certPem });
        expect(await pulumi.isSecret(authority.clientIssuers)).toBe(false);
        expect(recorder.registrations.filter(({ name }) => /client|issuer/.test(name))).toEqual([]);
    });

    test.each([
        [14, []],
        [16, [expect.stringContaining("hosts refuse its clients")]],
    ])("are announced in the last half of 30 days, after %i days: %j", async (days, expected) => {
        jest.spyOn(Date, "now").mockReturnValue(Date.now() + days * 24 * HOUR);
        await made({ clientIssuers: { machine: machine.certPem } });
        jest.mocked(Date.now).mockRestore();
        const said = recorder.messages.map(({ text }) => text);
        expect(said.filter((text) => text.startsWith("The issuer machine in clientIssuers"))).toEqual(expected);
    });
});

test.each<[string, () => CertificateAuthorityArgs, string]>([
    [
        "nobody at all",
        () => ({ clients: [], clientIssuers: {} }),
        "clients: expected at least one client, because a daemon without any accepts nobody",
    ],
    [
        "a name that is in both lists",
        () => ({ clients: ["ci"], clientIssuers: { ci: machine.certPem } }),
        "clientIssuers.ci: expected a name that is not in clients",
    ],
    [
        "an issuer with the name of no client",
        () => ({ clientIssuers: { Machine: machine.certPem } }),
        "clientIssuers.Machine: expected 1 to 40 lowercase letters",
    ],
    [
        "more clients than a handshake should name",
        () => ({
            clients: Array.from({ length: 100 }, (_, i) => `c${i}`),
            clientIssuers: { machine: machine.certPem },
        }),
        "clients: expected at most 100 clients and issuers of existing ones, because a TLS handshake names them all, got 101",
    ],
    [
        "an authority of a generation that is not listed",
        () => ({ existingAuthorities: { g0: machine } }),
        "existingAuthorities.g0: expected one of authorityGenerations (g1)",
    ],
])("A CertificateAuthority refuses %s", (_what, args, message) => {
    expect(() => new CertificateAuthority("team", args())).toThrow(`1 invalid value\n  - ${message}`);
});
