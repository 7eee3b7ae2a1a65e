import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { certificateLifetime } from "../../../policy/certificateLifetime";
import { keyStrength } from "../../../policy/keyStrength";
import { generateKey } from "../../../sandbox/providers/keys";
import { selfSign } from "../../../sandbox/providers/x509";
import { judge, LATE, paths } from "./support";

const SIGNED = "tls:index/locallySignedCert:LocallySignedCert";
const SELF_SIGNED = "tls:index/selfSignedCert:SelfSignedCert";
const KEY = "tls:index/privateKey:PrivateKey";
const EXTENSION = "azure-native:compute:VirtualMachineExtension";
/** The subject of a readiness check's certificate, in a preview that does not know the list of clients yet. */
const READINESS = { commonName: "readiness", organization: "docker-host-vm", serialNumber: LATE };
const REQUEST = "tls:index/certRequest:CertRequest";

describe("certificate-lifetime", () => {
    test.each([
        [SIGNED, { validityPeriodHours: 19_800 }],
        [SIGNED, { validityPeriodHours: 1 }],
        [SIGNED, { validityPeriodHours: 87_600, isCaCertificate: true }],
        [SELF_SIGNED, { validityPeriodHours: 87_600, isCaCertificate: true }],
        [SELF_SIGNED, { validityPeriodHours: 8760, isCaCertificate: false }],
        [SELF_SIGNED, { validityPeriodHours: 87_600, isCaCertificate: false, subject: READINESS }],
    ])("%s %j is fine", async (type, props) => {
        expect(await judge(certificateLifetime, { type, props })).toEqual({ violations: [], applicable: true });
    });

    test.each([
        [SIGNED, { validityPeriodHours: 19_801 }],
        [SIGNED, { validityPeriodHours: 87_601, isCaCertificate: true }],
        [SELF_SIGNED, { validityPeriodHours: 87_601, isCaCertificate: true }],
        [SELF_SIGNED, { validityPeriodHours: 87_600 }],
        [SELF_SIGNED, { validityPeriodHours: 87_600, subject: { ...READINESS, commonName: "ci" } }],
        [SELF_SIGNED, { validityPeriodHours: 87_601, subject: READINESS }],
        [SIGNED, { validityPeriodHours: "nonsense" }],
    ])("%s %j is too long", async (type, props) => {
        const verdict = await judge(certificateLifetime, { type, props });
        expect(paths(verdict)).toEqual(["validityPeriodHours"]);
        expect(verdict.violations.join()).not.toContain(String(props.validityPeriodHours));
    });

    test("other bounds can be configured", async () => {
        const resource = { type: SIGNED, props: { validityPeriodHours: 1000 } };
        expect(paths(await judge(certificateLifetime, resource, { maximumHours: 999 }))).toHaveLength(1);
        const authority = { type: SELF_SIGNED, props: { validityPeriodHours: 100_000, isCaCertificate: true } };
        expect(paths(await judge(certificateLifetime, authority, { maximumAuthorityHours: 100_000 }))).toEqual([]);
    });

    test.each(["validityPeriodHours", "isCaCertificate"])("an unknown %s is waited for", async (property) => {
        const props = { validityPeriodHours: 90_000, isCaCertificate: true, [property]: LATE };
        expect(await judge(certificateLifetime, { type: SIGNED, props })).toEqual({
            violations: [],
            late: property,
            applicable: true,
        });
    });
});

