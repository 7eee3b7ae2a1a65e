import { readFileSync } from "node:fs";
import { join } from "node:path";
import { review } from "../../preview/findings/review";
import { readPlan } from "../../preview/plan/plan";
import { recordAt } from "../../shared/json";
import { UNKNOWN } from "../../shared/pulumiValues";
import { type Comparison, report } from "../../preview/render/report";

const comparison: Comparison = {
    stack: "modern",
    base: { ref: "origin/main", commit: "1f6b0c9e2d4a8b7c5e3f1a0d9c8b7a6f5e4d3c2b" },
    head: { commit: "c0ffee0123456789abcdef0123456789abcdef01", isChanged: false },
};

/** What stands in the place of a name, if a program writes it: markup of Markdown, HTML and Mermaid. */
const HOSTILE = '"]</summary><img src=x onerror=alert(1)>|`@team` %%{init: {}}%% end';

/** The previews that record.ts recorded, each by the name of its file. */
const RECORDED = [
    ...["created", "widened", "replaced", "rotated", "longNames"],
    ...["clientAdded", "clientRemoved", "issuerBrought", "follower"],
    ...["generationAppended", "generationSwapped", "generationDropped"],
];

/**
 * Reports as reviewers get them, by name, without a stack being brought up: of recorded previews, of two that are changed so
 * that rules deny or cannot be judged, or that a host has a hostile name, and of one that failed.
 */
export function sampleReports(): Readonly<Record<string, string>> {
    const reports = Object.fromEntries(RECORDED.map((name) => [name, reportOf(recorded(name))]));
    const rules = reportOf(withRules(recorded("widened")));
    const hostile = reportOf(recorded("replaced").replaceAll("build", JSON.stringify(HOSTILE).slice(1, -1)));
    const failed = report(comparison, {
        step: "the checkout could not be previewed",
        error: "pulumi:pulumi:Stack: Configuration: 1 invalid value\n  - vmSize: expected the name of a VM size",
    });
    return { ...reports, rules, hostile, failed };
}

/** A recorded preview with security rules of all sorts instead of its own. */
function withRules(preview: string): string {
    const common = { direction: "Inbound", access: "Allow", protocol: "Tcp", destinationPortRange: "22" };
    const ssh = { ...common, name: "ssh", priority: 1000, sourceAddressPrefix: "203.0.113.7/32" };
    const http = { ...common, name: "http", priority: 1001, destinationPortRange: "80-90", sourceAddressPrefix: "*" };
    const denied = { ...http, name: "deny", priority: 900, access: "Deny", sourceAddressPrefix: "198.51.100.0/24" };
    const before = [http, denied, { ...ssh, name: "old", sourceAddressPrefix: "192.0.2.7/32" }];
    const after = [
        { ...ssh, destinationAddressPrefix: "10.0.0.4" },
        { ...http, priority: 1002, description: "the web" },
        { ...denied, destinationPortRange: "22", sourceAddressPrefix: "Internet" },
        { ...ssh, name: "later", protocol: "Udp", destinationPortRange: "*", sourceAddressPrefix: UNKNOWN },
        { ...ssh, name: "out", direction: "Outbound" },
    ];
    const document = JSON.parse(preview) as { steps: { urn: string; [state: string]: unknown }[] };
    const steps = document.steps.map((step) =>
        step.urn.endsWith("-nsg")
            ? {
                  ...step,
                  oldState: withRulesOf(step["oldState"], before),
                  newState: withRulesOf(step["newState"], after),
              }
            : step,
    );
    return JSON.stringify({ ...document, steps });
}

const withRulesOf = (state: unknown, securityRules: unknown): object => ({
    ...recordAt(state),
    inputs: { ...recordAt(state, "inputs"), securityRules },
});

/** The text of a recorded preview. */
export const recorded = (name: string): string => readFileSync(join(__dirname, "previews", `${name}.json`), "utf8");

/** The report of a preview, from its text. */
export function reportOf(preview: string): string {
    const plan = readPlan(JSON.parse(preview));
    return report(comparison, review(plan, { before: {}, after: {} }, !plan.isNew));
}
