import { createPrivateKey, createPublicKey, X509Certificate } from "node:crypto";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from "@jest/globals";
import * as sshpk from "sshpk";
import { UNKNOWN } from "../../../../shared/pulumiValues";
import { secret } from "../../../../sandbox/providers/values";
import { bare } from "./support";
import { newAuthority, newKey, newLeaf, P256, privateKey, selfSigned } from "./issue";
import { HOUR } from "../../../../shared/time";

/** Runs a program on files with the given texts; undefined if the program is not installed. */
function runOn(program: string, texts: string[], argumentsFor: (files: string[]) => string[]) {
    const directory = mkdtempSync(join(tmpdir(), "tls-test-"));
    try {
        const files = texts.map((text, index) => {
            const file = join(directory, String(index));
            writeFileSync(file, text, { mode: 0o600 });
            return file;
        });
        const { error, status, stdout, stderr } = spawnSync(program, argumentsFor(files), { encoding: "utf8" });
        return error === undefined ? { status, stdout, stderr } : undefined;
    } finally {
        rmSync(directory, { recursive: true });
    }
}

afterEach(() => {
    jest.useRealTimers();
});

/** Moves only the clock: cryptography needs real timers. */
function setClock(time: number): void {
    jest.useFakeTimers({
        now: time,
        doNotFake: ["nextTick", "setImmediate", "clearImmediate", "setTimeout", "clearTimeout", "queueMicrotask"],
    });
}

describe("PrivateKey", () => {
    it.each([
        [{ algorithm: "RSA" }, "RSA PRIVATE KEY", "ssh-rsa"],
        [P256, "EC PRIVATE KEY", "ecdsa-sha2-nistp256"],
        [{ algorithm: "ED25519" }, "PRIVATE KEY", "ssh-ed25519"],
    ])("%j has formats that all contain the same key", async (inputs, label, sshType) => {
        const key = await newKey(inputs);
        const { privateKeyPem = "", privateKeyPemPkcs8 = "", privateKeyOpenssh = "" } = key;
        expect(privateKeyPem.split("\n")[0]).toBe(`-----BEGIN ${label}-----`);
        for (const pem of [privateKeyPem, privateKeyPemPkcs8]) {
            const publicKey = createPublicKey(createPrivateKey(pem)).export({ type: "spki", format: "pem" });
            expect(publicKey).toBe(key["publicKeyPem"]);
        }
        const openssh = sshpk.parsePrivateKey(privateKeyOpenssh, "ssh-private").toPublic();
        expect(key["publicKeyOpenssh"]).toMatch(new RegExp(`^${sshType} [A-Za-z0-9+/=]+\\n$`));
        expect(openssh.fingerprint("sha256").toString()).toBe(key["publicKeyFingerprintSha256"]);
        expect(key["publicKeyFingerprintMd5"]).toMatch(/^([0-9a-f]{2}:){15}[0-9a-f]{2}$/);
        const keygen = runOn("ssh-keygen", [privateKeyOpenssh], ([file = ""]) => ["-y", "-f", file]);
        expect([undefined, key["publicKeyOpenssh"]]).toContain(keygen?.stdout.replace(/ ?\n$/, "\n"));
    });

    it("keeps its private formats secret", async () => {
        const { outputs } = await privateKey.create({ algorithm: "ED25519" });
        for (const form of ["privateKeyPem", "privateKeyPemPkcs8", "privateKeyOpenssh"]) {
            expect(outputs[form]).toEqual(secret(bare(outputs)[form]));
        }
    });

    it("predicts its formats as unknown", async () => {
        const { outputs } = await privateKey.create({ algorithm: "RSA", rsaBits: UNKNOWN }, { preview: true });
        expect(outputs).toMatchObject({ rsaBits: UNKNOWN, privateKeyPem: UNKNOWN, publicKeyOpenssh: UNKNOWN });
    });

    it.each([
        [{ algorithm: "DSA" }, "algorithm"],
        [{}, "algorithm"],
        [{ algorithm: "ECDSA", ecdsaCurve: "P384" }, "ecdsaCurve"],
        [{ algorithm: "ECDSA" }, "ecdsaCurve"],
        [{ algorithm: "RSA", rsaBits: 2048.5 }, "rsaBits"],
    ])("refuses %j", async (inputs, property) => {
        expect((await privateKey.check(inputs)).failures).toMatchObject([{ property }]);
    });

    it("reports every output derived from it as changed when it is replaced", async () => {
        const changes = (await privateKey.diff({ oldInputs: P256, inputs: { algorithm: "RSA" } })) ?? [];
        expect(changes.map(({ path }) => path)).toEqual([
            ...["ecdsaCurve", "algorithm", "id"],
            ...["privateKeyPem", "privateKeyPemPkcs8", "privateKeyOpenssh", "publicKeyPem", "publicKeyOpenssh"],
            ...["publicKeyFingerprintMd5", "publicKeyFingerprintSha256"],
        ]);
        expect(await privateKey.diff({ oldInputs: P256, inputs: P256 })).toEqual([]);
    });

    it("accepts unknown inputs", async () => {
        expect((await privateKey.check({ algorithm: UNKNOWN, ecdsaCurve: UNKNOWN })).failures).toEqual([]);
    });
});

