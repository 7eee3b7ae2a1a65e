import { createHash, createPrivateKey, type KeyObject } from "node:crypto";
import { diffByInputs } from "./diff";
import type {
    CheckResult,
    DiffRequest,
    Handler,
    PropertyChange,
    Provider,
    ReadRequest,
    UpdateRequest,
} from "./handler";
import { type Failure, inputFailures, type InputType } from "./inputTypes";
import { algorithmOf, generateKey, keyId, renderKey, type KeyInputs } from "./keys";
import { serveProvider } from "./server";
import { isRecord } from "../../shared/json";
import { isUnknownMark, UNKNOWN } from "../../shared/pulumiValues";
import { secret, type Values } from "./values";
import * as x509 from "./x509";
import { HOUR } from "../../shared/time";

/** The inputs that name the subject of a request or a certificate. */
const NAMES = { subject: "object", dnsNames: "texts", ipAddresses: "texts" } as const;

/** Stands in for the tls provider: the keys and certificates that the components make, with its secrets and replacements. */
export const provider: Provider = {
    name: "tls",
    version: "5.6.1",
    namesChangedPaths: false,
    handlers: {
        "tls:index/privateKey:PrivateKey": privateKeyHandler(),
        "tls:index/certRequest:CertRequest": certRequestHandler(),
        "tls:index/selfSignedCert:SelfSignedCert": selfSignedCertHandler(),
        "tls:index/locallySignedCert:LocallySignedCert": locallySignedCertHandler(),
    },
};

const ALGORITHMS = ["RSA", "ECDSA", "ED25519"];

function privateKeyHandler(): Handler {
    const secrets = ["privateKeyPem", "privateKeyPemPkcs8", "privateKeyOpenssh"];
    const publicForms = ["publicKeyPem", "publicKeyOpenssh", "publicKeyFingerprintMd5", "publicKeyFingerprintSha256"];
    const types = { algorithm: "text", ecdsaCurve: "text", rsaBits: "integer" } as const;
    const handler = {
        defaults: { ecdsaCurve: "P224", rsaBits: 2048 },
        check: ({ inputs }) => ({
            inputs,
            failures: [
                ...inputFailures(inputs, types, ["algorithm"]),
                ...oneOf(inputs, "algorithm", ALGORITHMS),
                // The real provider has others; its default is P224, which Go's TLS does not take.
                ...(inputs["algorithm"] === "ECDSA"
                    ? oneOf({ ecdsaCurve: "P224", ...inputs }, "ecdsaCurve", ["P256"])
                    : []),
            ],
        }),
        diff: (request) => {
            const changes = diffByInputs({ replaces: () => true }, request);
            // A new key changes every output that is made from it, and the provider lists them.
            const made = ["id", ...secrets, ...publicForms].map((path) => outputChange(path, false));
            return changes.length > 0 ? [...changes, ...made] : [];
        },
        async create({ inputs, preview }) {
            if (preview) {
                return predict(inputs, [...secrets, ...publicForms]);
            }
            const key = await generateKey(inputs as unknown as KeyInputs);
            return { id: keyId(key), outputs: markSecret({ ...inputs, ...renderKey(key) }, secrets) };
        },
    } satisfies Handler;
    return handler;
}

/** A change of an output that no input asks for by itself. */
function outputChange(path: string, replace: boolean): PropertyChange {
    return { path, kind: "update", replace, output: true };
}

