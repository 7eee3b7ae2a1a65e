import { createPrivateKey, type KeyObject, type X509Certificate } from "node:crypto";
import type * as pulumi from "@pulumi/pulumi";
import { isRecord, recordAt } from "../../shared/json";
import { isUnknown, type Problem, type Rule } from "../validation/problems";
import { recordOf } from "../validation/rules";
import { membersOf, type Rules } from "../validation/walk";
import {
    authority,
    certificates,
    nameOf,
    oneCertificate,
    readCertificates,
    strongKey,
    strongSignature,
    unlimitedNames,
    usableFor,
    validNow,
} from "./broughtCertificate";
import { certificateFields } from "./certificateFields";
import { certificatesAbove, isSelfSigned } from "./chain";

/** A certificate authority that exists already, for example docker-machine's or a company's intermediate one. */
export interface ExistingAuthority {
    /**
     * The authority's certificate, PEM: one certificate, such as the contents of docker-machine's `ca.pem`. It becomes part of
     * every client's `ca.pem`. Its key is RSA with 2048 to 8192 bits, EC on P-256, P-384 or P-521, or Ed25519.
     */
    certPem: pulumi.Input<string>;
    /**
     * The private key of `certPem`, PEM without a passphrase (PKCS #8, PKCS #1 or SEC 1), such as the contents of docker-machine's
     * `ca-key.pem`. Keep it secret: anyone who holds it can present a server that clients trust. Required for the generation
     * that issues.
     *
     * @defaultValue none: clients trust the authority, and it issues nothing
     */
    keyPem?: pulumi.Input<string>;
    /**
     * The certificates above `certPem` up to its self-signed root, PEM, in any order. They become part of every client's
     * `ca.pem`, and servers present the intermediate ones. Required unless `certPem` is self-signed.
     *
     * @defaultValue none, for a self-signed certificate
     */
    chainPem?: pulumi.Input<string>;
}

const CHECKS = [validNow, strongKey, strongSignature, authority, usableFor("server"), unlimitedNames];

/** The kinds of private keys that the tls provider reads. */
const KEY_BLOCKS = ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"];

/** The private key in a text if it is the first PEM block, which is the only one that the tls provider reads. */
function readKey(value: unknown): KeyObject | undefined {
    const text = typeof value === "string" ? value : "";
    const [, first = ""] = /-----BEGIN ([A-Z0-9 ]+)-----/.exec(text) ?? [];
    try {
        return KEY_BLOCKS.includes(first) ? createPrivateKey(text) : undefined;
    } catch {
        return undefined;
    }
}

/** An authority's private key. The value is never shown. */
const authorityKey: Rule = (argument, value) => {
    if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED/.test(String(value))) {
        const command = "openssl pkey -in ca-key.pem -out ca-key-plain.pem";
        const fix = "Use the contents of the new file. The passphrase of the Azure CLI of 2014 is Docker123";
        return [{ argument, expected: `a private key without a passphrase, as from ${command}`, fix }];
    }
    const expected = "one private key in PEM: PKCS #8, PKCS #1 (RSA) or SEC 1 (EC), with no other block before it";
    const fix = "Convert it with: openssl pkey -in ca-key.pem -out ca-key-plain.pem (the given value is not shown)";
    return readKey(value) === undefined ? [{ argument, expected, fix }] : [];
};

const ONE = "Use the authority's own certificate, and put those above it in chainPem";

/** The rules for the members of an existing authority, each on its own. */
export const existingAuthorityRules = {
    certPem: { input: oneCertificate(ONE, ...CHECKS) },
    keyPem: { input: authorityKey },
    chainPem: { input: certificates(...CHECKS) },
} as const satisfies Rules<ExistingAuthority>;

const members = membersOf("", existingAuthorityRules, ["keyPem", "chainPem"]);

