import { describe, expect, test } from "@jest/globals";
import { authorityFindings } from "../../../../preview/findings/authorityFindings";
import { findingLine } from "../../../../preview/findings/finding";
import type { PlannedResource } from "../../../../preview/plan/plan";
import { UNKNOWN } from "../../../../shared/pulumiValues";
import { changed, planOf, planned } from "../support";
import {
    AUTHORITY,
    CERTIFICATE,
    client,
    component,
    generation,
    HOST,
    issuers,
    KEY,
    pem,
    SELF_SIGNED,
} from "./certificateStates";

/** The outputs of the authority `ca`; the first generation signs. */
function trusting(...generations: readonly string[]) {
    const [first = ""] = generations;
    return { caCertPem: generations.map(pem).join(""), issuingCertPem: pem(first), clientIssuers: issuers("ci") };
}

/** The same where a generation is new, by which all of it is unknown. */
const partly = (issuingCertPem: string) => ({ caCertPem: UNKNOWN, issuingCertPem, clientIssuers: issuers("ci") });

const ca = (before: object, after: object): PlannedResource =>
    component(
        AUTHORITY,
        "ca",
        before as PlannedResource["outputs"]["before"],
        after as PlannedResource["outputs"]["after"],
    );
const host = component(HOST, "build", { clientIssuers: issuers("ci") });
const created = { operation: "create" } as const;
const deleted = { operation: "delete" } as const;
const replaced = (...changes: PlannedResource["changes"]) => ({ operation: "replace", changes }) as const;

const SIGNER_CHANGED = [changed("caCertPem", { replaces: true }), changed("caPrivateKeyPem", { replaces: true })];
const KEY_CHANGED = changed("privateKeyPem", { replaces: true });
const VALIDITY_CHANGED = changed("validityPeriodHours", { before: 87_600, after: 80_000, replaces: true });

function lines(...resources: readonly PlannedResource[]): string[] {
    const signs = { danger: "🔴", caution: "⚠️" };
    return authorityFindings(planOf(...resources)).map(
        (one) => `${signs[one.level]} ${one.kind} ${findingLine(one).source}`,
    );
}

const DROPPED = (who: string, subject = "ca"): string =>
    `🔴 authority **Authority dropped** (\`${subject}\`): clients no longer trust ${who}. Those whose \`ca.pem\` has nothing else are locked out until they fetch it; those who fetch it no longer reach hosts, of other stacks for example, that still have a certificate of it.`;
const TRUSTED = (who: string): string =>
    `clients also trust ${who}. Have everybody fetch \`ca.pem\` before it signs server certificates. Nobody is locked out.`;
const SIGNS = (who: string, subject = "ca"): string =>
    `⚠️ authority **Another authority signs** (\`${subject}\`): ${who} signs server certificates. Clients whose \`ca.pem\` lacks it are locked out until they fetch it.`;
const AT_ONCE = (who: string, subject = "ca"): string =>
    `🔴 authority **Authority replaced** (\`${subject}\`): ${who} signs server certificates, and no client trusts it yet: every client is locked out until it fetches \`ca.pem\` again. Append it to the list first, and nobody is locked out.`;
const BROUGHT = "an authority that this stack does not make";

describe("a generation", () => {
    test("that is appended locks nobody out", () => {
        const resources = [ca(trusting("g1"), partly(pem("g1"))), generation("g1"), generation("g2", created)];
        expect(lines(...resources, host)).toEqual([
            `⚠️ authority **Another authority trusted** (\`ca\`): ${TRUSTED("`g2`")}`,
        ]);
    });

    test("that signs in the place of another locks out whoever has not fetched it", () => {
        const resources = [ca(trusting("g1", "g2"), trusting("g2", "g1")), generation("g1"), generation("g2")];
        const leaf = planned(CERTIFICATE, "build-server-cert", { parent: host.urn, ...replaced(...SIGNER_CHANGED) });
        expect(lines(...resources, host, leaf)).toEqual([SIGNS("`g2`")]);
    });

    test("that is dropped locks out whoever trusts nothing else", () => {
        const resources = [ca(trusting("g2", "g1"), trusting("g2")), generation("g1", deleted), generation("g2")];
        expect(lines(...resources, host)).toEqual([DROPPED("`g1`")]);
    });

    test("that is dropped while it signs does both", () => {
        const resources = [ca(trusting("g1", "g2"), trusting("g2")), generation("g1", deleted), generation("g2")];
        expect(lines(...resources)).toEqual([SIGNS("`g2`"), DROPPED("`g1`")]);
    });

    test.each([
        ["in the place of the old one", [generation("g1", deleted)]],
        ["before the old one", [generation("g1")]],
    ])("that signs at once, %s, locks every client out", (_what, others) => {
        expect(lines(ca(trusting("g1"), partly(UNKNOWN)), ...others, generation("g2", created))).toEqual([
            AT_ONCE("`g2`"),
        ]);
    });

    test("with its key is what a finding is about", () => {
        const key = planned(KEY, "ca-g2-key", { operation: "create", parent: ca({}, {}).urn });
        const cert = generation("g2", created);
        const plan = planOf(ca(trusting("g1"), partly(pem("g1"))), generation("g1"), cert, key);
        expect(authorityFindings(plan).map(({ about }) => about)).toEqual([[cert.urn, key.urn]]);
    });
});

