import { createPublicKey, randomBytes, webcrypto, X509Certificate, type KeyObject } from "node:crypto";
import { isIP } from "node:net";
// The X.509 library finds its parts by decorators, whose metadata needs this.
import "reflect-metadata";
import * as x509 from "@peculiar/x509";

/** Whom a certificate names; every part is optional. */
export interface Subject {
    country?: string;
    organization?: string;
    organizationalUnit?: string;
    locality?: string;
    province?: string;
    streetAddresses?: string[];
    postalCode?: string;
    commonName?: string;
    serialNumber?: string;
    emailAddress?: string;
}

/** The names under which a server answers. */
export interface AlternativeNames {
    dnsNames?: string[];
    ipAddresses?: string[];
    uris?: string[];
}

/** What the issuer decides about a certificate. */
export interface CertificateTerms {
    /** Names from {@link ALLOWED_USES}. */
    allowedUses: string[];
    validityPeriodHours: number;
    isCaCertificate: boolean;
    /** How many authorities may stand below this one; 0 sets no limit, as in the real provider. */
    maxPathLength?: number;
    setSubjectKeyId: boolean;
}

/** A certificate as issued. */
export interface IssuedCertificate {
    /** The serial number in decimal digits. */
    serialNumber: string;
    certPem: string;
    notBefore: Date;
    notAfter: Date;
}

const KEY_USAGES = new Map([
    ["digital_signature", x509.KeyUsageFlags.digitalSignature],
    ["content_commitment", x509.KeyUsageFlags.nonRepudiation],
    ["key_encipherment", x509.KeyUsageFlags.keyEncipherment],
    ["data_encipherment", x509.KeyUsageFlags.dataEncipherment],
    ["key_agreement", x509.KeyUsageFlags.keyAgreement],
    ["cert_signing", x509.KeyUsageFlags.keyCertSign],
    ["crl_signing", x509.KeyUsageFlags.cRLSign],
    ["encipher_only", x509.KeyUsageFlags.encipherOnly],
    ["decipher_only", x509.KeyUsageFlags.decipherOnly],
]);

const EXTENDED_KEY_USAGES = new Map([
    ["any_extended", "2.5.29.37.0"],
    ["server_auth", "1.3.6.1.5.5.7.3.1"],
    ["client_auth", "1.3.6.1.5.5.7.3.2"],
    ["code_signing", "1.3.6.1.5.5.7.3.3"],
    ["email_protection", "1.3.6.1.5.5.7.3.4"],
    ["ipsec_end_system", "1.3.6.1.5.5.7.3.5"],
    ["ipsec_tunnel", "1.3.6.1.5.5.7.3.6"],
    ["ipsec_user", "1.3.6.1.5.5.7.3.7"],
    ["timestamping", "1.3.6.1.5.5.7.3.8"],
    ["ocsp_signing", "1.3.6.1.5.5.7.3.9"],
    ["microsoft_server_gated_crypto", "1.3.6.1.4.1.311.10.3.3"],
    ["netscape_server_gated_crypto", "2.16.840.1.113730.4.1"],
    ["microsoft_commercial_code_signing", "1.3.6.1.4.1.311.2.1.22"],
    ["microsoft_kernel_code_signing", "1.3.6.1.4.1.311.61.1.1"],
]);

/** The names that `allowedUses` may hold. */
export const ALLOWED_USES = [...KEY_USAGES.keys(), ...EXTENDED_KEY_USAGES.keys()];

const SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";

/** Attribute types in the order in which a distinguished name holds them. */
const SUBJECT_ATTRIBUTES: [keyof Subject, string][] = [
    ["country", "C"],
    ["organization", "O"],
    ["organizationalUnit", "OU"],
    ["locality", "L"],
    ["province", "ST"],
    ["streetAddresses", "2.5.4.9"],
    ["postalCode", "2.5.4.17"],
    ["commonName", "CN"],
    ["serialNumber", "2.5.4.5"],
    ["emailAddress", "E"],
];

