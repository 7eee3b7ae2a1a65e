import { createHash, createPrivateKey, type KeyObject } from "node:crypto";
import { diffByInputs } from "./diff";
import type { CheckResult, DiffRequest, Handler, ReadRequest, UpdateRequest } from "./handler";
import { algorithmOf, generateKey, keyId, renderKey, type KeyInputs } from "./keys";
import { serveProvider, type Provider } from "./server";
import { isUnknown, secret, UNKNOWN, type Values } from "./values";
import * as x509 from "./x509";

/** Stands for the tls provider: the same keys, certificates, secrets and replacements, without the plugin. */
export const provider: Provider = {
    name: "tls",
    version: "5.6.1",
    handlers: {
        "tls:index/privateKey:PrivateKey": privateKeyHandler(),
        "tls:index/certRequest:CertRequest": certRequestHandler(),
        "tls:index/selfSignedCert:SelfSignedCert": selfSignedCertHandler(),
        "tls:index/locallySignedCert:LocallySignedCert": locallySignedCertHandler(),
    },
};

const ALGORITHMS = ["RSA", "ECDSA", "ED25519"];
const CURVES = ["P224", "P256", "P384", "P521"];

function privateKeyHandler(): Handler {
    const secrets = ["privateKeyPem", "privateKeyPemPkcs8", "privateKeyOpenssh"];
    const publicForms = ["publicKeyPem", "publicKeyOpenssh", "publicKeyFingerprintMd5", "publicKeyFingerprintSha256"];
    return {
        defaults: { ecdsaCurve: "P224", rsaBits: 2048 },
        check: ({ inputs }) => ({
            inputs,
            failures: [
                ...oneOf(inputs, "algorithm", ALGORITHMS),
                ...(inputs["ecdsaCurve"] === undefined ? [] : oneOf(inputs, "ecdsaCurve", CURVES)),
            ],
        }),
        async create({ inputs, preview }) {
            if (preview) {
                return foretell(inputs, [...secrets, ...publicForms]);
            }
            const key = await generateKey(inputs as unknown as KeyInputs);
            return { id: keyId(key), outputs: markSecret({ ...inputs, ...renderKey(key) }, secrets) };
        },
    };
}

function certRequestHandler(): Handler {
    return {
        check: ({ inputs }) => checkKeys(inputs, ["privateKeyPem"]),
        async create({ inputs, preview }) {
            if (preview) {
                return foretell(inputs, ["certRequestPem", "keyAlgorithm"]);
            }
            const key = parseKey(inputs, "privateKeyPem");
            const request = await x509.requestCertificate(key, inputs["subject"] as x509.Subject, inputs);
            const certRequestPem = `${request.toString("pem")}\n`;
            const outputs = { ...inputs, certRequestPem, keyAlgorithm: algorithmOf(key) };
            const id = createHash("sha1").update(Buffer.from(request.rawData)).digest("hex");
            return { id, outputs: markSecret(outputs, ["privateKeyPem"]) };
        },
    };
}

function selfSignedCertHandler(): Handler {
    return certificateHandler({
        defaults: { setAuthorityKeyId: false },
        signingKey: "privateKeyPem",
        required: [],
        keyAlgorithm: "keyAlgorithm",
        issue: (key, inputs) =>
            x509.selfSign(key, inputs["subject"] as x509.Subject, inputs, inputs as unknown as SelfSignedTerms),
    });
}

function locallySignedCertHandler(): Handler {
    return certificateHandler({
        defaults: {},
        signingKey: "caPrivateKeyPem",
        required: ["caCertPem", "certRequestPem"],
        keyAlgorithm: "caKeyAlgorithm",
        issue: (key, inputs) => {
            const authority = { certPem: String(inputs["caCertPem"]), key };
            return x509.signRequest(
                String(inputs["certRequestPem"]),
                authority,
                inputs as unknown as x509.CertificateTerms,
            );
        },
    });
}

type SelfSignedTerms = Parameters<typeof x509.selfSign>[3];

/** In what the two kinds of certificate differ. */
interface CertificateKind {
    defaults: Values;
    /** The input that holds the key which signs. */
    signingKey: string;
    /** Inputs that must be there, those of all kinds aside. */
    required: string[];
    /** The output that names the signing key's algorithm. */
    keyAlgorithm: string;
    issue: (key: KeyObject, inputs: Values) => Promise<x509.IssuedCertificate>;
}

