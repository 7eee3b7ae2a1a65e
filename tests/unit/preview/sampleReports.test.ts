import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { CHECKOUT } from "../../support/checkout";
import { recorded, reportOf, sampleReports } from "../../support/sampleReports";

test("The recorded previews give the reports that they are recorded for", () => {
    const verdicts = Object.entries(sampleReports()).map(([name, text]) => [name, text.split("\n")[4]]);
    const replaced =
        "🔴 **VM replaced, VM deleted, TLS changed, public address deleted, resources replaced, sources widened, daemon's settings unknown**: 3 to replace, 13 to delete, 13 to create, 2 to update, 30 unchanged.";
    expect(Object.fromEntries(verdicts)).toEqual({
        created: "✅ **Nothing grave found**: 30 to create.",
        widened: "🔴 **Open to the Internet, VM restarts**: 3 to update, 45 unchanged.",
        replaced,
        rotated:
            "🔴 **Clients' files refused, authority replaced, resources replaced, daemon's settings unknown, other uses of a certificate, another kind of key, server certificate re-issued**: 22 to replace, 5 to update, 21 unchanged.",
        longNames:
            "🔴 **VM replaced, resources replaced, sources widened, daemon's settings unknown**: 6 to replace, 13 to create, 3 to update, 34 unchanged.",
        clientAdded:
            "⚠️ **Clients let in, daemon's settings unknown**: 2 to replace, 5 to create, 4 to update, 42 unchanged.",
        clientRemoved:
            "🔴 **Clients shut out, daemon's settings unknown**: 2 to replace, 5 to delete, 4 to update, 37 unchanged.",
        issuerBrought: "🔴 **Issuer brought, daemon's settings unknown**: 2 to replace, 4 to update, 42 unchanged.",
        follower:
            "🔴 **Clients shut out, clients let in, daemon's settings unknown**: 1 to replace, 2 to update, 1 to read, 17 unchanged.",
        generationAppended: "⚠️ **Another authority trusted**: 2 to create, 1 to update, 47 unchanged.",
        generationSwapped:
            "⚠️ **Resources replaced, another authority signs, daemon's settings unknown, server certificate re-issued**: 1 to replace, 3 to update, 33 unchanged.",
        generationDropped: "🔴 **Authority dropped**: 2 to delete, 1 to update, 34 unchanged.",
        rules: "🔴 **Sources unknown, sources widened, a rule that denies is gone, VM restarts**: 3 to update, 45 unchanged.",
        hostile: replaced,
        failed: "🔴 **The preview failed**: the checkout could not be previewed. Nothing is known of what this change does.",
    });
});

test.each([
    ["clientAdded", "client `staging` gets root on 2 hosts (`build`, `test`)."],
    ["clientRemoved", "client `laptop` is shut out of 2 hosts (`build`, `test`) when `up` ends."],
    [
        "rotated",
        "2 clients (`ci`, `laptop`) get a new key: their earlier files are refused by 2 hosts (`build`, `test`).",
    ],
    ["issuerBrought", "the issuer that is listed for client `partner` gets root on 2 hosts (`build`, `test`)"],
    ["follower", "client `laptop` is shut out of host `nightly` when `up` ends."],
    ["follower", "client `staging` gets root on host `nightly`."],
    ["generationAppended", "clients also trust `g2`."],
    ["generationSwapped", "`g2` signs server certificates. Clients whose `ca.pem` lacks it are locked out"],
    ["generationDropped", "clients no longer trust `g1`."],
])("The report of %s says whom it affects: %s", (name, sentence) => {
    expect(sampleReports()[name]).toContain(sentence);
});

test("The engine's order of resources and messages, which differs from run to run, changes nothing in a report", () => {
    const preview = recorded("replaced");
    const { steps, diagnostics } = JSON.parse(preview) as { steps: { urn: string }[]; diagnostics: unknown[] };
    // The steps of one resource have an order of their own.
    const reversed = [...steps].sort((one, other) => (one.urn < other.urn ? 1 : one.urn > other.urn ? -1 : 0));
    expect(reversed).not.toEqual(steps);
    expect(reportOf(JSON.stringify({ steps: reversed, diagnostics: diagnostics.reverse() }))).toBe(reportOf(preview));
});

test("The guide shows who may connect as a report does", () => {
    const [, section] = /\n### Who may connect\n([^]*?)\n### /.exec(sampleReports()["widened"] ?? "") ?? [];
    expect(section).toContain("```mermaid");
    expect(readFileSync(join(CHECKOUT, "docs/preview.md"), "utf8")).toContain(section);
});
