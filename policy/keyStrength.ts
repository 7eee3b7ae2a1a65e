import { createPublicKey, type KeyObject, X509Certificate } from "node:crypto";
import { same } from "../shared/azure/sameName";
import { daemonBundles } from "./daemonBundle";
import { at, Unknown } from "./properties";
import { type Check, type Finding, resourcePolicy, type Settings } from "./resourcePolicy";

const MINIMUM_RSA_BITS = 2048;
/** The tls provider's names of allowed curves. Its default, P-224, is not allowed. */
const CURVES = ["P256", "P384", "P521"];
/** OpenSSL's names of the same curves. */
const OPENSSL_CURVES = ["prime256v1", "secp384r1", "secp521r1"];
/** NIST SP 800-57 has disallowed weaker keys since 2014, and Go's TLS rejects P-224. */
const PROBLEM = "the private key has less than 112 bits of security, or a curve that TLS does not support";
const FIX = "Use ECDSA with ecdsaCurve P256, ED25519, or RSA with rsaBits of at least 2048";

const weak = (property: string): Finding => ({ property, problem: PROBLEM, fix: FIX });

/** A key that the stack creates. Its type is in the arguments. */
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

/** A key given in PEM. An unknown key is created by the same program and judged there, so this check ignores it before `up`. */
const givenKey =
    (property: string): Check<Settings> =>
    (resource) => {
        const pem = at(resource, property);
        const key = typeof pem === "string" ? parsed(pem) : undefined;
        return isStrongOrUnread(key) ? [] : [weak(property)];
    };

/** The issuers whose clients a daemon accepts. */
const acceptedIssuers: Check<Settings> = (extension) =>
    daemonBundles("compute:VirtualMachineExtension", extension).flatMap((bundle) =>
        bundle instanceof Unknown || bundle.certificates.every((one) => isStrongOrUnread(keyOf(one)))
            ? []
            : [weak(bundle.property)],
    );

/** The public key of a certificate in base64; undefined for a text that is none, which the daemon rejects. */
function keyOf(certificate: string): KeyObject | undefined {
    try {
        return new X509Certificate(Buffer.from(certificate, "base64")).publicKey;
    } catch {
        return undefined;
    }
}

/** The public key; undefined for a text that is not PEM, which the tls provider rejects. */
function parsed(pem: string): KeyObject | undefined {
    try {
        return createPublicKey(pem);
    } catch {
        return undefined;
    }
}

const isStrongOrUnread = (key: KeyObject | undefined): boolean => key === undefined || isStrong(key);

function isStrong({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject): boolean {
    if (type === "rsa" || type === "rsa-pss") {
        return (details?.modulusLength ?? 0) >= MINIMUM_RSA_BITS;
    }
    return type === "ec" ? OPENSSL_CURVES.includes(details?.namedCurve ?? "") : type === "ed25519";
}

/** Requires strong keys. */
export const keyStrength = resourcePolicy<Settings>({
    name: "key-strength",
    description: "Private keys are RSA with at least 2048 bits, ECDSA with P-256 or a larger curve, or Ed25519.",
    enforcementLevel: "mandatory",
    severity: "high",
    checks: {
        "tls:PrivateKey": madeKey,
        "tls:SelfSignedCert": givenKey("privateKeyPem"),
        "tls:CertRequest": givenKey("privateKeyPem"),
        "tls:LocallySignedCert": givenKey("caCertPem"),
        "compute:VirtualMachineExtension": acceptedIssuers,
    },
});