/** Makes a request for a certificate of the key's owner. */
export async function requestCertificate(
    key: KeyObject,
    subject: Subject | undefined,
    names: AlternativeNames,
): Promise<x509.Pkcs10CertificateRequest> {
    return x509.Pkcs10CertificateRequestGenerator.create({
        name: toName(subject),
        keys: await toCryptoKeys(key),
        signingAlgorithm: signingAlgorithm(key),
        extensions: alternativeNames(names),
    });
}

/** Issues a certificate that its own key signs. */
export async function selfSign(
    key: KeyObject,
    subject: Subject | undefined,
    names: AlternativeNames,
    terms: CertificateTerms & { setAuthorityKeyId: boolean },
): Promise<IssuedCertificate> {
    const name = toName(subject);
    if (terms.isCaCertificate && name.length === 0) {
        throw new Error("Invalid Certificate Subject: a certificate authority needs at least one name in its subject");
    }
    const publicKey = new x509.PublicKey(toSpki(key));
    const authorityKeyId = terms.setAuthorityKeyId ? [await authorityKeyIdentifier(publicKey)] : [];
    return issue(key, terms, {
        publicKey,
        subject: name,
        issuer: name,
        extensions: [...authorityKeyId, ...alternativeNames(names)],
    });
}

/** Issues the certificate that was asked for, signed by an authority's key. */
export async function signRequest(
    certRequestPem: string,
    authority: { certPem: string; key: KeyObject },
    terms: CertificateTerms,
): Promise<IssuedCertificate> {
    const request = parse("certRequestPem", () => new x509.Pkcs10CertificateRequest(certRequestPem));
    const issuer = parse("caCertPem", () => new x509.X509Certificate(authority.certPem));
    if (!new X509Certificate(authority.certPem).checkPrivateKey(authority.key)) {
        throw new Error("Failed to create certificate: caPrivateKeyPem is not the key of the certificate in caCertPem");
    }
    const issuerKeyId = issuer.getExtension(x509.SubjectKeyIdentifierExtension)?.keyId;
    const names = request.getExtension(SUBJECT_ALTERNATIVE_NAME);
    return issue(authority.key, terms, {
        publicKey: request.publicKey,
        subject: request.subjectName,
        issuer: issuer.subjectName,
        extensions: [
            ...(issuerKeyId === undefined ? [] : [new x509.AuthorityKeyIdentifierExtension(issuerKeyId)]),
            ...(names === null ? [] : [names]),
        ],
    });
}

function parse<T>(input: string, read: () => T): T {
    try {
        return read();
    } catch {
        throw new Error(`Failed to parse ${input}: expected it in PEM format`);
    }
}

/** Whom a certificate is about, and who vouches for it. */
interface Parties {
    publicKey: x509.PublicKey;
    subject: x509.JsonName | x509.Name;
    issuer: x509.JsonName | x509.Name;
    extensions: x509.Extension[];
}

async function issue(key: KeyObject, terms: CertificateTerms, parties: Parties): Promise<IssuedCertificate> {
    const serial = randomBytes(16);
    // X.509 wants positive serial numbers, and a leading bit of one makes an ASN.1 integer negative.
    serial.writeUInt8(serial.readUInt8(0) & 0x7f, 0);
    const notBefore = new Date();
    const notAfter = new Date(notBefore.getTime() + terms.validityPeriodHours * 3_600_000);
    const certificate = await x509.X509CertificateGenerator.create({
        ...parties,
        serialNumber: serial.toString("hex"),
        notBefore,
        notAfter,
        signingKey: (await toCryptoKeys(key)).privateKey,
        signingAlgorithm: signingAlgorithm(key),
        extensions: [...(await termExtensions(terms, parties.publicKey)), ...parties.extensions],
    });
    const certPem = `${certificate.toString("pem")}\n`;
    return { serialNumber: BigInt(`0x${serial.toString("hex")}`).toString(), certPem, notBefore, notAfter };
}