describe("an authority that is brought", () => {
    test("does not hide behind one that is made by the same change", () => {
        const after = { ...partly(pem("g1")), generations: { g1: pem("g1"), g2: UNKNOWN, own: pem("own") } };
        expect(lines(ca(trusting("g1"), after), generation("g1"), generation("g2", created))).toEqual([
            `⚠️ authority **Another authority trusted** (\`ca\`): ${TRUSTED("`g2`")}`,
            `🔴 authority **Authority brought** (\`ca\`): ${TRUSTED(BROUGHT)} Whoever holds its key can pretend to be any host.`,
        ]);
    });

    test("can pretend to be any host when it is trusted", () => {
        expect(lines(ca(trusting("g1"), trusting("g1", "own")), generation("g1"))).toEqual([
            `🔴 authority **Authority brought** (\`ca\`): ${TRUSTED(BROUGHT)} Whoever holds its key can pretend to be any host.`,
        ]);
    });

    test("signs, and is dropped, like one that is made", () => {
        const resources = [generation("g1")];
        expect(lines(ca(trusting("g1", "own"), trusting("own", "g1")), ...resources)).toEqual([SIGNS(BROUGHT)]);
        expect(lines(ca(trusting("g1", "own"), trusting("g1")), ...resources)).toEqual([DROPPED(BROUGHT)]);
    });

    test("locks every client out when it takes the place of one that is made", () => {
        expect(lines(ca(trusting("g1"), trusting("own")), generation("g1", deleted))).toEqual([AT_ONCE(BROUGHT)]);
    });
});

describe("a host with an authority of another stack", () => {
    const follows = (before: readonly string[], after: readonly string[]): string[] => {
        const consumer = component(HOST, "build", trusting(...before), trusting(...after));
        const leaf = planned(CERTIFICATE, "build-server-cert", {
            parent: consumer.urn,
            before: { caCertPem: pem(before[0] ?? "") },
            after: { caCertPem: pem(after[0] ?? "") },
            ...(before[0] === after[0] ? {} : replaced(...SIGNER_CHANGED)),
        });
        return lines(consumer, leaf);
    };

    test.each([
        [
            ["g1"],
            ["g1", "g2"],
            [`⚠️ authority **Another authority trusted** (\`build\`): ${TRUSTED("another authority")}`],
        ],
        [["g1", "g2"], ["g2", "g1"], [SIGNS("another authority", "build")]],
        [["g2", "g1"], ["g2"], [DROPPED("another authority", "build")]],
        [["g1"], ["g2"], [AT_ONCE("another authority", "build")]],
        [["g1", "g2"], ["g1", "g2"], []],
    ])("follows it from %j to %j", (before, after, expected) => {
        expect(follows(before, after)).toEqual(expected);
    });
});

describe("an authority's certificate", () => {
    const REPLACED =
        "🔴 authority **Authority replaced** (`ca-g1-cert`): every client is locked out until it fetches `ca.pem` again.";

    test.each([
        ["is made for another key", replaced(KEY_CHANGED)],
        ["gets another name", replaced(changed("subject.commonName", { replaces: true }))],
        ["is replaced for no reason that is told", replaced()],
    ])("that %s locks every client out", (_what, operation) => {
        const [root, made] = [generation("g1", operation), ca(trusting("g1"), partly(UNKNOWN))];
        expect(lines(made, root)).toEqual([REPLACED]);
        expect(lines(root)).toEqual([REPLACED]);
    });

    test("that is removed without another in its place locks every client out", () => {
        expect(lines(generation("g1", deleted))).toEqual([REPLACED]);
    });

    test("that signs nothing yet has to be fetched again", () => {
        const g2 = generation("g2", replaced(KEY_CHANGED));
        expect(lines(ca(trusting("g1", "g2"), partly(pem("g1"))), generation("g1"), g2)).toEqual([
            "⚠️ authority **Another authority trusted** (`ca-g2-cert`): it signs no server certificate. Have everybody fetch `ca.pem` again before it does.",
        ]);
    });

    test("that is issued again for the same key locks nobody out", () => {
        const made = ca(trusting("g1"), partly(UNKNOWN));
        const leaf = planned(CERTIFICATE, "leaf", replaced(changed("caCertPem", { replaces: true })));
        expect(lines(made, generation("g1", replaced(VALIDITY_CHANGED)), leaf)).toEqual([
            "⚠️ certificate **Authority's certificate re-issued** (`ca-g1-cert`): for the same key, because of `validityPeriodHours` (`87600` → `80000`). Clients keep access with the files that they have.",
        ]);
    });

    test("is neither that of a client's issuer nor of a readiness check", () => {
        const readiness = planned(SELF_SIGNED, "build-readiness-cert", replaced(KEY_CHANGED));
        const made = ca(trusting("g1"), trusting("g1"));
        expect(lines(made, generation("g1"), client("ci", replaced(KEY_CHANGED)), readiness)).toEqual([]);
    });
});

describe("an authority that is given to a resource of the program", () => {
    const leaf = (...changes: PlannedResource["changes"]): PlannedResource =>
        planned(CERTIFICATE, "leaf", replaced(...changes));

    test("with another key locks every client out", () => {
        expect(lines(leaf(...SIGNER_CHANGED))).toEqual([
            "🔴 authority **Authority replaced** (`leaf`): every client is locked out until it fetches `ca.pem` again.",
        ]);
    });

    test("with another certificate of the same key may do so", () => {
        const [line] = lines(leaf(changed("caCertPem", { replaces: true })));
        expect(line).toContain("🔴 authority **Authority's certificate replaced** (`leaf`)");
        expect(line).toContain("Where its subject is another one, every client is locked out");
    });
});

test("A stack that is new, and one whose authorities stay, have no findings about them", () => {
    const resources = [ca(trusting("g1"), trusting("g1")), generation("g1"), host];
    expect(lines(...resources)).toEqual([]);
    const plan = { ...planOf(generation("g1", created)), isNew: true };
    expect(authorityFindings(plan)).toEqual([]);
});
