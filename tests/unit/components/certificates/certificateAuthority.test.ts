import { createPublicKey, X509Certificate } from "node:crypto";
import { beforeEach, describe, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { CertificateAuthority, type CertificateAuthorityArgs, KeyAlgorithm } from "../../../../components";
import { type Recorder, startRecorder, valueOf } from "../../../support/recorder";

const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
const KEY = "tls:index/privateKey:PrivateKey";
const REQUEST = "tls:index/certRequest:CertRequest";
const SIGNED = "tls:index/locallySignedCert:LocallySignedCert";
const SELF_SIGNED = "tls:index/selfSignedCert:SelfSignedCert";

let recorder: Recorder;

beforeEach(async () => {
    recorder = await startRecorder();
});

async function made(args?: CertificateAuthorityArgs, name = "team"): Promise<CertificateAuthority> {
    const authority = new CertificateAuthority(name, args);
    await recorder.settled();
    return authority;
}

/** The identity and the issuer of one of its clients. */
async function clientOf({ clients, clientIssuers }: CertificateAuthority, name = "default") {
    const { certPem = "", keyPem = "" } = (await valueOf(clients))[name] ?? {};
    const issuerPem = (await valueOf(clientIssuers))[name] ?? "";
    return {
        client: new X509Certificate(certPem),
        publicKey: createPublicKey(keyPem),
        issuer: new X509Certificate(issuerPem),
    };
}

const isSecret = (value: unknown): Promise<boolean> => pulumi.isSecret(pulumi.output(value));

describe("The children of a CertificateAuthority", () => {
    test("have these types, names and parents and no others", async () => {
        await made();
        expect(recorder.tree()).toEqual([
            " > team: docker-host-vm:index:CertificateAuthority",
            `team > team-client-default-cert: ${SIGNED}`,
            `team > team-client-default-key: ${KEY}`,
            `team > team-client-default-request: ${REQUEST}`,
            `team > team-g1-cert: ${SELF_SIGNED}`,
            `team > team-g1-key: ${KEY}`,
            `team > team-issuer-default-cert: ${SELF_SIGNED}`,
            `team > team-issuer-default-key: ${KEY}`,
        ]);
    });

    test("are five for each client, and two for each generation", async () => {
        await made({ clients: ["web", "ci"], authorityGenerations: ["g2", "g1"] });
        expect(recorder.tree()).toEqual([
            " > team: docker-host-vm:index:CertificateAuthority",
            `team > team-client-ci-cert: ${SIGNED}`,
            `team > team-client-ci-key: ${KEY}`,
            `team > team-client-ci-request: ${REQUEST}`,
            `team > team-client-web-cert: ${SIGNED}`,
            `team > team-client-web-key: ${KEY}`,
            `team > team-client-web-request: ${REQUEST}`,
            `team > team-g1-cert: ${SELF_SIGNED}`,
            `team > team-g1-key: ${KEY}`,
            `team > team-g2-cert: ${SELF_SIGNED}`,
            `team > team-g2-key: ${KEY}`,
            `team > team-issuer-ci-cert: ${SELF_SIGNED}`,
            `team > team-issuer-ci-key: ${KEY}`,
            `team > team-issuer-web-cert: ${SELF_SIGNED}`,
            `team > team-issuer-web-key: ${KEY}`,
        ]);
    });

    test("get no key as an input of the component, whose inputs are kept in clear", async () => {
        await made();
        expect(recorder.byName("team").inputs).toEqual({});
    });

    test.each([
        [KEY, []],
        [REQUEST, ["privateKeyPem"]],
        [SIGNED, ["caPrivateKeyPem"]],
        [SELF_SIGNED, ["privateKeyPem"]],
    ])("get private keys as secrets: %s", async (type, secretPaths) => {
        await made();
        const found = recorder.byType(type).map((one) => one.secretPaths);
        expect([...new Set(found.map((paths) => paths.join()))]).toEqual([secretPaths.join()]);
    });

    test("show no PEM walls in a preview", async () => {
        await made();
        for (const { hideDiffs } of recorder.registrations.filter(({ parent }) => parent === "team")) {
            expect(hideDiffs).toEqual(expect.arrayContaining(["certPem", "caCertPem", "certRequestPem"]));
        }
    });

    test("are registered in a preview too, where nothing is known", async () => {
        recorder = await startRecorder({ preview: true });
        await made();
        expect(recorder.registrations).toHaveLength(8);
    });
});

describe("The certificate of a generation", () => {
    test("may sign and nothing else, and never renews early by itself", async () => {
        await made({ authorityGenerations: ["g2", "g1"] });
        expect(recorder.byName("team-g2-cert").inputs).toEqual({
            privateKeyPem: expect.stringContaining("EC PRIVATE KEY"),
            subject: { commonName: "team g2", organization: "docker-host-vm" },
            isCaCertificate: true,
            allowedUses: ["cert_signing", "crl_signing"],
            setSubjectKeyId: true,
            validityPeriodHours: 87_600,
            earlyRenewalHours: 0,
        });
    });

    test("lives as long as caValidityHours says", async () => {
        await made({ caValidityHours: 50_000 });
        expect(recorder.byName("team-g1-cert").inputs).toMatchObject({ validityPeriodHours: 50_000 });
    });

    test("keeps the name of the first up", async () => {
        await made();
        expect(recorder.byName("team-g1-cert").ignoreChanges).toEqual(["subject"]);
    });
});

describe("The generations of a CertificateAuthority", () => {
    test("are all trusted, in the order of the list, and the first signs", async () => {
        const { caCertPem, issuingCertPem, issuingKeyPem } = await made({ authorityGenerations: ["g2", "g1"] });
        const subjects = (await valueOf(caCertPem))
            .match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g)
            ?.map((pem) => new X509Certificate(pem).subject);
        expect(subjects).toEqual(["O=docker-host-vm\nCN=team g2", "O=docker-host-vm\nCN=team g1"]);
        const issuing = new X509Certificate(await valueOf(issuingCertPem));
        expect([issuing.ca, issuing.subject]).toEqual([true, subjects?.[0]]);
        expect(createPublicKey(await valueOf(issuingKeyPem)).equals(issuing.publicKey)).toBe(true);
    });
});

