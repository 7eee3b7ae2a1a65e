import type * as tls from "@pulumi/tls";
import { KeyAlgorithm } from "../options";

/** The role of a certificate. */
export type CertificateRole = "authority" | "server" | "client";

/**
 * Key usages and extended key usages (RFC 5280, 4.2.1.3 and 4.2.1.12), spelled as the tls provider expects them. Its
 * documentation lists camelCase, which fails at `up`.
 */
const USES: Readonly<Record<CertificateRole, readonly string[]>> = {
    authority: ["cert_signing", "crl_signing"],
    server: ["digital_signature", "server_auth"],
    client: ["digital_signature", "client_auth"],
};

/** The uses of a certificate. Key encipherment applies to RSA only: TLS 1.2 can encrypt a secret to an RSA key. */
export function certificateUses(role: CertificateRole, algorithm: KeyAlgorithm): string[] {
    const rsaLeaf = role !== "authority" && algorithm !== KeyAlgorithm.EcdsaP256;
    return rsaLeaf ? [...USES[role], "key_encipherment"] : [...USES[role]];
}

/** The arguments of a private key for an algorithm. The provider's default curve, P-224, does not work with Go's TLS. */
export function privateKeyArgs(algorithm: KeyAlgorithm): tls.PrivateKeyArgs {
    return algorithm === KeyAlgorithm.EcdsaP256
        ? { algorithm: "ECDSA", ecdsaCurve: "P256" }
        : { algorithm: "RSA", rsaBits: Number(algorithm.slice("RSA-".length)) };
}
