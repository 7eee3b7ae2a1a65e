import { createHash, createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { parsePrivateKey } from "sshpk";
import type { Values } from "./values";

/** The inputs of a private key. */
export interface KeyInputs {
    algorithm: "RSA" | "ECDSA" | "ED25519";
    /** For RSA only. The curve for ECDSA is P-256. */
    rsaBits: number;
}

/** A key pair in all text formats. */
export interface KeyForms {
    /** The usual format for the algorithm: PKCS #1 for RSA, SEC 1 for ECDSA, PKCS #8 for Ed25519. */
    privateKeyPem: string;
    privateKeyPemPkcs8: string;
    privateKeyOpenssh: string;
    publicKeyPem: string;
    publicKeyOpenssh: string;
    publicKeyFingerprintMd5: string;
    publicKeyFingerprintSha256: string;
}

const generate = promisify(generateKeyPair);

/** Generates a private key. */
export async function generateKey({ algorithm, rsaBits }: KeyInputs): Promise<KeyObject> {
    switch (algorithm) {
        case "RSA":
            return (await generate("rsa", { modulusLength: rsaBits })).privateKey;
        case "ECDSA":
            return (await generate("ec", { namedCurve: "P-256" })).privateKey;
        case "ED25519":
            return (await generate("ed25519")).privateKey;
    }
}

/** Renders a private key and its public key in every format. */
export function renderKey(privateKey: KeyObject): KeyForms {
    const privateKeyPemPkcs8 = privateKey.export({ type: "pkcs8", format: "pem" }) as string;
    const key = parsePrivateKey(privateKeyPemPkcs8, "pem");
    key.comment = "";
    const publicKey = key.toPublic();
    publicKey.comment = "";
    return {
        privateKeyPem: privateKey.export({ type: usualEncoding(privateKey), format: "pem" }) as string,
        privateKeyPemPkcs8,
        publicKeyPem: createPublicKey(privateKey).export({ type: "spki", format: "pem" }) as string,
        privateKeyOpenssh: key.toString("ssh-private"),
        publicKeyOpenssh: `${publicKey.toString("ssh")}\n`,
        publicKeyFingerprintMd5: publicKey.fingerprint("md5").toString("hex"),
        publicKeyFingerprintSha256: publicKey.fingerprint("sha256").toString(),
    };
}

const USUAL_ENCODINGS = { rsa: "pkcs1", ec: "sec1" } as const;

function usualEncoding(privateKey: KeyObject): "pkcs1" | "sec1" | "pkcs8" {
    const type = privateKey.asymmetricKeyType;
    return type === "rsa" || type === "ec" ? USUAL_ENCODINGS[type] : "pkcs8";
}

/** The tls provider's id for a key: the SHA-1 of its public key, in hexadecimal. */
export function keyId(privateKey: KeyObject): string {
    const publicKey = createPublicKey(privateKey).export({ type: "spki", format: "der" });
    return createHash("sha1").update(publicKey).digest("hex");
}

/** The tls provider's name for the algorithm of a key. */
export function algorithmOf(key: KeyObject): string {
    return key.asymmetricKeyType === "ec" ? "ECDSA" : (key.asymmetricKeyType ?? "").toUpperCase();
}

const PRIVATE_KEY_LABELS = ["RSA PRIVATE KEY", "EC PRIVATE KEY", "PRIVATE KEY"];

/** Parses the private key in an input. @throws Error that names the input if it does not begin with one. */
export function parseKey(inputs: Values, property: string): KeyObject {
    try {
        return createPrivateKey(firstPemBlock(String(inputs[property]), PRIVATE_KEY_LABELS));
    } catch {
        throw new Error(
            `Failed to parse ${property}: expected its first PEM block to be a private key without a passphrase`,
        );
    }
}

/**
 * The first PEM block of a text: the provider reads no other, and passes over text before it.
 *
 * @throws Error if there is no block, or the first one has none of the labels.
 */
export function firstPemBlock(text: string, labels: readonly string[]): string {
    const [block, label = ""] = /-----BEGIN ([A-Z0-9 ]+)-----\r?\n[^]*?\n-----END \1-----/.exec(text) ?? [];
    if (block === undefined || !labels.includes(label)) {
        throw new Error(`expected a PEM block with one of the labels ${labels.join(", ")}`);
    }
    return block;
}
