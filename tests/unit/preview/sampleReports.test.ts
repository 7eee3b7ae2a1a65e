import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { CHECKOUT } from "../../support/checkout";
import { recorded, reportOf, sampleReports } from "../../support/sampleReports";

test("The recorded previews give the reports that they are recorded for", () => {
    const verdicts = Object.entries(sampleReports()).map(([name, text]) => [name, text.split("\n")[4]]);
    const replaced =
        "🔴 **VM replaced, VM deleted, TLS changed, public address deleted, resources replaced, sources widened, daemon's settings unknown**: 2 to replace, 10 to delete, 10 to create, 2 to update, 21 unchanged.";
    expect(Object.fromEntries(verdicts)).toEqual({
        created: "✅ **Nothing grave found**: 25 to create.",
        widened: "🔴 **Open to the Internet, VM restarts**: 5 to update, 30 unchanged.",
        replaced,
        rotated:
            "🔴 **Authority replaced, resources replaced, daemon's settings unknown, other uses of a certificate, another kind of key, client certificate re-issued, server certificate re-issued**: 11 to replace, 5 to update, 19 unchanged.",
        longNames:
            "🔴 **VM replaced, resources replaced, sources widened, daemon's settings unknown**: 4 to replace, 10 to create, 3 to update, 28 unchanged.",
        rules: "🔴 **Sources unknown, sources widened, a rule that denies is gone, VM restarts**: 5 to update, 30 unchanged.",
        hostile: replaced,
        failed: "🔴 **The preview failed**: the checkout could not be previewed. Nothing is known of what this change does.",
    });
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
