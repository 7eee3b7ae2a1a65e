import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { chosenClient, chosenClientProblems } from "../../../../components/certificates/chosenClient";
import { authorityReferenceRules } from "../../../../components/certificates/authorityReference";
import { clientsRule, optionalClientsRule } from "../../../../components/certificates/clientCertificate";
import { CHECKOUT, TYPESCRIPT } from "../../../support/checkout";
import { opensslCertificate } from "../../../support/opensslCertificates";
import { ruleTable } from "../../../support/ruleTable";

const CERTIFICATE = opensslCertificate({ subject: "a client" }).certPem;
const KEY = "-----BEGIN PRIVATE KEY-----\nof a client";
const CLIENT = { certPem: CERTIFICATE, keyPem: KEY };

describe("Clients by name", () => {
    ruleTable(
        clientsRule,
        [
            undefined,
            null,
            {},
            [],
            [CLIENT],
            "ci",
            { ci: null },
            { ci: { certPem: CERTIFICATE } },
            { ci: { ...CLIENT, a: 1 } },
        ],
        [{ ci: CLIENT }, { web: CLIENT, ci: Promise.resolve(CLIENT) }],
    );

    test("may be none where they are optional", () => {
        expect([undefined, {}].map((value) => optionalClientsRule("clients", value).length)).toEqual([0, 0]);
    });
});

describe("The issuers in a reference", () => {
    ruleTable(
        authorityReferenceRules.clientIssuers.input,
        [
            undefined,
            null,
            {},
            [CERTIFICATE],
            CERTIFICATE,
            { ci: "" },
            { ci: KEY },
            { ci: CERTIFICATE, web: `${CERTIFICATE}\n${KEY}` },
            // A second one that nobody sees, and none.
            { ci: `${CERTIFICATE}${CERTIFICATE}` },
            { ci: "-----BEGIN CERTIFICATE-----\nof a client" },
        ],
        [{ ci: CERTIFICATE }, { ci: Promise.resolve(CERTIFICATE) }],
    );
});

describe("The chosen client", () => {
    test.each([
        [["web", "ci"], undefined, "ci"],
        [["web", "default", "a"], undefined, "default"],
        [["web", "default"], "web", "web"],
        [["B", "a"], undefined, "B"],
        [[], undefined, undefined],
    ])("of %j, with the choice %s, is %s", (names, chosen, expected) => {
        expect(chosenClient(names, chosen)).toBe(expected);
    });

    test("must exist", () => {
        expect(chosenClientProblems(["web", "ci"], "laptop")).toEqual([
            {
                argument: "client",
                expected: "one of the authority's clients (ci, web)",
                got: "laptop",
                fix: "Add it to clients, or choose another one",
            },
        ]);
        expect(chosenClientProblems(["web", "ci"], "ci")).toEqual([]);
        expect(chosenClientProblems(["web", "ci"], undefined)).toEqual([]);
    });
});

describe("The chosen client among clients that are known only later", () => {
    const run = (clients: object, ...chosen: string[]) => {
        const program = join(CHECKOUT, "tests/support/lateClient.ts");
        const args = [...TYPESCRIPT, program, JSON.stringify(clients), ...chosen];
        return spawnSync(process.execPath, args, { encoding: "utf8" });
    };

    test("is taken without a word", () => {
        expect(run({ ci: CLIENT, web: CLIENT }, "ci")).toMatchObject({ status: 0, stderr: "" });
    });

    test.each([
        [
            { ci: CLIENT, web: CLIENT },
            "laptop",
            'client: expected one of the authority\'s clients (ci, web), got "laptop"',
        ],
        [{}, "ci", "authority.clients: expected certificates and keys by the name of the client, at least one"],
        [{ ci: { ...CLIENT, keyPem: "hunter2" } }, "ci", "authority.clients.ci.keyPem: expected a PEM private key"],
    ])("stops the program when it is wrong, without showing a key: %j", (clients, chosen, message) => {
        const { status, stderr } = run(clients, chosen);
        expect(status).not.toBe(0);
        expect(stderr).toContain(message);
        expect(stderr).not.toMatch(/hunter2|of a client/);
    });
});
