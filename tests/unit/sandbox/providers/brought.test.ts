import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { HOUR } from "../../../../shared/time";
import { locallySigned, newAuthority, newLeaf } from "./issue";

const windowsLines = (pem: string): string => pem.replaceAll("\n", "\r\n");
const withText = (pem: string): string => `subject=CN=x\n${pem}`;

describe("authorities from elsewhere", () => {
    let authority: { readonly caCertPem: string; readonly caPrivateKeyPem: string };
    let other: typeof authority;
    beforeAll(async () => {
        authority = await newAuthority();
        other = await newAuthority();
    });

    const issuedBy = async (given: typeof authority) => {
        const { outputs } = await newLeaf(given);
        return new X509Certificate(String(outputs["certPem"])).verify(new X509Certificate(given.caCertPem).publicKey);
    };

    it.each([
        ["RSA", generateKeyPairSync("rsa", { modulusLength: 2048 }), "pkcs1"],
        ["P-384", generateKeyPairSync("ec", { namedCurve: "secp384r1" }), "sec1"],
        ["P-521", generateKeyPairSync("ec", { namedCurve: "secp521r1" }), "pkcs8"],
        ["Ed25519", generateKeyPairSync("ed25519"), "pkcs8"],
    ] as const)("can have a key of the type %s", async (_title, { privateKey }, type) => {
        const privateKeyPem = privateKey.export({ type, format: "pem" });
        expect(await issuedBy(await newAuthority({ privateKeyPem }))).toBe(true);
    });

    it.each([
        ["followed by others", (pem: string) => pem + other.caCertPem],
        ["after other text", withText],
        ["with Windows line ends", windowsLines],
    ])("issue with the first certificate, %s", async (_title, write) => {
        expect(await issuedBy({ ...authority, caCertPem: write(authority.caCertPem) })).toBe(true);
    });

    it("cannot issue if the first block is another one", async () => {
        const { caCertPem, caPrivateKeyPem } = authority;
        const parameters = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
        for (const [given, reason] of [
            [{ caPrivateKeyPem, caCertPem: other.caCertPem + caCertPem }, "caPrivateKeyPem is not the key"],
            [{ caPrivateKeyPem, caCertPem: caPrivateKeyPem + caCertPem }, "Failed to parse caCertPem"],
            [{ caPrivateKeyPem: parameters + caPrivateKeyPem, caCertPem }, "Failed to parse caPrivateKeyPem"],
            [{ caPrivateKeyPem: caCertPem + caPrivateKeyPem, caCertPem }, "Failed to parse caPrivateKeyPem"],
        ] as const) {
            await expect(newLeaf(given)).rejects.toThrow(reason);
        }
    });

    it.each([
        ["as the provider writes it", (pem: string) => pem, true],
        ["without its last line end", (pem: string) => pem.trimEnd(), true],
        ["with a second certificate", (pem: string) => pem + pem, true],
        ["with an empty line at its end", (pem: string) => `${pem}\n`, false],
        ["with text before it", withText, false],
        ["with Windows line ends", windowsLines, false],
    ])("written %s: a change replaces what they issued, or does not", async (_title, write, replace) => {
        const issued = { ...authority, certRequestPem: "request", validityPeriodHours: 1 };
        const changes = await locallySigned.diff({
            oldInputs: { ...issued, caCertPem: write(authority.caCertPem) },
            inputs: { ...issued, caCertPem: other.caCertPem },
            oldOutputs: { validityEndTime: new Date(Date.now() + HOUR).toISOString(), readyForRenewal: false },
        });
        expect(changes).toEqual([{ path: "caCertPem", kind: "update", replace }]);
    });
});

describe("a maximal path length", () => {
    // The extension BasicConstraints in DER: a sequence of TRUE and, perhaps, a number.
    it.each([
        [-1, "30030101ff"],
        [0, "30030101ff"],
        [2, "30060101ff020102"],
    ])("of %d is written as %s: the provider drops a zero", async (maxPathLength, expected) => {
        const { caCertPem } = await newAuthority({ maxPathLength });
        expect(new X509Certificate(caCertPem).raw.toString("hex")).toContain(expected);
    });

    it("is for authorities only", async () => {
        await expect(newAuthority({ isCaCertificate: false, maxPathLength: 2 })).rejects.toThrow("only CAs");
    });
});
