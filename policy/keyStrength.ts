import { createPublicKey, type KeyObject } from "node:crypto";
import { same } from "../shared/azure/sameName";
import { at, Unknown } from "./properties";
import { type Check, type Finding, resourcePolicy, type Settings } from "./resourcePolicy";

const MINIMUM_RSA_BITS = 2048;
/** The tls provider's names of curves; its default, P-224, is not among them. */
const CURVES = ["P256", "P384", "P521"];
/** OpenSSL's names of the same. */
const OPENSSL_CURVES = ["prime256v1", "secp384r1", "secp521r1"];
/** NIST SP 800-57 counts what is weaker as broken from 2014 on; Go's TLS refuses P-224. */
const PROBLEM = "the private key is weaker than 112 bits of security, or of a curve that TLS does not take";
const FIX = "Take ECDSA with ecdsaCurve P256, ED25519, or RSA with rsaBits of at least 2048";

const weak = (property: string): Finding => ({ property, problem: PROBLEM, fix: FIX });

/** A key that is made: its kind is in the arguments. */
const madeKey: Check<Settings> = (key) => {
    const algorithm = at(key, "algorithm");
    if (algorithm instanceof Unknown) {
        return [algorithm];
    }
    if (same(algorithm, "RSA")) {
        const bits = at(key, "rsaBits") ?? MINIMUM_RSA_BITS;
        return judged("rsaBits", bits, Number(bits) >= MINIMUM_RSA_BITS);
    }
    if (same(algorithm, "ECDSA")) {
        const curve = at(key, "ecdsaCurve");
        return judged(
            "ecdsaCurve",
            curve,
            CURVES.some((name) => same(curve, name)),
        );
    }
    return judged("algorithm", algorithm, same(algorithm, "ED25519"));
};

function judged(property: string, value: unknown, strong: boolean): Finding[] {
    if (value instanceof Unknown) {
        return [value];
    }
    return strong ? [] : [weak(property)];
}

/**
 * A key that is given in PEM. The same program makes one that is not known yet, and is judged where it does: this check says
 * nothing about such a key before `up`.
 */
const givenKey =
    (property: string): Check<Settings> =>
    (resource) => {
        const pem = at(resource, property);
        const key = typeof pem === "string" ? parsed(pem) : undefined;
        return key === undefined || isStrong(key) ? [] : [weak(property)];
    };

/** The public half; nothing for what is no PEM, which the tls provider refuses. */
function parsed(pem: string): KeyObject | undefined {
    try {
        return createPublicKey(pem);
    } catch {
        return undefined;
    }
}

function isStrong({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject): boolean {
    if (type === "rsa" || type === "rsa-pss") {
        return (details?.modulusLength ?? 0) >= MINIMUM_RSA_BITS;
    }
    return type === "ec" ? OPENSSL_CURVES.includes(details?.namedCurve ?? "") : type === "ed25519";
}

/** No weak key. */
export const keyStrength = resourcePolicy<Settings>({
    name: "key-strength",
    description: "Private keys are RSA of at least 2048 bits, ECDSA on P-256 or a larger curve, or Ed25519.",
    enforcementLevel: "mandatory",
    severity: "high",
    checks: {
        "tls:PrivateKey": madeKey,
        "tls:SelfSignedCert": givenKey("privateKeyPem"),
        "tls:CertRequest": givenKey("privateKeyPem"),
        "tls:LocallySignedCert": givenKey("caCertPem"),
    },
});
