import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer } from "node:tls";
import { describe, expect, test } from "@jest/globals";
import {
    certificatesIn,
    daemonBundle,
    issuersBundle,
    servedChain,
    trustedBundle,
} from "../../../../components/certificates/chain";
import { openssl, opensslCertificate, withFiles } from "../../../support/opensslCertificates";

const ROOT = opensslCertificate({ subject: "root" });
const POLICY = opensslCertificate({ subject: "policy" }, ROOT);
const ISSUING = opensslCertificate({ subject: "issuing" }, POLICY);
const OTHER = opensslCertificate({ subject: "other" });
const SERVER = ["basicConstraints=CA:FALSE", "extendedKeyUsage=serverAuth", "subjectAltName=DNS:localhost"];
const LEAF = opensslCertificate({ subject: "leaf", extensions: SERVER }, ISSUING);
const CHAIN = ROOT.certPem + POLICY.certPem;

describe("The certificates in a text", () => {
    test.each([
        ["nothing", "", []],
        ["a key", OTHER.keyPem, []],
        ["a certificate", OTHER.certPem, [OTHER.certPem]],
        ["lines of Windows", OTHER.certPem.replaceAll("\n", "\r\n"), [OTHER.certPem]],
        ["lines of another length", OTHER.certPem.replace(/([^-])\n([^-])/g, "$1$2"), [OTHER.certPem]],
        ["comments", `subject=x\n${OTHER.certPem}\n# root\n${ROOT.certPem}`, [OTHER.certPem, ROOT.certPem]],
        ["no line break at the end", OTHER.certPem.trimEnd() + ROOT.certPem, [OTHER.certPem, ROOT.certPem]],
    ])("of %s", (_, text, certificates) => {
        expect(certificatesIn(text)).toEqual(certificates);
    });

    test("are as Node.js writes them", () => {
        expect(certificatesIn(LEAF.certPem)).toEqual([new X509Certificate(LEAF.certPem).toString()]);
    });
});

describe("The bundle that clients trust", () => {
    test("is the certificate of one generation", () => {
        expect(trustedBundle([OTHER])).toBe(OTHER.certPem);
    });

    test("has the issuing generation first, then those above it, then the others", () => {
        const generations = [{ ...ISSUING, chainPem: CHAIN }, OTHER, { ...POLICY, chainPem: ROOT.certPem }];
        expect(trustedBundle(generations)).toBe(ISSUING.certPem + POLICY.certPem + ROOT.certPem + OTHER.certPem);
    });

    test("has each certificate once, whatever its form", () => {
        const windows = { certPem: `ca\r\n${ROOT.certPem.replaceAll("\n", "\r\n")}` };
        expect(trustedBundle([ROOT, windows, { ...POLICY, chainPem: CHAIN }])).toBe(ROOT.certPem + POLICY.certPem);
    });

    test("has nothing that is not above the generation", () => {
        expect(trustedBundle([{ ...POLICY, chainPem: OTHER.certPem + ROOT.certPem }])).toBe(
            POLICY.certPem + ROOT.certPem,
        );
    });
});

describe("The certificates that a server presents", () => {
    const self = opensslCertificate({ subject: "server", extensions: SERVER }, OTHER);
    const bundle = trustedBundle([{ ...ISSUING, chainPem: CHAIN }, OTHER]);

    test("are its own alone under a self-signed authority", () => {
        expect(servedChain(self.certPem, trustedBundle([OTHER, ROOT]))).toBe(self.certPem);
    });

    test("are its own and the intermediate ones, without the root", () => {
        expect(servedChain(LEAF.certPem, bundle)).toBe(LEAF.certPem + ISSUING.certPem + POLICY.certPem);
    });

    test.each([
        ["the bundle", bundle],
        ["the root alone", ROOT.certPem],
    ])("are accepted by Node.js with %s", async (_, ca) => {
        await expect(authorized(servedChain(LEAF.certPem, bundle), ca)).resolves.toBe(true);
    });

    test.each([
        ["the bundle", bundle],
        ["the root alone", ROOT.certPem],
    ])("are accepted by OpenSSL with %s", (_, ca) => {
        const verified = withFiles([ca, servedChain(LEAF.certPem, bundle)], ([trusted = "", served = ""]) =>
            openssl(["verify", "-purpose", "sslserver", "-CAfile", trusted, "-untrusted", served, served]),
        );
        expect(verified).toContain("OK");
    });
});

/** Whether a client that trusts `ca` accepts a server that presents `cert`. */
async function authorized(cert: string, ca: string): Promise<boolean> {
    const server = createServer({ cert, key: LEAF.keyPem }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const socket = connect({
        host: "127.0.0.1",
        port: (server.address() as AddressInfo).port,
        servername: "localhost",
        ca,
    });
    try {
        await once(socket, "secureConnect");
        return socket.authorized;
    } finally {
        socket.destroy();
        server.close();
    }
}

describe("The bundle of a daemon", () => {
    const issuers = { b: OTHER.certPem.trimEnd(), a: ROOT.certPem, B: POLICY.certPem.replaceAll("\n", "\r\n") };

    test("has the clients' issuers in the order of their names, and nothing between them", () => {
        expect(issuersBundle(issuers)).toBe(POLICY.certPem + ROOT.certPem + OTHER.certPem);
    });

    test("has the certificate of its own readiness gate last", () => {
        expect(daemonBundle(issuers, LEAF.certPem)).toBe(issuersBundle(issuers) + LEAF.certPem);
    });

    test("lets in the readiness gate alone without clients", () => {
        expect(daemonBundle({}, LEAF.certPem)).toBe(LEAF.certPem);
    });
});
