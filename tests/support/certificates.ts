import { createPrivateKey } from "node:crypto";
import { isIP } from "node:net";
import { generateKey, renderKey } from "../../sandbox/providers/keys";
import { requestCertificate, selfSign, signRequest } from "../../sandbox/providers/x509";

/** A certificate and its private key, PEM. */
export interface KeyAndCertificate {
    readonly certPem: string;
    readonly keyPem: string;
}

/** What a certificate for a test is to say. */
export interface CertificateContent {
    readonly commonName: string;
    /** As the tls provider spells them. @defaultValue none */
    readonly uses?: readonly string[];
    /** DNS names and IP addresses. @defaultValue none */
    readonly names?: readonly string[];
    /** @defaultValue 24 */
    readonly validityHours?: number;
}

/** Makes a self-signed authority for a test, with a common name or a whole subject. */
export function issueAuthority(name: string | Subject, validityHours = 24): Promise<KeyAndCertificate> {
    return issueSelfSigned(name, { ...termsOf(["cert_signing"], validityHours), isCaCertificate: true });
}

/** Makes a client for a test that is its own issuer, as the readiness check is. */
export function issueSelfSignedClient(commonName: string): Promise<KeyAndCertificate> {
    return issueSelfSigned(commonName, termsOf(["digital_signature", "client_auth"], 24));
}

type Subject = Readonly<Record<string, string>>;

async function issueSelfSigned(name: string | Subject, terms: ReturnType<typeof termsOf>): Promise<KeyAndCertificate> {
    const key = await generateKey({ algorithm: "ECDSA", rsaBits: 0 });
    const subject = typeof name === "string" ? { commonName: name } : name;
    const { certPem } = await selfSign(key, subject, {}, terms);
    return { certPem, keyPem: renderKey(key).privateKeyPem };
}

/** Has an authority sign a certificate for a key made for it. */
export async function issue(content: CertificateContent, authority: KeyAndCertificate): Promise<KeyAndCertificate> {
    const { commonName, uses = [], names = [], validityHours = 24 } = content;
    const key = await generateKey({ algorithm: "ECDSA", rsaBits: 0 });
    const alternativeNames = {
        dnsNames: names.filter((name) => isIP(name) === 0),
        ipAddresses: names.filter((name) => isIP(name) !== 0),
    };
    const request = await requestCertificate(key, { commonName }, alternativeNames);
    const issuer = { certPem: authority.certPem, key: createPrivateKey(authority.keyPem) };
    const { certPem } = await signRequest(request.toString("pem"), issuer, termsOf(uses, validityHours));
    return { certPem, keyPem: renderKey(key).privateKeyPem };
}

function termsOf(uses: readonly string[], validityPeriodHours: number) {
    return { allowedUses: [...uses], validityPeriodHours, isCaCertificate: false, setSubjectKeyId: true };
}