async function termExtensions(terms: CertificateTerms, publicKey: x509.PublicKey): Promise<x509.Extension[]> {
    const usages = terms.allowedUses.flatMap((use) => KEY_USAGES.get(use) ?? []);
    const extended = terms.allowedUses.flatMap((use) => EXTENDED_KEY_USAGES.get(use) ?? []);
    const pathLength = terms.isCaCertificate && terms.maxPathLength ? terms.maxPathLength : undefined;
    const withSubjectKeyId = terms.isCaCertificate || terms.setSubjectKeyId;
    return [
        ...(usages.length === 0
            ? []
            : [
                  new x509.KeyUsagesExtension(
                      usages.reduce((sum, usage) => sum | usage),
                      true,
                  ),
              ]),
        ...(extended.length === 0 ? [] : [new x509.ExtendedKeyUsageExtension(extended)]),
        new x509.BasicConstraintsExtension(terms.isCaCertificate, pathLength, true),
        ...(withSubjectKeyId ? [await x509.SubjectKeyIdentifierExtension.create(publicKey, false)] : []),
    ];
}

async function authorityKeyIdentifier(publicKey: x509.PublicKey): Promise<x509.Extension> {
    return x509.AuthorityKeyIdentifierExtension.create(publicKey, false);
}

function toName(subject: Subject = {}): x509.JsonName {
    return SUBJECT_ATTRIBUTES.flatMap(([part, type]) =>
        [subject[part] ?? []].flat().map((value) => ({ [type]: [value] })),
    );
}

function alternativeNames({ dnsNames = [], ipAddresses = [], uris = [] }: AlternativeNames): x509.Extension[] {
    const wrong = ipAddresses.find((address) => isIP(address) === 0);
    if (wrong !== undefined) {
        throw new Error(`Invalid IP address: Failed to parse ${JSON.stringify(wrong)}`);
    }
    const names: x509.JsonGeneralNames = [
        ...dnsNames.map((value) => ({ type: "dns" as const, value })),
        ...ipAddresses.map((value) => ({ type: "ip" as const, value })),
        ...uris.map((value) => ({ type: "url" as const, value })),
    ];
    return names.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(names)];
}

const SHA256 = { hash: "SHA-256" };

/** Curves by OpenSSL's names, with the hashes that their signatures use. */
const CURVES = new Map([
    ["prime256v1", { namedCurve: "P-256", hash: "SHA-256" }],
    ["secp384r1", { namedCurve: "P-384", hash: "SHA-384" }],
    ["secp521r1", { namedCurve: "P-521", hash: "SHA-512" }],
]);

function signingAlgorithm(key: KeyObject): { name: string } {
    if (key.asymmetricKeyType === "ec") {
        const curve = key.asymmetricKeyDetails?.namedCurve ?? "unknown";
        const parameters = CURVES.get(curve);
        if (parameters === undefined) {
            throw new Error(`the sandbox signs certificates with curves P256, P384 and P521, not with ${curve}`);
        }
        return { name: "ECDSA", ...parameters };
    }
    return key.asymmetricKeyType === "rsa" ? { name: "RSASSA-PKCS1-v1_5", ...SHA256 } : { name: "Ed25519" };
}

async function toCryptoKeys(key: KeyObject): Promise<webcrypto.CryptoKeyPair> {
    const algorithm = signingAlgorithm(key);
    const pkcs8 = key.export({ type: "pkcs8", format: "der" });
    return {
        privateKey: await webcrypto.subtle.importKey("pkcs8", pkcs8, algorithm, false, ["sign"]),
        publicKey: await webcrypto.subtle.importKey("spki", toSpki(key), algorithm, true, ["verify"]),
    };
}

function toSpki(key: KeyObject): Buffer {
    return createPublicKey(key).export({ type: "spki", format: "der" });
}
