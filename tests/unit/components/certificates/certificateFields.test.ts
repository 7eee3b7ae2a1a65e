import { X509Certificate } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { certificateFields } from "../../../../components/certificates/certificateFields";
import { opensslCertificate, rsaKey } from "../../../support/opensslCertificates";

const fields = (certPem: string) => certificateFields(new X509Certificate(certPem));

describe("The fields of a certificate", () => {
    test.each([
        ["no extensions", [], Infinity, false],
        ["no constraints", ["subjectKeyIdentifier=hash"], Infinity, false],
        ["no authority", ["basicConstraints=CA:FALSE"], Infinity, false],
        ["an authority", ["basicConstraints=critical,CA:TRUE"], Infinity, false],
        ["an authority without others", ["basicConstraints=critical,CA:TRUE,pathlen:0"], 0, false],
        ["a long path", ["basicConstraints=CA:TRUE,pathlen:255"], 255, false],
        ["permitted names", ["nameConstraints=critical,permitted;DNS:example.com"], Infinity, true],
        ["excluded names", ["nameConstraints=excluded;DNS:example.com"], Infinity, false],
    ])("with %s", (_, extensions, pathLength, permitsSomeNamesOnly) => {
        const { certPem } = opensslCertificate({ subject: "test", extensions });
        expect(fields(certPem)).toMatchObject({ pathLength, permitsSomeNamesOnly });
    });

    test.each([
        ["RSA", rsaKey(), "md5", "2a864886f70d010104"],
        ["RSA", rsaKey(), "sha1", "2a864886f70d010105"],
        ["RSA", rsaKey(), "sha256", "2a864886f70d01010b"],
        ["EC", undefined, "sha1", "2a8648ce3d0401"],
        ["EC", undefined, "sha384", "2a8648ce3d040303"],
    ])("of a signature by an %s key %#", (_, key, digest, signatureAlgorithm) => {
        const { certPem } = opensslCertificate({ subject: "test", digest, ...(key && { key }) });
        expect(fields(certPem)).toMatchObject({ signatureAlgorithm });
    });
});
