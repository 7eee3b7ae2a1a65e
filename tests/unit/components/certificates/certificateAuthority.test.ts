import { createPublicKey, X509Certificate } from "node:crypto";
import { beforeEach, describe, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { CertificateAuthority, type CertificateAuthorityArgs, KeyAlgorithm } from "../../../../components";
import { type Recorder, startRecorder, valueOf } from "../../../support/recorder";

const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

let recorder: Recorder;

beforeEach(async () => {
    recorder = await startRecorder();
});

async function made(args?: CertificateAuthorityArgs): Promise<CertificateAuthority> {
    const authority = new CertificateAuthority("team", args);
    await recorder.settled();
    return authority;
}

describe("CertificateAuthority with wrong arguments", () => {
    const wrong = {
        keyAlgorithm: "DSA",
        caValidityHours: 100,
        certificateValidityHours: 100,
        earlyRenewalHours: 100,
    } as unknown as CertificateAuthorityArgs;

    test.each(["keyAlgorithm", "certificateValidityHours", "earlyRenewalHours"])("names %s", (argument) => {
        expect(() => new CertificateAuthority("team", wrong)).toThrow(`- ${argument}: expected`);
    });

    test("throws one clean error of Pulumi's", () => {
        expect(() => new CertificateAuthority("team", wrong)).toThrow(pulumi.RunError);
    });

    test("registers nothing", async () => {
        expect(() => new CertificateAuthority("team", wrong)).toThrow('CertificateAuthority "team"');
        await recorder.settled();
        expect(recorder.registrations).toEqual([]);
    });
});

describe("The children of a CertificateAuthority", () => {
    test("have these types, names and parents and no others", async () => {
        await made();
        expect(recorder.tree()).toEqual([
            " > team: docker-host-vm:index:CertificateAuthority",
            "team > team-client-default-cert: tls:index/locallySignedCert:LocallySignedCert",
            "team > team-client-default-key: tls:index/privateKey:PrivateKey",
            "team > team-client-default-request: tls:index/certRequest:CertRequest",
            "team > team-g1-cert: tls:index/selfSignedCert:SelfSignedCert",
            "team > team-g1-key: tls:index/privateKey:PrivateKey",
        ]);
    });

    test("get no key as an input of the component, whose inputs are kept in clear", async () => {
        await made();
        expect(recorder.byName("team").inputs).toEqual({});
    });

    test.each(["team-g1-cert", "team-client-default-request"])(
        "get the private key of %s as a secret",
        async (name) => {
            await made();
            expect(recorder.byName(name).secretPaths).toEqual(["privateKeyPem"]);
        },
    );

    test("get the authority's key for signing as a secret", async () => {
        await made();
        expect(recorder.byName("team-client-default-cert").secretPaths).toEqual(["caPrivateKeyPem"]);
    });

    test("show no PEM walls in a preview", async () => {
        await made();
        expect(recorder.byName("team-client-default-cert").hideDiffs).toEqual(
            expect.arrayContaining(["certPem", "caCertPem", "certRequestPem"]),
        );
    });

    test("are registered in a preview too, where nothing is known", async () => {
        recorder = await startRecorder({ preview: true });
        await made();
        expect(recorder.registrations).toHaveLength(6);
    });
});

describe("The authority's own certificate", () => {
    test("may sign and nothing else, and never renews early by itself", async () => {
        await made();
        expect(recorder.byName("team-g1-cert").inputs).toEqual({
            privateKeyPem: expect.stringContaining("EC PRIVATE KEY"),
            subject: { commonName: "team g1", organization: "docker-host-vm" },
            isCaCertificate: true,
            allowedUses: ["cert_signing", "crl_signing"],
            setSubjectKeyId: true,
            validityPeriodHours: 87_600,
            earlyRenewalHours: 0,
        });
    });

    test("is an authority's", async () => {
        const { caCertPem } = await made();
        expect(new X509Certificate(await valueOf(caCertPem)).ca).toBe(true);
    });

    test("lives as long as caValidityHours says", async () => {
        await made({ caValidityHours: 50_000 });
        expect(recorder.byName("team-g1-cert").inputs).toMatchObject({ validityPeriodHours: 50_000 });
    });
});

describe("A client's certificate", () => {
    async function clientCertificate(args?: CertificateAuthorityArgs) {
        const { caCertPem, clients } = await made(args);
        const client = new X509Certificate(await valueOf(clients["default"]?.certPem ?? ""));
        return { client, authority: new X509Certificate(await valueOf(caCertPem)) };
    }

    test("serves for nothing but to be a client", async () => {
        const { client } = await clientCertificate();
        expect([client.ca, client.keyUsage]).toEqual([false, [CLIENT_AUTH]]);
    });

    test("is signed by the authority", async () => {
        const { client, authority } = await clientCertificate();
        expect(client.verify(authority.publicKey)).toBe(true);
    });

    test("has a name of its own", async () => {
        const { client, authority } = await clientCertificate();
        expect([client.subject, client.issuer]).toEqual(["CN=default", authority.subject]);
    });

    test("fits its private key", async () => {
        const { clients } = await made();
        const [certPem, keyPem] = await Promise.all([
            valueOf(clients["default"]?.certPem ?? ""),
            valueOf(clients["default"]?.keyPem ?? ""),
        ]);
        expect(new X509Certificate(certPem).publicKey.export({ type: "spki", format: "pem" })).toBe(
            createPublicKey(keyPem).export({ type: "spki", format: "pem" }),
        );
    });

    test("lives a year and renews in its last month by default", async () => {
        await made();
        expect(recorder.byName("team-client-default-cert").inputs).toMatchObject({
            allowedUses: ["digital_signature", "client_auth"],
            validityPeriodHours: 8_760,
            earlyRenewalHours: 720,
        });
    });

    test("lives and renews as the arguments say", async () => {
        await made({ certificateValidityHours: 48, earlyRenewalHours: 40 });
        expect(recorder.byName("team-client-default-cert").inputs).toMatchObject({
            validityPeriodHours: 48,
            earlyRenewalHours: 40,
        });
    });
});

describe("The kind of key", () => {
    test("is ECDSA P-256 by default, for every key", async () => {
        await made();
        expect(recorder.byType("tls:index/privateKey:PrivateKey").map(({ inputs }) => inputs)).toEqual([
            { algorithm: "ECDSA", ecdsaCurve: "P256" },
            { algorithm: "ECDSA", ecdsaCurve: "P256" },
        ]);
    });

    test("can be RSA, and the client's may then encipher keys", async () => {
        await made({ keyAlgorithm: KeyAlgorithm.Rsa2048 });
        expect([
            recorder.byName("team-g1-key").inputs,
            recorder.byName("team-g1-cert").inputs["allowedUses"],
            recorder.byName("team-client-default-cert").inputs["allowedUses"],
        ]).toEqual([
            { algorithm: "RSA", rsaBits: 2048 },
            ["cert_signing", "crl_signing"],
            ["digital_signature", "client_auth", "key_encipherment"],
        ]);
    });
});

describe("The outputs of a CertificateAuthority", () => {
    test("keep every private key secret, and so the clients as a whole", async () => {
        const { caKeyPem, clients } = await made();
        const keys: unknown[] = [caKeyPem, clients, clients["default"]?.keyPem];
        expect(await Promise.all(keys.map((key) => pulumi.isSecret(pulumi.output(key))))).toEqual([true, true, true]);
    });

    test("show the authority's certificate", async () => {
        const { caCertPem } = await made();
        expect(await pulumi.isSecret(caCertPem)).toBe(false);
    });
});

describe("What a CertificateAuthority says", () => {
    test("is on which day its certificates end", async () => {
        await made({ certificateValidityHours: 240, earlyRenewalHours: 24 });
        expect(recorder.messages.map(({ text }) => text)).toEqual([
            expect.stringMatching(/^Certificate authority team expires on \d{4}-\d\d-\d\d\.$/),
            expect.stringMatching(/^Client certificate default expires on \d{4}-\d\d-\d\d\.$/),
        ]);
    });

    test("is, in the preview of a new one, how long they will live", async () => {
        recorder = await startRecorder({ preview: true });
        await made();
        expect(recorder.messages.map(({ text }) => text)).toEqual([
            "Certificate authority team will expire 3650 days after it is made.",
            "Client certificate default will expire 365 days after it is made.",
        ]);
    });
});