describe("key-strength", () => {
    test.each([
        { algorithm: "RSA" },
        { algorithm: "RSA", rsaBits: 2048 },
        { algorithm: "rsa", rsaBits: 4096 },
        { algorithm: "ECDSA", ecdsaCurve: "P256" },
        { algorithm: "ECDSA", ecdsaCurve: "P384" },
        { algorithm: "ECDSA", ecdsaCurve: "p521" },
        { algorithm: "ED25519" },
    ])("%j is fine", async (props) => {
        expect(await judge(keyStrength, { type: KEY, props })).toEqual({ violations: [], applicable: true });
    });

    test.each([
        [{ algorithm: "RSA", rsaBits: 1024 }, "rsaBits"],
        [{ algorithm: "RSA", rsaBits: 2047 }, "rsaBits"],
        [{ algorithm: "ECDSA" }, "ecdsaCurve"],
        [{ algorithm: "ECDSA", ecdsaCurve: "P224" }, "ecdsaCurve"],
        [{ algorithm: "DSA" }, "algorithm"],
        [{}, "algorithm"],
    ])("%j is weak", async (props, property) => {
        expect(paths(await judge(keyStrength, { type: KEY, props }))).toEqual([property]);
    });

    test.each([
        [{ algorithm: LATE }, "algorithm"],
        [{ algorithm: "RSA", rsaBits: LATE }, "rsaBits"],
        [{ algorithm: "ECDSA", ecdsaCurve: LATE }, "ecdsaCurve"],
    ])("what is not known of %j is waited for", async (props, late) => {
        expect(await judge(keyStrength, { type: KEY, props })).toEqual({ violations: [], late, applicable: true });
    });

    const pem = { type: "pkcs8", format: "pem" } as const;
    const rsa = (modulusLength: number): string =>
        generateKeyPairSync("rsa", { modulusLength }).privateKey.export(pem).toString();
    const curve = (namedCurve: string): string =>
        generateKeyPairSync("ec", { namedCurve }).privateKey.export(pem).toString();

    test.each([REQUEST, SELF_SIGNED])("a key brought along is judged in %s, and not shown", async (type) => {
        const judged = async (privateKeyPem: string): Promise<string[]> => {
            const verdict = await judge(keyStrength, { type, props: { privateKeyPem } });
            expect(verdict.violations.join()).not.toContain("PRIVATE");
            return paths(verdict);
        };
        expect(await judged(rsa(1024))).toEqual(["privateKeyPem"]);
        expect(await judged(curve("secp224r1"))).toEqual(["privateKeyPem"]);
        expect(await judged(rsa(2048))).toEqual([]);
        expect(await judged(curve("prime256v1"))).toEqual([]);
        expect(await judged(generateKeyPairSync("ed25519").privateKey.export(pem).toString())).toEqual([]);
        expect(await judged("no key")).toEqual([]);
    });

    test("an authority brought along is judged by its public key", async () => {
        const authority = (modulusLength: number): string =>
            generateKeyPairSync("rsa", { modulusLength }).publicKey.export({ type: "spki", format: "pem" }).toString();
        const judged = async (caCertPem: string): Promise<string[]> =>
            paths(await judge(keyStrength, { type: SIGNED, props: { caCertPem } }));
        expect(await judged(authority(1024))).toEqual(["caCertPem"]);
        expect(await judged(authority(2048))).toEqual([]);
        expect(await judged(LATE)).toEqual([]);
    });

    test("an issuer whose clients a daemon accepts is judged by its certificate, and not shown", async () => {
        const judged = async (...bundle: readonly string[]): Promise<string[]> => {
            const script = ["readonly CA_PEM='", ...bundle, "'"].join("");
            const props = {
                type: "CustomScript",
                protectedSettings: { script: Buffer.from(script).toString("base64") },
            };
            const verdict = await judge(keyStrength, { type: EXTENSION, props });
            expect(verdict.violations.join()).not.toContain("BEGIN");
            return paths(verdict);
        };
        const selfSigned = async (rsaBits: number): Promise<string> => {
            const key = await generateKey({ algorithm: "RSA", rsaBits });
            const terms = { allowedUses: [], validityPeriodHours: 1, isCaCertificate: true, setSubjectKeyId: true };
            return (await selfSign(key, { commonName: "partner" }, {}, terms)).certPem;
        };
        const [strong, weak] = [await selfSigned(2048), await selfSigned(1024)];
        expect(await judged(strong)).toEqual([]);
        expect(await judged(strong, weak)).toEqual(["protectedSettings.script"]);
        expect(await judged("-----BEGIN CERTIFICATE-----\nbm9uZQ==\n-----END CERTIFICATE-----\n")).toEqual([]);
        const late = { type: "DockerExtension", protectedSettings: { certs: { ca: LATE } } };
        expect(paths(await judge(keyStrength, { type: EXTENSION, props: late }))).toEqual([]);
    });
});
