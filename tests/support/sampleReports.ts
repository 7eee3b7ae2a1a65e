import { readFileSync } from "node:fs";
import { join } from "node:path";
import { review } from "../../preview/findings/review";
import { readPlan } from "../../preview/plan/plan";
import { type Comparison, report } from "../../preview/render/report";

const comparison: Comparison = {
    stack: "modern",
    base: { ref: "origin/main", commit: "1f6b0c9e2d4a8b7c5e3f1a0d9c8b7a6f5e4d3c2b" },
    head: { commit: "c0ffee0123456789abcdef0123456789abcdef01", isChanged: false },
};

/** What stands in the place of a name, if a program writes it: markup of Markdown, HTML and Mermaid. */
const HOSTILE = '"]</summary><img src=x onerror=alert(1)>|`@team` %%{init: {}}%% end';

/** The previews that record.ts recorded, each by the name of its file. */
const RECORDED = ["created", "widened", "replaced", "rotated", "longNames"] as const;

/**
 * Reports as reviewers get them, by name, without a stack being brought up: of recorded previews, of one in which a host has a
 * hostile name, and of one that failed.
 */
export function sampleReports(): Readonly<Record<string, string>> {
    const reports = Object.fromEntries(RECORDED.map((name) => [name, reportOf(recorded(name))]));
    const hostile = reportOf(recorded("replaced").replaceAll("build", JSON.stringify(HOSTILE).slice(1, -1)));
    const failed = report(comparison, {
        step: "the checkout could not be previewed",
        error: "pulumi:pulumi:Stack: Configuration: 1 invalid value\n  - vmSize: expected a size of Azure",
    });
    return { ...reports, hostile, failed };
}

/** The text of a recorded preview. */
export const recorded = (name: string): string => readFileSync(join(__dirname, "previews", `${name}.json`), "utf8");

/** The report of a preview, from its text. */
export function reportOf(preview: string): string {
    const plan = readPlan(JSON.parse(preview));
    return report(comparison, review(plan, { before: {}, after: {} }, !plan.isNew));
}