function certificateHandler(kind: CertificateKind): Handler {
    const secrets = [kind.signingKey];
    const own = ["certPem", "validityStartTime", "validityEndTime", kind.keyAlgorithm];
    const handler = {
        defaults: { earlyRenewalHours: 0, isCaCertificate: false, setSubjectKeyId: false, ...kind.defaults },
        replaces: (path: string) => path !== "earlyRenewalHours",
        check: ({ inputs }: { inputs: Values }) => checkCertificate(inputs, kind),
        diff: (request: DiffRequest) => {
            const changes = diffByInputs(handler, request);
            return isReadyForRenewal(request.oldOutputs, request.inputs)
                ? { changes: [...changes, RENEWAL] }
                : { changes };
        },
        async create({ inputs, preview }: { inputs: Values; preview: boolean }) {
            if (preview) {
                return foretell({ ...inputs, readyForRenewal: false }, own);
            }
            const key = parseKey(inputs, kind.signingKey);
            const issued = await kind.issue(key, inputs);
            const outputs = {
                ...inputs,
                readyForRenewal: false,
                certPem: issued.certPem,
                validityStartTime: issued.notBefore.toISOString(),
                validityEndTime: issued.notAfter.toISOString(),
                [kind.keyAlgorithm]: algorithmOf(key),
            };
            return { id: issued.serialNumber, outputs: markSecret(outputs, secrets) };
        },
        update: ({ oldOutputs, inputs }: UpdateRequest) => markSecret({ ...oldOutputs, ...inputs }, secrets),
        read: ({ inputs, outputs }: ReadRequest) => {
            const readyForRenewal = isReadyForRenewal(outputs, outputs);
            return { inputs, outputs: markSecret({ ...outputs, readyForRenewal }, secrets) };
        },
    } satisfies Handler;
    return handler;
}

/** An old certificate is one more reason for a replacement, seen in every preview, though no input has changed. */
const RENEWAL = { path: "readyForRenewal", kind: "update", replace: true, output: true } as const;

function isReadyForRenewal(outputs: Values, { earlyRenewalHours }: Values): boolean {
    const end = Date.parse(String(outputs["validityEndTime"]));
    return end - Number(earlyRenewalHours) * 3_600_000 <= Date.now();
}

function checkCertificate(inputs: Values, { signingKey, required }: CertificateKind): CheckResult {
    const uses = inputs["allowedUses"];
    const { failures = [], ...checked } = checkKeys(inputs, [signingKey]);
    return {
        ...checked,
        failures: [
            ...failures,
            ...[...required, "allowedUses", "validityPeriodHours"].flatMap((property) => missing(inputs, property)),
            ...(Array.isArray(uses) ? uses.flatMap((use: unknown) => checkUse(use)) : []),
            ...["validityPeriodHours", "earlyRenewalHours"].flatMap((property) => notNegative(inputs, property)),
        ],
    };
}

type Failures = NonNullable<CheckResult["failures"]>;

/** Wants each of these keys, and marks them secret also where the program did not. */
function checkKeys(inputs: Values, keys: string[]): CheckResult {
    return { inputs: markSecret(inputs, keys), failures: keys.flatMap((key) => missing(inputs, key)) };
}

function missing(inputs: Values, property: string): Failures {
    return inputs[property] === undefined ? [{ property, reason: `Missing required property '${property}'` }] : [];
}

function oneOf(inputs: Values, property: string, allowed: string[]): Failures {
    const value = inputs[property];
    return isUnknown(value) || (typeof value === "string" && allowed.includes(value))
        ? []
        : [{ property, reason: `expected one of ${allowed.join(", ")}, got ${JSON.stringify(value)}` }];
}

function checkUse(use: unknown): Failures {
    return oneOf({ allowedUses: use }, "allowedUses", x509.ALLOWED_USES);
}

function notNegative(inputs: Values, property: string): Failures {
    const value = inputs[property];
    return typeof value === "number" && value < 0
        ? [{ property, reason: `expected at least 0 hours, got ${String(value)}` }]
        : [];
}

function markSecret(values: Values, properties: string[]): Values {
    const marked = properties.filter((property) => values[property] !== undefined);
    return { ...values, ...Object.fromEntries(marked.map((property) => [property, secret(values[property])])) };
}

/** What a preview says of a new resource: its inputs, and that the rest is not known yet. */
function foretell(inputs: Values, unknown: string[]) {
    return { id: "", outputs: { ...inputs, ...Object.fromEntries(unknown.map((output) => [output, UNKNOWN])) } };
}

function parseKey(inputs: Values, property: string): KeyObject {
    try {
        return createPrivateKey(String(inputs[property]));
    } catch {
        throw new Error(`Failed to parse ${property}: expected a private key in PEM format without a passphrase`);
    }
}

if (require.main === module) {
    serveProvider(provider);
}