describe("certificates", () => {
    let authority: Awaited<ReturnType<typeof newAuthority>>;
    beforeAll(async () => {
        authority = await newAuthority();
    });

    it.each([
        ["sslserver", ["digital_signature", "key_encipherment", "server_auth"]],
        ["sslclient", ["digital_signature", "client_auth"]],
    ])("verify against their authority only for %s", async (purpose, allowedUses) => {
        const { outputs } = await newLeaf(authority, { allowedUses });
        const certificate = new X509Certificate(String(outputs["certPem"]));
        const issuer = new X509Certificate(authority.caCertPem);
        expect(certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)).toBe(true);
        expect(certificate.ca).toBe(false);
        for (const asked of ["sslserver", "sslclient"]) {
            const verified = runOn(
                "openssl",
                [authority.caCertPem, String(outputs["certPem"])],
                ([ca = "", leaf = ""]) => ["verify", ...["-x509_strict", "-purpose", asked, "-CAfile", ca, leaf]],
            );
            expect([undefined, asked === purpose]).toContain(
                verified === undefined ? undefined : verified.status === 0,
            );
        }
    });

    it.each([[{ algorithm: "RSA" }], [P256]])("can be signed by %j", async (algorithm) => {
        const signer = await newAuthority({}, algorithm);
        const { outputs } = await newLeaf(signer);
        const certificate = new X509Certificate(String(outputs["certPem"]));
        expect(certificate.verify(new X509Certificate(signer.caCertPem).publicKey)).toBe(true);
        expect(outputs["caKeyAlgorithm"]).toBe(algorithm.algorithm);
    });

    it("of an authority say so, and state their uses", () => {
        const certificate = new X509Certificate(authority.caCertPem);
        expect(certificate.ca).toBe(true);
        expect(certificate.subject.split("\n").sort()).toEqual(["CN=authority", "O=tests", "serialNumber=SHA256:a"]);
        const shown = runOn("openssl", [authority.caCertPem], ([ca = ""]) => ["x509", "-noout", "-text", "-in", ca]);
        const expected = [
            /Basic Constraints: critical\s+CA:TRUE\n/,
            /Key Usage: critical\s+Certificate Sign, CRL Sign\n/,
        ];
        const matches = expected.map((pattern) => shown === undefined || pattern.test(shown.stdout));
        expect(matches).toEqual([true, true]);
        expect(shown?.stdout ?? "Subject Key Identifier").toContain("Subject Key Identifier");
    });

    it("carry the requested names", async () => {
        const names = { dnsNames: ["localhost", "h.example"], ipAddresses: ["127.0.0.1", "::1"] };
        const { outputs } = await newLeaf(authority, {}, names);
        expect(new X509Certificate(String(outputs["certPem"])).subjectAltName).toBe(
            "DNS:localhost, DNS:h.example, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1",
        );
    });

    it("have a positive serial number as their id, and a lifetime of whole hours", async () => {
        const { id, outputs } = await newLeaf(authority);
        const certificate = new X509Certificate(String(outputs["certPem"]));
        expect(BigInt(`0x${certificate.serialNumber}`).toString()).toBe(id);
        expect(Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)).toBe(50 * HOUR);
        const [start, end] = ["validityStartTime", "validityEndTime"].map((time) => Date.parse(String(outputs[time])));
        expect(Number(end) - Number(start)).toBe(50 * HOUR);
    });

    it("keep the key that signed them secret", async () => {
        const { outputs } = await newLeaf(authority);
        expect(outputs["caPrivateKeyPem"]).toEqual(secret(authority.caPrivateKeyPem));
        const checked = await selfSigned.check(authority.inputs);
        expect(checked.inputs["privateKeyPem"]).toEqual(secret(authority.caPrivateKeyPem));
    });

    it("are predicted without being issued", async () => {
        const { outputs } = await selfSigned.create({ ...authority.inputs, privateKeyPem: UNKNOWN }, { preview: true });
        expect(outputs).toMatchObject({ certPem: UNKNOWN, validityEndTime: UNKNOWN, readyForRenewal: false });
    });

    it.each([
        [{ allowedUses: ["serverAuth"] }, "allowedUses", '"serverAuth"'],
        [{ validityPeriodHours: -1 }, "validityPeriodHours", "-1"],
        [{ earlyRenewalHours: -1 }, "earlyRenewalHours", "-1"],
        [{ privateKeyPem: undefined }, "privateKeyPem", "Missing"],
        [{ validityPeriodHours: null }, "validityPeriodHours", "Missing"],
        [{ validityPeriodHours: 1.5 }, "validityPeriodHours", "a whole number, got the number 1.5"],
        [{ maxPathLength: -2 }, "maxPathLength", "-2"],
        [{ uris: [] }, "uris", "has no input 'uris'"],
        [{ subject: { country: "CH" } }, "subject.country", "has no input 'country'"],
    ])("refuse %j", async (inputs, property, reason) => {
        const { failures } = await selfSigned.check({ ...authority.inputs, ...inputs });
        expect(failures).toEqual([{ property, reason: expect.stringContaining(reason) }]);
    });

    it("are rejected with an invalid key, request, authority's key, address or subject", async () => {
        const { caCertPem } = authority;
        const { privateKeyPem } = await newKey(P256);
        await expect(newAuthority({ privateKeyPem: "sesame" })).rejects.toThrow(
            /^Failed to parse privateKeyPem: (?!.*sesame)/,
        );
        for (const subject of [{}, { commonName: "", serialNumber: "" }]) {
            await expect(newAuthority({ subject })).rejects.toThrow("Invalid Certificate Subject");
        }
        await expect(newLeaf(authority, { certRequestPem: "x" })).rejects.toThrow("Failed to parse certRequestPem");
        await expect(newLeaf({ caCertPem, caPrivateKeyPem: privateKeyPem })).rejects.toThrow("is not the key");
        await expect(newLeaf(authority, {}, { ipAddresses: ["300.1.1.1"] })).rejects.toThrow('"300.1.1.1"');
    });
});

