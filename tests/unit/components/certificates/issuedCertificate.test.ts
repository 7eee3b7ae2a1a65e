import { X509Certificate } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import {
    type CertificateSpec,
    createKey,
    issueCertificate,
} from "../../../../components/certificates/issuedCertificate";
import { UNKNOWN } from "../../../../shared/pulumiValues";
import { issueAuthority, type KeyAndCertificate } from "../../../support/certificates";
import { type Recorder, startRecorder, valueOf } from "../../../support/recorder";

const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
const ORDER = {
    role: "server",
    commonName: "build",
    keyAlgorithm: "ECDSA-P256",
    validityPeriodHours: 100,
    earlyRenewalHours: 10,
} as const;

let recorder: Recorder;
let authority: KeyAndCertificate;

beforeAll(async () => {
    authority = await issueAuthority("team", 60);
});

beforeEach(async () => {
    recorder = await startRecorder();
});

async function issued(spec: Partial<CertificateSpec> = {}) {
    const key = createKey("build-server", "ECDSA-P256", {});
    const { certPem, keyPem } = issueCertificate("build-server", { key, ...ORDER, ...spec }, authority, {});
    await recorder.settled();
    return { certificate: new X509Certificate(await valueOf(certPem)), keyPem };
}

describe("An issued certificate", () => {
    test("ends before its authority, which ends soon", async () => {
        const { certificate } = await issued();
        expect(Date.parse(certificate.validTo)).toBeLessThan(
            Date.parse(new X509Certificate(authority.certPem).validTo),
        );
        expect(recorder.byName("build-server-cert").inputs).toMatchObject({
            validityPeriodHours: 50,
            earlyRenewalHours: 10,
        });
    });

    test("has a time of renewal that is known also when its authority is not, as the tls provider demands", async () => {
        recorder = await startRecorder({ preview: true });
        const unknown = new tls.SelfSignedCert("new-authority", {
            privateKeyPem: authority.keyPem,
            allowedUses: ["cert_signing"],
            validityPeriodHours: 60,
        });
        const key = createKey("build-server", "ECDSA-P256", {});
        const issuer = { certPem: unknown.certPem, keyPem: authority.keyPem };
        issueCertificate("build-server", { key, ...ORDER }, issuer, {});
        await recorder.settled();
        expect(recorder.byName("build-server-cert").inputs).toMatchObject({
            caCertPem: UNKNOWN,
            validityPeriodHours: UNKNOWN,
            earlyRenewalHours: 10,
        });
    });

    test("holds the names that were asked for", async () => {
        const names = pulumi.output({ dnsNames: ["build.example"], ipAddresses: ["203.0.113.9"] });
        const { certificate } = await issued({ names });
        expect(certificate.subjectAltName).toBe("DNS:build.example, IP Address:203.0.113.9");
    });

    test("serves for nothing but its role", async () => {
        const { certificate } = await issued();
        expect([certificate.ca, certificate.keyUsage]).toEqual([false, [SERVER_AUTH]]);
    });

    test("has a secret key, also against an issuer's key that came in clear", async () => {
        const { keyPem } = await issued();
        expect(await pulumi.isSecret(keyPem)).toBe(true);
        expect(recorder.byName("build-server-cert").secretPaths).toEqual(["caPrivateKeyPem"]);
    });
});
