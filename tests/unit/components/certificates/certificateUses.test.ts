import { describe, expect, test } from "@jest/globals";
import { certificateUses, privateKeyArgs } from "../../../../components/certificates/certificateUses";

describe("The uses of a certificate", () => {
    test.each([
        ["authority", "ECDSA-P256", ["cert_signing", "crl_signing"]],
        ["authority", "RSA-2048", ["cert_signing", "crl_signing"]],
        ["server", "ECDSA-P256", ["digital_signature", "server_auth"]],
        ["server", "RSA-2048", ["digital_signature", "server_auth", "key_encipherment"]],
        ["client", "ECDSA-P256", ["digital_signature", "client_auth"]],
        ["client", "RSA-4096", ["digital_signature", "client_auth", "key_encipherment"]],
    ] as const)("of a %s with an %s key", (role, algorithm, uses) => {
        expect(certificateUses(role, algorithm)).toEqual(uses);
    });
});

describe("The arguments of a private key", () => {
    test.each([
        ["ECDSA-P256", { algorithm: "ECDSA", ecdsaCurve: "P256" }],
        ["RSA-2048", { algorithm: "RSA", rsaBits: 2_048 }],
        ["RSA-3072", { algorithm: "RSA", rsaBits: 3_072 }],
        ["RSA-4096", { algorithm: "RSA", rsaBits: 4_096 }],
    ] as const)("of kind %s", (algorithm, args) => {
        expect(privateKeyArgs(algorithm)).toEqual(args);
    });
});