describe("the renewal of certificates", () => {
    const START = Date.UTC(2030, 0, 1);
    afterAll(() => {
        jest.useRealTimers();
    });

    it.each([
        ["is not due in its first hour", 1, 10, []],
        ["is not due just before the early renewal", 90 - 0.01, 10, []],
        ["is due at the early renewal", 90, 10, ["readyForRenewal"]],
        ["is due after the end, without early renewal", 100, 0, ["readyForRenewal"]],
        ["is due at once if early renewal is as long as the validity", 0, 100, ["readyForRenewal"]],
    ])("%s", async (_title, hoursLater, earlyRenewalHours, expected) => {
        setClock(START);
        const { inputs, outputs } = await newAuthority({ earlyRenewalHours });
        setClock(START + hoursLater * HOUR);
        const result = await selfSigned.diff({ oldInputs: inputs, inputs, oldOutputs: outputs });
        expect(result?.map(({ path }) => path)).toEqual(expected);
        expect(result?.every(({ replace }) => replace)).toBe(true);
        expect((await selfSigned.read(outputs))?.outputs["readyForRenewal"]).toBe(expected.length > 0);
    });

    it("cannot be predicted while its time is unknown, in the provider's own words", async () => {
        const { inputs, outputs } = await newAuthority();
        const later = { ...inputs, earlyRenewalHours: UNKNOWN };
        await expect(selfSigned.diff({ oldInputs: inputs, inputs: later, oldOutputs: outputs })).rejects.toThrow(
            /AttributeName\("early_renewal_hours"\): Value Conversion Error.*Received unknown value.*Target Type: int64/s,
        );
        expect((await selfSigned.create(later, { preview: true })).outputs["earlyRenewalHours"]).toBe(UNKNOWN);
    });

    it.each([
        ["as long as the validity", { earlyRenewalHours: 100 }, true],
        ["shorter", { earlyRenewalHours: 99 }, false],
        ["unknown", { earlyRenewalHours: UNKNOWN }, false],
        ["missing, and an unknown validity", { validityPeriodHours: UNKNOWN }, true],
    ])("is due from the start, or not, with an early renewal that is %s", async (_title, inputs, expected) => {
        const authority = { ...(await newAuthority()).inputs, ...inputs };
        expect((await selfSigned.create(authority, { preview: true })).outputs["readyForRenewal"]).toBe(expected);
    });

    it("is reported without causing a replacement when the validity becomes unknown", async () => {
        const { inputs, outputs } = await newAuthority();
        const unknown = { ...inputs, validityPeriodHours: UNKNOWN };
        const result = await selfSigned.diff({ oldInputs: inputs, inputs: unknown, oldOutputs: outputs });
        expect(result?.map(({ path, replace }) => [path, replace])).toEqual([
            ["validityPeriodHours", true],
            ["readyForRenewal", false],
        ]);
    });

    it("time changes in place; any other change replaces", async () => {
        const { inputs, outputs } = await newAuthority();
        const later = { ...inputs, earlyRenewalHours: 5 };
        const inPlace = await selfSigned.diff({ oldInputs: inputs, inputs: later, oldOutputs: outputs });
        expect(inPlace).toEqual([{ path: "earlyRenewalHours", kind: "update", replace: false }]);
        expect(await selfSigned.update(later, outputs)).toMatchObject({
            earlyRenewalHours: 5,
            certPem: outputs["certPem"],
            privateKeyPem: secret(inputs.privateKeyPem),
        });
        const longer = { ...inputs, validityPeriodHours: 200 };
        const replaced = await selfSigned.diff({ oldInputs: inputs, inputs: longer, oldOutputs: outputs });
        expect(replaced).toEqual([{ path: "validityPeriodHours", kind: "update", replace: true }]);
    });

    it("sees no change in a default that is written out", async () => {
        const { inputs, outputs } = await newAuthority();
        const writtenOut = { ...inputs, earlyRenewalHours: 0, setSubjectKeyId: false };
        expect(await selfSigned.diff({ oldInputs: inputs, inputs: writtenOut, oldOutputs: outputs })).toEqual([]);
    });
});