/** An existing authority: its members, and those that are known against each other. */
export const existingAuthorityRule: Rule = (argument, value) => {
    if (!isRecord(value)) {
        const expected = "an authority with certPem and, as needed, keyPem and chainPem";
        return [{ argument, expected, fix: "Write, for example, { certPem: … } (the given value is not shown)" }];
    }
    const own = members(argument, value);
    const [certificate] = readCertificates(value["certPem"]);
    return own.length > 0 || certificate === undefined
        ? own
        : [
              ...keyProblems(`${argument}.keyPem`, value["keyPem"], certificate),
              ...chainProblems(`${argument}.chainPem`, value["chainPem"], certificate),
          ];
};

function keyProblems(argument: string, keyPem: unknown, certificate: X509Certificate): readonly Problem[] {
    const key = readKey(keyPem);
    const expected = `the private key of the certificate ${nameOf(certificate.subject)}`;
    const fix = "Use the key and the certificate from the same place (the given value is not shown)";
    return key === undefined || certificate.checkPrivateKey(key) ? [] : [{ argument, expected, fix }];
}

function chainProblems(argument: string, chainPem: unknown, certificate: X509Certificate): readonly Problem[] {
    if (isUnknown(chainPem)) {
        return [];
    }
    const given = readCertificates(chainPem);
    const above = certificatesAbove(certificate, given);
    const top = above.at(-1) ?? certificate;
    if (!isSelfSigned(top)) {
        const expected = "all certificates above certPem, up to a self-signed root";
        const got = `nothing above ${nameOf(top.subject)}`;
        return [{ argument, expected, got, fix: `Add the certificate of ${nameOf(top.issuer)}` }];
    }
    const needless = given.find((one) =>
        [certificate, ...above].every((used) => used.fingerprint256 !== one.fingerprint256),
    );
    if (needless !== undefined) {
        const expected = "no certificates other than those above certPem, because clients trust them all";
        return [{ argument, expected, got: nameOf(needless.subject), fix: "Remove that certificate" }];
    }
    // Below the first one above is the authority itself, and so on.
    const short = above.find((one, index) => certificateFields(one).pathLength <= index);
    const expected = "authorities whose path length allows the authorities below them";
    const fix = "Use an authority closer to the root, or have the certificate issued without that limit";
    return short === undefined ? [] : [{ argument, expected, got: nameOf(short.subject), fix }];
}

/** Existing authorities by generation, each on its own and those that are known against each other. */
export const existingAuthoritiesRule: Rule = (argument, value) => {
    const own = each(argument, value);
    return own.length > 0 ? own : namesakeProblems(argument, recordAt(value));
};

const each = recordOf(existingAuthorityRule, "existing authorities by generation");

/**
 * Checks that clients can tell the authorities apart: of two with the same name, OpenSSL and Node.js try only the first, unless
 * the certificates below them name the key.
 */
function namesakeProblems(argument: string, value: Readonly<Record<string, unknown>>): readonly Problem[] {
    const authorities = Object.keys(value).flatMap((name) =>
        readCertificates(recordAt(value, name)["certPem"]).map((certificate) => ({ name, certificate })),
    );
    return authorities.flatMap(({ name, certificate }, index) => {
        const namesake = authorities
            .slice(0, index)
            .find(
                (other) =>
                    other.certificate.subject === certificate.subject && !areTold(other.certificate, certificate),
            );
        const expected = `an authority with another name than ${namesake?.name ?? ""}, or key identifiers in both`;
        const fix = "Use one of them: some clients could not tell them apart";
        const problem = { argument: `${argument}.${name}.certPem`, expected, got: nameOf(certificate.subject), fix };
        return namesake === undefined ? [] : [problem];
    });
}

/** Whether two authorities of the same name have the same key, or identifiers of their keys. */
const areTold = (one: X509Certificate, other: X509Certificate): boolean =>
    one.publicKey.equals(other.publicKey) ||
    [one, other].every((certificate) => certificateFields(certificate).hasKeyIdentifier);
