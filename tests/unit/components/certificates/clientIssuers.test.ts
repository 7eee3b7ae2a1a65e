import { afterEach, describe, expect, jest, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { clientIssuer, clientIssuersRule } from "../../../../components/certificates/clientIssuers";
import { DOCKER_MACHINE, opensslCertificate, rsaKey } from "../../../support/opensslCertificates";
import { problemOf } from "../../../support/problemOf";

const CLIENT = ["basicConstraints=CA:FALSE", "keyUsage=digitalSignature", "extendedKeyUsage=clientAuth"];
const ROOT = opensslCertificate({ subject: "root" });
const INTERMEDIATE = opensslCertificate({ subject: "intermediate" }, ROOT);
const SELF = opensslCertificate({ subject: "self", extensions: CLIENT });
const SERVER = ["basicConstraints=critical,CA:TRUE", "extendedKeyUsage=serverAuth"];

afterEach(() => {
    jest.restoreAllMocks();
});

describe("A client's issuer may be", () => {
    test.each([
        ["an authority", ROOT],
        ["an intermediate authority", INTERMEDIATE],
        ["docker-machine's authority", opensslCertificate({ subject: "alice", extensions: DOCKER_MACHINE })],
        ["a client's own certificate", SELF],
        ["a client's own certificate without extensions", opensslCertificate({ subject: "plain", extensions: [] })],
        ["an authority whose signature is old", opensslCertificate({ subject: "old", digest: "sha1" }, ROOT)],
    ])("%s", (_, { certPem }) => {
        expect(clientIssuer("issuer", certPem)).toEqual([]);
    });
});

describe("A client's issuer must", () => {
    const leaf = opensslCertificate({ subject: "leaf", extensions: CLIENT }, ROOT);
    test.each<[string, unknown, string, ...unknown[]]>([
        ["be a certificate", "cert.pem", "a PEM certificate from -----BEGIN"],
        ["be text", undefined, "a PEM certificate from -----BEGIN"],
        ["be one", INTERMEDIATE.certPem + ROOT.certPem, "exactly one certificate", 2],
        ["be whole", ROOT.certPem.slice(0, 200) + SELF.certPem, "a PEM certificate from -----BEGIN"],
        ["be public", SELF.certPem + SELF.keyPem, "a certificate without a private key"],
        [
            "be there itself",
            leaf.certPem,
            "the certificate of a client's issuer, because the daemon needs the issuer to accept a client",
            "a certificate issued by O=root (O=leaf)",
        ],
        [
            "be one for clients",
            opensslCertificate({ subject: "server", extensions: SERVER }).certPem,
            "extendedKeyUsage clientAuth, or no extended key usage",
            "1.3.6.1.5.5.7.3.1 (O=server)",
        ],
        [
            "have a long key",
            opensslCertificate({ subject: "short", key: rsaKey(1_024) }).certPem,
            "an RSA key of 2048 to 8192 bits",
            "rsa 1024 bits (O=short)",
        ],
    ])("%s", (_, pem, expected, ...got) => {
        expect(clientIssuer("issuer", pem)).toEqual([problemOf("issuer", expected, ...got)]);
    });

    test("not have expired", () => {
        jest.spyOn(Date, "now").mockReturnValue(Date.now() + 31 * 86_400_000);
        expect(clientIssuer("issuer", SELF.certPem)).toEqual([
            expect.objectContaining({ expected: "a certificate that is valid now" }),
        ]);
    });
});

describe("Clients' issuers", () => {
    const key = rsaKey();
    const former = opensslCertificate({ subject: "renewed", key });
    const renewed = opensslCertificate({ subject: "renewed", key });

    test("may be several, and none", () => {
        const several = { root: ROOT.certPem, self: SELF.certPem, later: pulumi.output("x") };
        expect([several, {}].flatMap((issuers) => clientIssuersRule("clientIssuers", issuers))).toEqual([]);
    });

    test("may share a name or a key but not both", () => {
        const sameKey = opensslCertificate({ subject: "another", key });
        const sameName = opensslCertificate({ subject: "renewed" });
        const issuers = { a: former.certPem, b: sameKey.certPem, c: sameName.certPem };
        expect(clientIssuersRule("clientIssuers", issuers)).toEqual([]);
    });

    test.each([
        ["the same certificate", ROOT, ROOT, "O=root"],
        ["the same key and name", former, renewed, "O=renewed"],
    ])("are refused with %s twice", (_, one, other, got) => {
        expect(clientIssuersRule("clientIssuers", { a: one.certPem, b: other.certPem })).toEqual([
            {
                argument: "clientIssuers.b",
                expected: "an issuer with another key or name than a, because their clients cannot be told apart",
                got,
                fix: expect.any(String),
            },
        ]);
    });

    test.each([
        { a: ROOT.certPem, b: INTERMEDIATE.certPem },
        { b: INTERMEDIATE.certPem, a: ROOT.certPem },
    ])("are refused if one is below another", (issuers) => {
        expect(clientIssuersRule("clientIssuers", issuers)).toEqual([
            {
                argument: "clientIssuers.b",
                expected: "an issuer that is not below a, whose entry lets in its clients too",
                got: "O=intermediate",
                fix: expect.any(String),
            },
        ]);
    });

    test("are named when they are wrong", () => {
        expect(clientIssuersRule("clientIssuers", { a: ROOT.certPem, b: "x" })).toEqual([
            expect.objectContaining({ argument: "clientIssuers.b" }),
        ]);
    });

    test.each([[[ROOT.certPem]], ["x"]])("are not a list or text", (value) => {
        expect(clientIssuersRule("clientIssuers", value)).toEqual([problemOf("clientIssuers", "certificates by name")]);
    });
});
