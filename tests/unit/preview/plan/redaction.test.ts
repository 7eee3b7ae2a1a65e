import { describe, expect, test } from "@jest/globals";
import { redacted, redactedDocument, secretsOf } from "../../../../preview/plan/redaction";
import { issueAuthority } from "../../../support/certificates";

const nothing = { folders: [], secrets: [] };

describe("a report", () => {
    test("holds no PEM, plain, in base64, or without its end", async () => {
        const { certPem, keyPem } = await issueAuthority("test");
        const body = (pem: string): string => pem.split("\n")[1] ?? "";
        for (const pem of [certPem, keyPem]) {
            for (const text of [`a ${pem} b`, `a ${pem.slice(0, -40)}`, `a ${Buffer.from(pem).toString("base64")} b`]) {
                const shown = redacted(text, nothing);
                expect(shown).toMatch(/^a \[PEM.*\]/);
                expect(shown).not.toContain(body(pem));
                expect(shown).not.toContain(Buffer.from(body(pem)).toString("base64").slice(4, 20));
            }
        }
    });

    test("keeps what stands between two of them", () => {
        const pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----";
        expect(redacted(`${pem} between ${pem}`, nothing)).toBe("[PEM] between [PEM]");
    });

    test("names folders by their meaning, the first that fits", () => {
        const folders = [
            ["/tmp/x/base", "<base>"],
            ["/tmp/x", "<temporary>"],
        ] as const;
        expect(redacted("/tmp/x/base/a /tmp/x/home", { folders, secrets: [] })).toBe("<base>/a <temporary>/home");
    });

    test("hides a secret also where another one is a part of it", () => {
        expect(redacted("hunter22 hunter22222", { folders: [], secrets: ["hunter22", "hunter22222"] })).toBe(
            "[secret] [secret]",
        );
    });

    test("hides them anywhere in a document, names of properties included", () => {
        const document = { hunter22: ["x hunter22", 1, null, { a: true }] };
        expect(redactedDocument(document, { folders: [], secrets: ["hunter22"] })).toEqual({
            "[secret]": ["x [secret]", 1, null, { a: true }],
        });
    });
});

test("secret are the variables that are named so, unless they are too short to be told from words", () => {
    const environment = {
        GITHUB_TOKEN: "ghs_1234567",
        MY_API_KEY: "abcdefgh",
        DB_PASSWORD: "short",
        HOME: "/home/somebody",
    };
    expect(secretsOf(environment)).toEqual(["ghs_1234567", "abcdefgh"]);
});
