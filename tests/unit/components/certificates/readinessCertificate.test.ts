import { createPublicKey, X509Certificate } from "node:crypto";
import { beforeEach, describe, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { createReadinessCertificate } from "../../../../components/certificates/readinessCertificate";
import { defaults } from "../../../../components/defaults";
import { type Recorder, startRecorder, valueOf } from "../../../support/recorder";

let recorder: Recorder;

beforeEach(async () => {
    recorder = await startRecorder();
});

async function made(clientIssuers: Readonly<Record<string, string>>) {
    const identity = createReadinessCertificate("build", pulumi.output(clientIssuers), defaults, {});
    await recorder.settled();
    return identity;
}

/** The fingerprint of the issuers in the subject of a new readiness certificate. */
async function fingerprint(clientIssuers: Readonly<Record<string, string>>): Promise<unknown> {
    recorder = await startRecorder();
    await made(clientIssuers);
    return (recorder.byName("build-readiness-cert").inputs["subject"] as { serialNumber?: string }).serialNumber;
}

/** A text in the form of a certificate. */
const pem = (base64: string): string => `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`;

describe("The readiness certificate of a host", () => {
    test("is for a client, signed with its own key, and valid as long as an authority", async () => {
        await made({ ci: "CI" });
        expect(recorder.byName("build-readiness-key").inputs).toEqual({ algorithm: "ECDSA", ecdsaCurve: "P256" });
        expect(recorder.byName("build-readiness-cert").inputs).toEqual({
            privateKeyPem: expect.stringContaining("EC PRIVATE KEY"),
            subject: {
                commonName: "readiness",
                organization: "docker-host-vm",
                serialNumber: expect.stringMatching(/^[0-9a-f]{32}$/),
            },
            isCaCertificate: false,
            allowedUses: ["digital_signature", "client_auth"],
            setSubjectKeyId: true,
            validityPeriodHours: 87_600,
            earlyRenewalHours: 720,
        });
        expect(recorder.byName("build-readiness-cert").secretPaths).toEqual(["privateKeyPem"]);
    });

    test("fits its key, which is secret, and cannot sign for others", async () => {
        const { certPem, keyPem } = await made({ ci: "CI" });
        const certificate = new X509Certificate(await valueOf(certPem));
        expect(createPublicKey(await valueOf(keyPem)).equals(certificate.publicKey)).toBe(true);
        expect([certificate.ca, certificate.verify(certificate.publicKey)]).toEqual([false, true]);
        expect([await pulumi.isSecret(certPem), await pulumi.isSecret(keyPem)]).toEqual([false, true]);
    });

    test("has the same name for the same issuers, whatever their order and the space around them", async () => {
        const one = await fingerprint({ ci: pem("CI"), web: pem("WEB") });
        expect(await fingerprint({ web: `\n${pem("WEB")}\n`, ci: pem("CI") })).toBe(one);
    });

    test.each([
        ["a client more", { ci: pem("CI"), web: pem("WEB"), laptop: pem("LAPTOP") }],
        ["a client less", { ci: pem("CI") }],
        ["a new issuer", { ci: pem("CI"), web: pem("WEB2") }],
    ])("has another name with %s", async (_what, clientIssuers) => {
        expect(await fingerprint(clientIssuers)).not.toBe(await fingerprint({ ci: pem("CI"), web: pem("WEB") }));
    });
});