describe("The issuer of a client", () => {
    test("may sign, has the name of the client and a fingerprint of its key, and never keeps an old name", async () => {
        await made({ clients: ["ci"] });
        const { inputs, ignoreChanges } = recorder.byName("team-issuer-ci-cert");
        expect(inputs).toEqual({
            privateKeyPem: expect.stringContaining("EC PRIVATE KEY"),
            subject: {
                commonName: "ci",
                organization: "docker-host-vm client",
                serialNumber: expect.stringMatching(/^SHA256:[\w+/]{43}$/),
            },
            isCaCertificate: true,
            allowedUses: ["cert_signing", "crl_signing"],
            setSubjectKeyId: true,
            validityPeriodHours: 87_600,
            earlyRenewalHours: 9_480,
        });
        expect(ignoreChanges).toEqual([]);
    });

    test("has another name and another key when the client has a new key", async () => {
        const before = await clientOf(await made({ clients: ["ci"] }), "ci");
        const after = await clientOf(await made({ clients: ["ci"] }, "other"), "ci");
        expect(after.issuer.subject).not.toBe(before.issuer.subject);
        expect(after.issuer.publicKey.equals(before.issuer.publicKey)).toBe(false);
        expect(before.client.checkIssued(after.issuer)).toBe(false);
    });

    test.each([
        [87_600, 8_760, 720, 9_480],
        [50_000, 19_800, 100, 19_900],
        [100, 48, 1, 49],
    ])("renews itself while it outlives every certificate it signs: %j, %j, %j, %j", async (...hours) => {
        const [caValidityHours, certificateValidityHours, early, expected] = hours;
        await made({ caValidityHours, certificateValidityHours, earlyRenewalHours: early });
        const { validityPeriodHours, earlyRenewalHours } = recorder.byName("team-issuer-default-cert").inputs;
        expect([validityPeriodHours, earlyRenewalHours]).toEqual([caValidityHours, expected]);
        expect(earlyRenewalHours).toBeGreaterThan(certificateValidityHours);
    });

    test.each([
        [8_784, 8_760, 720],
        [100, 99, 98],
        [3, 2, 1],
        [2, 1, 0],
    ])("is not renewed before half of its validity is over: %j, %j, %j", async (...hours) => {
        const [caValidityHours, certificateValidityHours, earlyRenewalHours] = hours;
        await made({ caValidityHours, certificateValidityHours, earlyRenewalHours });
        expect(recorder.byName("team-issuer-default-cert").inputs).toMatchObject({
            validityPeriodHours: caValidityHours,
            earlyRenewalHours: Math.floor(caValidityHours / 2),
        });
    });
});

