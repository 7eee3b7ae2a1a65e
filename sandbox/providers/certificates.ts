import type { KeyObject } from "node:crypto";
import { diffByInputs, outputChange } from "./diff";
import type { CheckResult, DiffRequest, Handler, ReadRequest, UpdateRequest } from "./handler";
import { atLeast, type Failure, inputFailures, type InputType, oneOf } from "./inputTypes";
import { algorithmOf, parseKey } from "./keys";
import { isRecord } from "../../shared/json";
import { isUnknownMark } from "../../shared/pulumiValues";
import { HOUR } from "../../shared/time";
import { markSecret, predicted, type Values } from "./values";
import * as x509 from "./x509";

/** The inputs that name the subject of a request or a certificate. */
export const NAMES = { subject: "object", dnsNames: "texts", ipAddresses: "texts" } as const;

/** The handler for certificates that their own key signs. */
export function selfSignedCertHandler(): Handler {
    return certificateHandler({
        signingKey: "privateKeyPem",
        types: NAMES,
        required: [],
        keyAlgorithm: "keyAlgorithm",
        issue: (key, inputs) =>
            x509.selfSign(key, inputs["subject"] as x509.Subject, inputs, inputs as unknown as x509.CertificateTerms),
    });
}

/** The handler for certificates that an authority signs. */
export function locallySignedCertHandler(): Handler {
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
    /** The input with the signing key. */
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
    const pemInputs = [kind.signingKey, ...kind.required];
    const own = ["certPem", "validityStartTime", "validityEndTime", kind.keyAlgorithm];
    return {
        defaults: { earlyRenewalHours: 0, isCaCertificate: false, setSubjectKeyId: false },
        check: ({ inputs }: { inputs: Values }) => checkCertificate(inputs, kind),
        diff: (request: DiffRequest) => {
            const { inputs, oldInputs, oldOutputs } = request;
            if (isUnknownMark(inputs["earlyRenewalHours"])) {
                throw new Error(UNKNOWN_EARLY_RENEWAL);
            }
            const isKept = (path: string): boolean =>
                path === "earlyRenewalHours" || (pemInputs.includes(path) && !PEM.test(String(oldInputs[path])));
            const changes = diffByInputs({ replaces: (path) => !isKept(path) }, request);
            // An old certificate is replaced too. Every preview shows that, although no input has changed.
            const isDue = isReadyForRenewal(oldOutputs, inputs);
            return isDue || isBornReady(inputs) !== oldOutputs["readyForRenewal"]
                ? [...changes, outputChange("readyForRenewal", isDue)]
                : changes;
        },
        async create({ inputs, preview }: { inputs: Values; preview: boolean }) {
            const readyForRenewal = isBornReady(inputs);
            if (preview) {
                return predicted({ ...inputs, readyForRenewal }, own);
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
    };
}

/**
 * The provider's own pattern. It replaces a certificate whose key, request or authority changes only if the former text fits;
 * otherwise it notes the new text and keeps the certificate: text before the block, empty lines after it, or Windows line ends.
 */
const PEM = /^-----BEGIN [A-Za-z ]+-----\n[^]+\n-----END [A-Za-z ]+-----\n?$/;

/** The provider's own message: for an existing certificate it cannot handle an unknown number. */
const UNKNOWN_EARLY_RENEWAL = `1 error occurred:
\t* AttributeName("early_renewal_hours"): Value Conversion Error - An unexpected error was encountered trying to build a value. This is always an error in the provider. Please report the following to the provider developer:

Received unknown value, however the target type cannot handle unknown values. Use the corresponding \`types\` package type or a custom type that handles unknown values.

Path: early_renewal_hours
Target Type: int64
Suggested Type: basetypes.Int64Value

`;

/** Whether a certificate is due for renewal as soon as it is issued; an unknown validity counts as 0. */
function isBornReady({ validityPeriodHours, earlyRenewalHours }: Values): boolean {
    const validity = isUnknownMark(validityPeriodHours) ? 0 : Number(validityPeriodHours);
    return validity === 0 || (!isUnknownMark(earlyRenewalHours) && Number(earlyRenewalHours) >= validity);
}

function isReadyForRenewal(outputs: Values, { earlyRenewalHours }: Values): boolean {
    const end = Date.parse(String(outputs["validityEndTime"]));
    return end - Number(earlyRenewalHours) * HOUR <= Date.now();
}

/** The inputs that both kinds of certificate have. */
const CERTIFICATE_TYPES = {
    allowedUses: "texts",
    validityPeriodHours: "integer",
    earlyRenewalHours: "integer",
    isCaCertificate: "boolean",
    maxPathLength: "integer",
    setSubjectKeyId: "boolean",
} as const;

function checkCertificate(inputs: Values, { signingKey, types, required }: CertificateKind): CheckResult {
    const uses = inputs["allowedUses"];
    const needed = [signingKey, ...required, "allowedUses", "validityPeriodHours"];
    return {
        // The key is secret even if the program did not mark it.
        inputs: markSecret(inputs, [signingKey]),
        failures: [
            ...inputFailures(inputs, { [signingKey]: "text", ...types, ...CERTIFICATE_TYPES }, needed),
            ...subjectFailures(inputs),
            ...(Array.isArray(uses)
                ? uses.flatMap((use: unknown) => oneOf({ allowedUses: use }, "allowedUses", x509.ALLOWED_USES))
                : []),
            ...atLeast(inputs, "validityPeriodHours", 0),
            ...atLeast(inputs, "earlyRenewalHours", 0),
            ...atLeast(inputs, "maxPathLength", -1),
        ],
    };
}

/** The failures in a subject's properties. */
export function subjectFailures({ subject }: Values): Failure[] {
    const types = { commonName: "text", organization: "text", serialNumber: "text" } as const;
    return isRecord(subject)
        ? inputFailures(subject, types, []).map(({ property, reason }) => ({ property: `subject.${property}`, reason }))
        : [];
}
