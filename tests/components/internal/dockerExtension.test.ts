import { describe, expect, test } from "@jest/globals";
import { certificatesFingerprint } from "../../../components/internal/daemonCertificates";
import {
    daemonOption,
    extensionProtectedSettings,
    extensionSettings,
} from "../../../components/internal/dockerExtension";

const CERTIFICATES = {
    ca: "-----BEGIN CERTIFICATE-----\nca\n-----END CERTIFICATE-----\n",
    cert: "-----BEGIN CERTIFICATE-----\ncert\n-----END CERTIFICATE-----\n",
    key: "-----BEGIN EC PRIVATE KEY-----\nkey\n-----END EC PRIVATE KEY-----\n",
};

describe("A flag of the daemon", () => {
    test.each([
        "",
        "log-level=warn",
        "--log-level warn",
        '--label="a"',
        "--label=$HOME",
        "--label=a\\b",
        "--label=`a`",
        "--label=a\nb",
        "-H",
        "-H=tcp://0.0.0.0:2375",
        "-Htcp://0.0.0.0:2375",
        "-DHtcp://0.0.0.0:2375",
        "--host=tcp://0.0.0.0:2375",
        "--tls",
        "--tls=false",
        "--tlsverify=false",
        "--tlscacert=/x",
        "--tlscert=/x",
        "--tlskey=/x",
        "--label=certs=x",
        "-v",
        "--version",
        "-h",
        "--help",
        "--validate",
        "--config-file=/etc/docker/other.json",
        "--bip=*",
        "--bip=?",
        "--bip=[1]",
        7,
    ])("is not %j", (value) => {
        expect(daemonOption("daemonOptions[0]", value)).toEqual([
            expect.objectContaining({ argument: "daemonOptions[0]", got: value }),
        ]);
    });

    test.each(["-D", "--debug", "--log-level=warn", "--label=tier=build", "-l=warn", "--bip=172.17.0.1/16", "--dns="])(
        "can be %s",
        (value) => {
            expect(daemonOption("daemonOptions[0]", value)).toEqual([]);
        },
    );
});

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
