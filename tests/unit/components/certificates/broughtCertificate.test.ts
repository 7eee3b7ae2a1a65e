import { createPublicKey, X509Certificate } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { strongKey } from "../../../../components/certificates/broughtCertificate";
import { openssl, opensslCertificate, withFiles } from "../../../support/opensslCertificates";

const AUTHORITY = opensslCertificate({ subject: "authority" });

describe("An RSA key that is longer than Go accepts", () => {
    test.each([
        [8_192, undefined],
        [8_200, "rsa 8200 bits (O=long)"],
    ])("is refused: %d bits", (bits, got) => {
        expect(strongKey(certificateFor(bits))?.got).toBe(got);
    });
});

/** A certificate for an RSA key that nobody has: it takes seconds to make a long one. */
function certificateFor(bits: number): X509Certificate {
    const modulus = Buffer.alloc(bits / 8, 0xff).toString("base64url");
    const key = createPublicKey({ key: { kty: "RSA", n: modulus, e: "AQAB" }, format: "jwk" });
    const publicPem = key.export({ type: "spki", format: "pem" }) as string;
    const pem = withFiles([publicPem, AUTHORITY.certPem, AUTHORITY.keyPem], ([file = "", ca = "", caKey = ""]) =>
        openssl(["x509", "-new", "-subj", "/O=long", "-force_pubkey", file, "-CA", ca, "-CAkey", caKey]),
    );
    return new X509Certificate(pem);
}
