import { X509Certificate, type KeyObject } from "node:crypto";
import type { Problem, Rule } from "../validation/problems";
import { certificateFields } from "./certificateFields";
import { certificatesIn, isSelfSigned } from "./chain";

/** The problem with a certificate; undefined if it is a good one. */
export type Check = (certificate: X509Certificate) => Omit<Problem, "argument"> | undefined;

/**
 * The certificates in a text; none if there is any other block in it or one that cannot be read, or if the value is not a text
 * or not known yet.
 */
export function readCertificates(value: unknown): readonly X509Certificate[] {
    const text = typeof value === "string" ? value : "";
    try {
        const certificates = certificatesIn(text).map((pem) => new X509Certificate(pem));
        // The checks read these too, and must not fail then.
        certificates.forEach((one) => [one.publicKey, certificateFields(one)]);
        return text.split("-----BEGIN ").length - 1 === certificates.length ? certificates : [];
    } catch {
        return [];
    }
}

/**
 * One certificate in PEM that passes all checks. A text without one is never shown, because it might be a key passed by
 * mistake; of a certificate, only its names and the field in question are shown.
 */
export const oneCertificate =
    (fix: string, ...checks: readonly Check[]): Rule =>
    (argument, value) => {
        const { length } = readCertificates(value);
        return length > 1
            ? [{ argument, expected: "exactly one certificate", got: length, fix }]
            : certificates(...checks)(argument, value);
    };

/** One or more certificates in PEM that each pass all checks. */
export const certificates =
    (...checks: readonly Check[]): Rule =>
    (argument, value) => {
        if (typeof value === "string" && value.includes("PRIVATE KEY-----")) {
            const fix = "Remove the private key: certificates are stored in clear (the given value is not shown)";
            return [{ argument, expected: "a certificate without a private key", fix }];
        }
        const found = readCertificates(value);
        const expected = "a PEM certificate from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----";
        const fix = "Use the contents of a file such as ca.pem (the given value is not shown)";
        return found.length === 0
            ? [{ argument, expected, fix }]
            : found.flatMap((one) => checks.flatMap((check) => check(one) ?? [])).map((one) => ({ argument, ...one }));
    };

/** A distinguished name on one line, as Node.js shows a certificate's subject or issuer. */
export const nameOf = (name: string): string => name.replaceAll("\n", ", ");

/** A check with one condition. Its problem shows the certificate's subject, and the fact in question if it says more. */
function check(
    holds: (certificate: X509Certificate) => boolean,
    expected: string,
    fix: string,
    fact?: (certificate: X509Certificate) => string,
): Check {
    return (certificate) => {
        const subject = nameOf(certificate.subject);
        const got = fact === undefined ? subject : `${fact(certificate)} (${subject})`;
        return holds(certificate) ? undefined : { expected, got, fix };
    };
}

const day = (date: string): string => new Date(date).toISOString().slice(0, 10);

/** The certificate is valid at this moment. */
export const validNow = check(
    ({ validFrom, validTo }) => Date.parse(validFrom) <= Date.now() && Date.now() < Date.parse(validTo),
    "a certificate that is valid now",
    "Renew it, or use another one",
    ({ validFrom, validTo }) => `valid from ${day(validFrom)} to ${day(validTo)}`,
);

/** Go's TLS and OpenSSL, at its default security level, accept the key. */
export const strongKey = check(
    ({ publicKey: { asymmetricKeyType, asymmetricKeyDetails: { modulusLength = 0, namedCurve = "" } = {} } }) =>
        asymmetricKeyType === "ed25519" ||
        (asymmetricKeyType === "rsa" && modulusLength >= 2_048 && modulusLength <= 8_192) ||
        (asymmetricKeyType === "ec" && ["prime256v1", "secp384r1", "secp521r1"].includes(namedCurve)),
    "an RSA key of 2048 to 8192 bits, an EC key on P-256, P-384 or P-521, or an Ed25519 key",
    "Use an authority with such a key",
    ({ publicKey }) => keyText(publicKey),
);

function keyText({ asymmetricKeyType, asymmetricKeyDetails: { modulusLength, namedCurve } = {} }: KeyObject): string {
    return [asymmetricKeyType, namedCurve, modulusLength && `${modulusLength} bits`].filter(Boolean).join(" ");
}

/** Algorithms of signatures that Go and OpenSSL accept: RFC 4055, 5758 and 8410. */
const STRONG_SIGNATURES = [
    // RSA: PKCS #1 with SHA-256, SHA-384 and SHA-512, and PSS.
    ...["2a864886f70d01010b", "2a864886f70d01010c", "2a864886f70d01010d", "2a864886f70d01010a"],
    // ECDSA with SHA-256, SHA-384 and SHA-512.
    ...["2a8648ce3d040302", "2a8648ce3d040303", "2a8648ce3d040304"],
    // Ed25519.
    "2b6570",
];

/** The certificate's signature is strong, or it is the certificate's own, which nobody checks. */
export const strongSignature = check(
    (certificate) =>
        isSelfSigned(certificate) || STRONG_SIGNATURES.includes(certificateFields(certificate).signatureAlgorithm),
    "a signature with SHA-256 or stronger, because TLS clients refuse MD5 and SHA-1",
    "Have the certificate issued with SHA-256",
);

/** The certificate is an authority's. */
export const authority = check(
    ({ ca }) => ca,
    "a certificate that may sign others (CA:TRUE, and keyCertSign if it lists key usages)",
    "Use the certificate of the authority, such as ca.pem, and not one that it has issued",
);

const EXTENDED_KEY_USAGES = { server: "1.3.6.1.5.5.7.3.1", client: "1.3.6.1.5.5.7.3.2" };
const ANY_EXTENDED_KEY_USAGE = "2.5.29.37.0";

/** Node.js calls them keyUsage, and gives undefined for a certificate without any. */
const extendedKeyUsages = ({ keyUsage = [ANY_EXTENDED_KEY_USAGE] }: { readonly keyUsage?: readonly string[] }) =>
    keyUsage;

/** If a certificate lists extended key usages, those of the certificates below it must be among them. */
export const usableFor = (role: keyof typeof EXTENDED_KEY_USAGES): Check =>
    check(
        (certificate) =>
            [EXTENDED_KEY_USAGES[role], ANY_EXTENDED_KEY_USAGE].some((usage) =>
                extendedKeyUsages(certificate).includes(usage),
            ),
        `extendedKeyUsage ${role}Auth, or no extended key usage`,
        `Use a certificate for ${role}s`,
        (certificate) => extendedKeyUsages(certificate).join(", "),
    );

/** The authority may sign for every name. */
export const unlimitedNames = check(
    (certificate) => !certificateFields(certificate).permitsSomeNamesOnly,
    "an authority without permitted names (nameConstraints), because hosts are also named localhost",
    "Use another authority, or have the certificate issued without that limit",
);
