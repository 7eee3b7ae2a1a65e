import { createPublicKey, randomBytes, webcrypto, X509Certificate, type KeyObject } from "node:crypto";
import { isIP } from "node:net";
// The X.509 library's decorators need this for their metadata.
import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { firstPemBlock } from "./keys";
import { HOUR } from "../../shared/time";

/** The subject of a certificate. */
export interface Subject {
    commonName?: string;
    organization?: string;
    serialNumber?: string;
}

/** The names and addresses of a server. */
export interface AlternativeNames {
    dnsNames?: string[];
    ipAddresses?: string[];
}

/** The terms of a certificate, set by its issuer. */
export interface CertificateTerms {
    /** Values from {@link ALLOWED_USES}. */
    allowedUses: string[];
    validityPeriodHours: number;
    isCaCertificate: boolean;
    /** How many authorities may follow in a chain; -1 or undefined for any number. */
    maxPathLength?: number;
    setSubjectKeyId: boolean;
}

/** An issued certificate. */
export interface IssuedCertificate {
    /** The serial number in decimal digits. */
    serialNumber: string;
    certPem: string;
    notBefore: Date;
    notAfter: Date;
}

const KEY_USAGES = new Map([
    ["digital_signature", x509.KeyUsageFlags.digitalSignature],
    ["key_encipherment", x509.KeyUsageFlags.keyEncipherment],
    ["cert_signing", x509.KeyUsageFlags.keyCertSign],
    ["crl_signing", x509.KeyUsageFlags.cRLSign],
]);

const EXTENDED_KEY_USAGES = new Map([
    ["server_auth", "1.3.6.1.5.5.7.3.1"],
    ["client_auth", "1.3.6.1.5.5.7.3.2"],
]);

/** The values that `allowedUses` can contain. */
export const ALLOWED_USES = [...KEY_USAGES.keys(), ...EXTENDED_KEY_USAGES.keys()];

const SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
/** The subject's own number, not the certificate's. */
const SERIAL_NUMBER = "2.5.4.5";

/** Makes a certificate request, signed with the key. */
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

/** Issues a certificate that is signed with its own key. */
export async function selfSign(
    key: KeyObject,
    subject: Subject | undefined,
    names: AlternativeNames,
    terms: CertificateTerms,
): Promise<IssuedCertificate> {
    const name = toName(subject);
    if (terms.isCaCertificate && name.length === 0) {
        throw new Error("Invalid Certificate Subject: a certificate authority needs at least one name in its subject");
    }
    const publicKey = new x509.PublicKey(toSpki(key));
    return issue(key, terms, { publicKey, subject: name, issuer: name, extensions: alternativeNames(names) });
}

/** Issues the requested certificate, signed with an authority's key. */
export async function signRequest(
    certRequestPem: string,
    authority: { certPem: string; key: KeyObject },
    terms: CertificateTerms,
): Promise<IssuedCertificate> {
    const readRequest = (block: string) => new x509.Pkcs10CertificateRequest(block);
    const request = parse("certRequestPem", certRequestPem, "CERTIFICATE REQUEST", readRequest);
    const issuer = parse("caCertPem", authority.certPem, "CERTIFICATE", (block) => new x509.X509Certificate(block));
    if (!new X509Certificate(Buffer.from(issuer.rawData)).checkPrivateKey(authority.key)) {
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

/** Parses the first PEM block of an input. */
function parse<T>(input: string, text: string, label: string, read: (block: string) => T): T {
    try {
        return read(firstPemBlock(text, [label]));
    } catch {
        throw new Error(`Failed to parse ${input}: expected its first PEM block to be a ${label}`);
    }
}

/** The subject of a certificate and its issuer. */
interface Parties {
    publicKey: x509.PublicKey;
    subject: x509.JsonName | x509.Name;
    issuer: x509.JsonName | x509.Name;
    extensions: x509.Extension[];
}

async function issue(key: KeyObject, terms: CertificateTerms, parties: Parties): Promise<IssuedCertificate> {
    const serial = randomBytes(16);
    // X.509 requires positive serial numbers, and a leading 1 bit makes an ASN.1 integer negative.
    serial.writeUInt8(serial.readUInt8(0) & 0x7f, 0);
    const notBefore = new Date();
    const notAfter = new Date(notBefore.getTime() + terms.validityPeriodHours * HOUR);
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
        new x509.BasicConstraintsExtension(terms.isCaCertificate, pathLength(terms), true),
        ...(withSubjectKeyId ? [await x509.SubjectKeyIdentifierExtension.create(publicKey, false)] : []),
    ];
}

/** The provider does not set Go's `MaxPathLenZero`, so a maximum of 0 sets none. */
function pathLength({ isCaCertificate, maxPathLength = 0 }: CertificateTerms): number | undefined {
    if (maxPathLength > 0 && !isCaCertificate) {
        throw new Error("Failed to create certificate: x509: only CAs are allowed to specify MaxPathLen");
    }
    return maxPathLength > 0 ? maxPathLength : undefined;
}

/** Without the empty names, as the provider does. */
function toName({ organization, commonName, serialNumber }: Subject = {}): x509.JsonName {
    const parts = { O: organization, CN: commonName, [SERIAL_NUMBER]: serialNumber };
    return Object.entries(parts).flatMap(([type, value = ""]) => (value === "" ? [] : [{ [type]: [value] }]));
}

function alternativeNames({ dnsNames = [], ipAddresses = [] }: AlternativeNames): x509.Extension[] {
    const wrong = ipAddresses.find((address) => isIP(address) === 0);
    if (wrong !== undefined) {
        throw new Error(`Invalid IP address: Failed to parse ${JSON.stringify(wrong)}`);
    }
    const names: x509.JsonGeneralNames = [
        ...dnsNames.map((value) => ({ type: "dns" as const, value })),
        ...ipAddresses.map((value) => ({ type: "ip" as const, value })),
    ];
    return names.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(names)];
}

/** An algorithm of signatures, as Web Crypto names it. */
interface SigningAlgorithm {
    name: string;
    hash?: string;
    namedCurve?: string;
}

/** Algorithms by the type of the key, or by its curve. */
const ALGORITHMS = new Map<string, SigningAlgorithm>([
    ["rsa", { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }],
    ["prime256v1", { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" }],
    ["secp384r1", { name: "ECDSA", namedCurve: "P-384", hash: "SHA-384" }],
    ["secp521r1", { name: "ECDSA", namedCurve: "P-521", hash: "SHA-512" }],
    ["ed25519", { name: "Ed25519" }],
]);

function signingAlgorithm(key: KeyObject): SigningAlgorithm {
    const type = key.asymmetricKeyDetails?.namedCurve ?? key.asymmetricKeyType ?? "";
    const algorithm = ALGORITHMS.get(type);
    if (algorithm === undefined) {
        throw new Error(`The sandbox's stand-in does not sign with keys of the type ${type}`);
    }
    return algorithm;
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