describe("A client's certificate", () => {
    test("serves for nothing but to be a client", async () => {
        const { client } = await clientOf(await made());
        expect([client.ca, client.keyUsage]).toEqual([false, [CLIENT_AUTH]]);
    });

    test("is signed by the client's own issuer, and by none of another client", async () => {
        const authority = await made({ clients: ["ci", "web"] });
        const { client, issuer } = await clientOf(authority, "ci");
        const { issuer: other } = await clientOf(authority, "web");
        expect([issuer.ca, client.checkIssued(issuer), client.verify(issuer.publicKey)]).toEqual([true, true, true]);
        expect([client.checkIssued(other), client.verify(other.publicKey)]).toEqual([false, false]);
    });

    test("has the name of the client, and fits its private key", async () => {
        const { client, publicKey, issuer } = await clientOf(await made());
        expect([client.subject, client.issuer]).toEqual(["CN=default", issuer.subject]);
        expect(publicKey.equals(client.publicKey)).toBe(true);
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
        expect(recorder.byType(KEY).map(({ inputs }) => inputs)).toEqual(
            Array(3).fill({ algorithm: "ECDSA", ecdsaCurve: "P256" }),
        );
    });

    test("can be RSA, and the client's may then encipher keys", async () => {
        await made({ keyAlgorithm: KeyAlgorithm.Rsa2048 });
        expect(recorder.byType(KEY).map(({ inputs }) => inputs)).toEqual(
            Array(3).fill({ algorithm: "RSA", rsaBits: 2048 }),
        );
        const uses = (name: string): unknown => recorder.byName(name).inputs["allowedUses"];
        expect(["team-g1-cert", "team-issuer-default-cert", "team-client-default-cert"].map(uses)).toEqual([
            ["cert_signing", "crl_signing"],
            ["cert_signing", "crl_signing"],
            ["digital_signature", "client_auth", "key_encipherment"],
        ]);
    });
});

describe("The outputs of a CertificateAuthority", () => {
    test("keep every private key secret, and the clients and the reference as a whole", async () => {
        const { caCertPem, issuingCertPem, issuingKeyPem, clientIssuers, clients, reference } = await made();
        const outputs = { caCertPem, issuingCertPem, issuingKeyPem, clientIssuers, clients, reference };
        const secret = Object.entries(outputs).map(async ([name, one]) => [name, await isSecret(one)]);
        expect(Object.fromEntries(await Promise.all(secret))).toEqual({
            caCertPem: false,
            issuingCertPem: false,
            issuingKeyPem: true,
            clientIssuers: false,
            clients: true,
            reference: true,
        });
        expect(await isSecret(clients["default"]?.keyPem)).toBe(true);
    });

    test("are in the state with their keys alone as secrets, and the reference as one", async () => {
        await made({ clients: ["ci", "web"] });
        const { value, secretPaths } = recorder.outputsOf("team");
        expect([...secretPaths].sort()).toEqual([
            "clients.ci.keyPem",
            "clients.web.keyPem",
            "issuingKeyPem",
            "reference",
        ]);
        expect(Object.keys(value as object).sort()).toEqual([
            "caCertPem",
            "clientIssuers",
            "clients",
            "generations",
            "issuingCertPem",
            "issuingKeyPem",
            "reference",
        ]);
    });

    test("give other stacks a reference with the authority's key and no client's", async () => {
        const authority = await made({ clients: ["ci", "web"] });
        const reference = await valueOf(authority.reference);
        expect(reference).toEqual({
            caCertPem: await valueOf(authority.caCertPem),
            issuingCertPem: await valueOf(authority.issuingCertPem),
            issuingKeyPem: await valueOf(authority.issuingKeyPem),
            clientIssuers: await valueOf(authority.clientIssuers),
        });
        expect(Object.keys(await valueOf(authority.clientIssuers))).toEqual(["ci", "web"]);
        expect(JSON.stringify(reference).match(/BEGIN [A-Z ]*PRIVATE KEY/g)).toHaveLength(1);
        expect(JSON.stringify(await valueOf(authority.clientIssuers))).not.toContain("PRIVATE KEY");
    });
});

describe("What a CertificateAuthority logs", () => {
    test("is on which day its certificates expire", async () => {
        await made({ clients: ["ci", "web"], authorityGenerations: ["g2", "g1"] });
        expect(recorder.messages.map(({ severity, text }) => `${severity} ${text}`)).toEqual([
            expect.stringMatching(/^info Certificate authority team g2 expires on \d{4}-\d\d-\d\d\.$/),
            expect.stringMatching(/^info Certificate authority team g1 expires on \d{4}-\d\d-\d\d\.$/),
            expect.stringMatching(/^info Client certificate ci expires on \d{4}-\d\d-\d\d\.$/),
            expect.stringMatching(/^info Client certificate web expires on \d{4}-\d\d-\d\d\.$/),
        ]);
    });

    test("is, in the preview of a new one, how long they will be valid", async () => {
        recorder = await startRecorder({ preview: true });
        await made();
        expect(recorder.messages.map(({ text }) => text)).toEqual([
            "Certificate authority team g1 will expire 3650 days after it is made.",
            "Client certificate default will expire 365 days after it is made.",
        ]);
    });
});
