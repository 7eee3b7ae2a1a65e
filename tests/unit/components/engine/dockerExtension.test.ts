import { describe, expect, test } from "@jest/globals";
import { certificatesFingerprint } from "../../../../components/engine/daemonCertificates";
import { extensionProtectedSettings, extensionSettings } from "../../../../components/engine/dockerExtension";

const CERTIFICATES = {
    ca: "-----BEGIN CERTIFICATE-----\nca\n-----END CERTIFICATE-----\n",
    cert: "-----BEGIN CERTIFICATE-----\ncert\n-----END CERTIFICATE-----\n",
    key: "-----BEGIN EC PRIVATE KEY-----\nkey\n-----END EC PRIVATE KEY-----\n",
};

describe("The fingerprint of the certificates", () => {
    const fingerprint = certificatesFingerprint(CERTIFICATES);

    test.each(["ca", "cert"])("changes with the %s", (name) => {
        expect(certificatesFingerprint({ ...CERTIFICATES, [name]: "another" })).not.toBe(fingerprint);
    });

    test("tells nothing of the key", () => {
        expect(certificatesFingerprint({ ...CERTIFICATES, key: "another" })).toBe(fingerprint);
    });

    test("can be a label's value", () => {
        expect(fingerprint).toMatch(/^[0-9a-f]{16}$/);
    });
});

describe("The extension's settings", () => {
    test("hold the port as a string, and the flags", () => {
        expect(extensionSettings(4243, ["--icc=false", "--debug"])).toEqual({
            docker: { port: "4243", options: ["--icc=false", "--debug"] },
        });
    });
});

describe("The extension's protected settings", () => {
    test.each(["ca", "cert", "key"])("are refused without the %s, since the port would open without TLS", (name) => {
        expect(() => extensionProtectedSettings({ ...CERTIFICATES, [name]: "" })).toThrow(
            `The daemon's ${name} is not PEM`,
        );
    });

    test("are refused without showing what came", () => {
        expect(() => extensionProtectedSettings({ ...CERTIFICATES, key: "s3cret" })).toThrow(
            expect.objectContaining({ message: expect.not.stringContaining("s3cret") }),
        );
    });

    test("hold the three in base64, on one line each", () => {
        const { certs } = extensionProtectedSettings(CERTIFICATES) as { certs: Record<string, string> };
        expect(Object.entries(certs).map(([name, text]) => [name, Buffer.from(text, "base64").toString()])).toEqual(
            Object.entries(CERTIFICATES),
        );
        expect(Object.values(certs).join("")).not.toMatch(/\s/);
    });
});
