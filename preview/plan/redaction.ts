import { createHash } from "node:crypto";
import { isRecord } from "../../shared/json";

/** What must not be in a report: the machine's folders, and values that are secret. */
export interface Redaction {
    /** Folders, each with the word that stands for it. The first that fits is taken. */
    readonly folders: readonly (readonly [folder: string, word: string])[];
    /** Values that nobody may read. */
    readonly secrets: readonly string[];
}

/** The names of variables whose values nobody may read. */
const SECRET_NAME = /TOKEN|SECRET|PASSW|PASSPHRASE|CREDENTIAL|PRIVATE|API_?KEY|ACCESS_?KEY|_KEY$|_SAS$/i;

/** Shorter values would hide parts of words. */
const SHORTEST_SECRET = 8;

/** The values of the environment that look secret by their names. */
export function secretsOf(environment: NodeJS.ProcessEnv): string[] {
    return Object.entries(environment).flatMap(([name, value = ""]) =>
        SECRET_NAME.test(name) && value.length >= SHORTEST_SECRET ? [value] : [],
    );
}

/** PEM, plain or in base64, also one that was cut. */
const PEM = /-----BEGIN [^-]*-----(?:(?!-----END)[\s\S])*(-----END [^-]*-----)?/g;
const ENCODED_PEM = /LS0tLS1CRUdJTi[A-Za-z0-9+/=_-]*/g;

/** What stands in place of a PEM: by its digest another one is still told apart. Nothing leads back from it to a key. */
export const PEM_DIGEST = /(\[PEM(?: of a private key)?(?: in base64)?) #[\da-f]{12}(?=\])/g;
/** What stands in place of a private key. */
export const PRIVATE_KEY = "[PEM of a private key";
const wordOf = (pem: string): string => (/^-----BEGIN [^-]*PRIVATE KEY/.test(pem) ? PRIVATE_KEY : "[PEM");
const digest = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 12);

/** The text without what must not be in a report. */
export function redacted(text: string, redaction: Redaction): string {
    return redactedWithDigests(text, redaction).replace(PEM_DIGEST, "$1");
}

function redactedWithDigests(text: string, { folders, secrets }: Redaction): string {
    // The longest first: one can be a part of another.
    const hidden = [...secrets]
        .sort((one, other) => other.length - one.length)
        .reduce((rest, secret) => rest.replaceAll(secret, "[secret]"), text);
    const withoutPem = hidden
        .replace(PEM, (pem) => `${wordOf(pem)} #${digest(pem)}]`)
        .replace(ENCODED_PEM, (pem) => `${wordOf(Buffer.from(pem, "base64").toString())} in base64 #${digest(pem)}]`);
    return folders.reduce((rest, [folder, word]) => rest.replaceAll(folder, word), withoutPem);
}

/** The same for every text in a document, names of properties included; each PEM keeps its digest, see {@link PEM_DIGEST}. */
export function redactedDocument(document: unknown, redaction: Redaction): unknown {
    if (typeof document === "string") {
        return redactedWithDigests(document, redaction);
    }
    if (Array.isArray(document)) {
        return document.map((element) => redactedDocument(element, redaction));
    }
    return isRecord(document)
        ? Object.fromEntries(
              Object.entries(document).map(([key, value]) => [
                  redactedWithDigests(key, redaction),
                  redactedDocument(value, redaction),
              ]),
          )
        : document;
}