function certRequestHandler(): Handler {
    return {
        check: ({ inputs }) => ({
            inputs: markSecret(inputs, ["privateKeyPem"]),
            failures: [
                ...inputFailures(inputs, { privateKeyPem: "text", ...NAMES }, ["privateKeyPem"]),
                ...subjectFailures(inputs),
            ],
        }),
        async create({ inputs, preview }) {
            if (preview) {
                return predict(inputs, ["certRequestPem", "keyAlgorithm"]);
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
        signingKey: "privateKeyPem",
        types: NAMES,
        required: [],
        keyAlgorithm: "keyAlgorithm",
        issue: (key, inputs) =>
            x509.selfSign(key, inputs["subject"] as x509.Subject, inputs, inputs as unknown as x509.CertificateTerms),
    });
}

function locallySignedCertHandler(): Handler {
    return certificateHandler({
        signingKey: "caPrivateKeyPem",
        types: { caCertPem: "text", certRequestPem: "text" },
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

/** The differences between the two kinds of certificate. */
interface CertificateKind {
    /** The input that holds the key which signs. */
    signingKey: string;
    /** The inputs that only this kind has. */
    types: Record<string, InputType>;
    /** The inputs that only this kind requires. */
    required: string[];
    /** The output that names the signing key's algorithm. */
    keyAlgorithm: string;
    issue: (key: KeyObject, inputs: Values) => Promise<x509.IssuedCertificate>;
}

function certificateHandler(kind: CertificateKind): Handler {
    const secrets = [kind.signingKey];
    const own = ["certPem", "validityStartTime", "validityEndTime", kind.keyAlgorithm];
    const handler = {
        defaults: { earlyRenewalHours: 0, isCaCertificate: false, setSubjectKeyId: false },
        replaces: (path: string) => path !== "earlyRenewalHours",
        check: ({ inputs }: { inputs: Values }) => checkCertificate(inputs, kind),
        diff: (request: DiffRequest) => {
            const { inputs, oldOutputs } = request;
            if (isUnknownMark(inputs["earlyRenewalHours"])) {
                throw new Error(UNKNOWN_EARLY_RENEWAL);
            }
            const changes = diffByInputs(handler, request);
            // An old certificate is one more reason for a replacement, seen in every preview, though no input has changed.
            const isDue = isReadyForRenewal(oldOutputs, inputs);
            return isDue || isBornReady(inputs) !== oldOutputs["readyForRenewal"]
                ? [...changes, outputChange("readyForRenewal", isDue)]
                : changes;
        },
        async create({ inputs, preview }: { inputs: Values; preview: boolean }) {
            const readyForRenewal = isBornReady(inputs);
            if (preview) {
                return predict({ ...inputs, readyForRenewal }, own);
            }
            const key = parseKey(inputs, kind.signingKey);
            const issued = await kind.issue(key, inputs);
            const outputs = {
                ...inputs,
                readyForRenewal,
                certPem: issued.certPem,
                validityStartTime: issued.notBefore.toISOString(),
                validityEndTime: issued.notAfter.toISOString(),
                [kind.keyAlgorithm]: algorithmOf(key),
            };
            return { id: issued.serialNumber, outputs: markSecret(outputs, secrets) };
        },
        update: ({ oldOutputs, inputs }: UpdateRequest) =>
            markSecret({ ...oldOutputs, ...inputs, readyForRenewal: isBornReady(inputs) }, secrets),
        read: ({ inputs, outputs }: ReadRequest) => {
            const readyForRenewal = isReadyForRenewal(outputs, outputs);
            return { inputs, outputs: markSecret({ ...outputs, readyForRenewal }, secrets) };
        },
    } satisfies Handler;
    return handler;
}

/** As the provider says it: it reads that number as a plain one wherever a certificate is there already. */
const UNKNOWN_EARLY_RENEWAL = `1 error occurred:
\t* AttributeName("early_renewal_hours"): Value Conversion Error - An unexpected error was encountered trying to build a value. This is always an error in the provider. Please report the following to the provider developer:

Received unknown value, however the target type cannot handle unknown values. Use the corresponding \`types\` package type or a custom type that handles unknown values.

Path: early_renewal_hours
Target Type: int64
Suggested Type: basetypes.Int64Value

`;

/** Whether a certificate would be due for renewal as soon as it is issued; a validity that is not known counts as none. */
function isBornReady({ validityPeriodHours, earlyRenewalHours }: Values): boolean {
    const validity = isUnknownMark(validityPeriodHours) ? 0 : Number(validityPeriodHours);
    return validity === 0 || (!isUnknownMark(earlyRenewalHours) && Number(earlyRenewalHours) >= validity);
}

function isReadyForRenewal(outputs: Values, { earlyRenewalHours }: Values): boolean {
    const end = Date.parse(String(outputs["validityEndTime"]));
    return end - Number(earlyRenewalHours) * HOUR <= Date.now();
}

/** The inputs of all kinds of certificate. */
const CERTIFICATE_TYPES = {
    allowedUses: "texts",
    validityPeriodHours: "integer",
    earlyRenewalHours: "integer",
    isCaCertificate: "boolean",
    setSubjectKeyId: "boolean",
} as const;

function checkCertificate(inputs: Values, { signingKey, types, required }: CertificateKind): CheckResult {
    const uses = inputs["allowedUses"];
    const needed = [signingKey, ...required, "allowedUses", "validityPeriodHours"];
    return {
        // The key is secret even where the program did not say so.
        inputs: markSecret(inputs, [signingKey]),
        failures: [
            ...inputFailures(inputs, { [signingKey]: "text", ...types, ...CERTIFICATE_TYPES }, needed),
            ...subjectFailures(inputs),
            ...(Array.isArray(uses) ? uses.flatMap((use: unknown) => checkUse(use)) : []),
            ...atLeast(inputs, "validityPeriodHours", 0),
            ...atLeast(inputs, "earlyRenewalHours", 0),
        ],
    };
}

function subjectFailures({ subject }: Values): Failure[] {
    const types = { commonName: "text", organization: "text" } as const;
    return isRecord(subject)
        ? inputFailures(subject, types, []).map(({ property, reason }) => ({ property: `subject.${property}`, reason }))
        : [];
}

function oneOf(inputs: Values, property: string, allowed: string[]): Failure[] {
    const value = inputs[property];
    return typeof value !== "string" || isUnknownMark(value) || allowed.includes(value)
        ? []
        : [{ property, reason: `expected one of ${allowed.join(", ")}, got ${JSON.stringify(value)}` }];
}

function checkUse(use: unknown): Failure[] {
    return oneOf({ allowedUses: use }, "allowedUses", x509.ALLOWED_USES);
}

function atLeast(inputs: Values, property: string, least: number): Failure[] {
    const value = inputs[property];
    return typeof value === "number" && value < least
        ? [{ property, reason: `expected at least ${least}, got ${value}` }]
        : [];
}

function markSecret(values: Values, properties: string[]): Values {
    const marked = properties.filter((property) => values[property] !== undefined);
    return { ...values, ...Object.fromEntries(marked.map((property) => [property, secret(values[property])])) };
}

/** Predicts a new resource: its inputs, with the other outputs unknown. */
function predict(inputs: Values, unknown: string[]) {
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
