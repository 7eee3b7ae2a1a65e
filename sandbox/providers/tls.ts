import { createHash } from "node:crypto";
import { locallySignedCertHandler, NAMES, selfSignedCertHandler, subjectFailures } from "./certificates";
import { diffByInputs, outputChange } from "./diff";
import type { Handler, Provider } from "./handler";
import { inputFailures, oneOf } from "./inputTypes";
import { algorithmOf, generateKey, keyId, parseKey, renderKey, type KeyInputs } from "./keys";
import { serveProvider } from "./server";
import { markSecret, predicted } from "./values";
import * as x509 from "./x509";

/** Stands in for the tls provider: makes the components' keys and certificates, with the same secrets and replacements. */
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
                // The real provider has other curves; its default is P224, which Go's TLS does not support.
                ...(inputs["algorithm"] === "ECDSA"
                    ? oneOf({ ecdsaCurve: "P224", ...inputs }, "ecdsaCurve", ["P256"])
                    : []),
            ],
        }),
        diff: (request) => {
            const changes = diffByInputs({ replaces: () => true }, request);
            // A new key changes every output derived from it, and the provider lists them.
            const made = ["id", ...secrets, ...publicForms].map((path) => outputChange(path, false));
            return changes.length > 0 ? [...changes, ...made] : [];
        },
        async create({ inputs, preview }) {
            if (preview) {
                return predicted(inputs, [...secrets, ...publicForms]);
            }
            const key = await generateKey(inputs as unknown as KeyInputs);
            return { id: keyId(key), outputs: markSecret({ ...inputs, ...renderKey(key) }, secrets) };
        },
    } satisfies Handler;
    return handler;
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
                return predicted(inputs, ["certRequestPem", "keyAlgorithm"]);
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

if (require.main === module) {
    serveProvider(provider);
}
