import { accessSentences } from "./accessSection";
import {
    changedResources,
    propertySections,
    TABLE_HEAD,
    tableRow,
    tableRows,
    typeNames,
    WHO_MAY_CONNECT,
} from "./changesSection";
import { diagram } from "./diagram";
import type { Previewed } from "../findings/review";
import { capitalized, FINDING_KINDS, type Finding, findingLine } from "../findings/finding";
import { code, codeBlock, joined, Markdown, prose, oneLine } from "../markdown/markdown";
import { OPERATIONS, type PlannedResource, type Remark } from "../plan/plan";

/** The longest comment that GitHub takes, in characters. */
const LONGEST_COMMENT = 65_536;
/** What the script that posts a report writes before it is left free: whose words these are, and the address of the run. */
const LONGEST_REPORT = LONGEST_COMMENT - 2_048;

/** So many findings of a kind, remarks, and lines of an error are shown. */
const MOST_OF_A_KIND = 8;
const MOST_REMARKS = 20;
const MOST_ERROR_LINES = 40;

/** What was compared. */
export interface Comparison {
    /** The stack. */
    readonly stack: string;
    /** The base as it was asked for, and its commit. */
    readonly base: { readonly ref: string; readonly commit: string };
    /** The commit of the checkout, and whether it has changes that are not committed. */
    readonly head: { readonly commit: string; readonly isChanged: boolean };
}

/** A preview that could not be made, or that failed. */
export interface Failure {
    /** What failed, in our own words. */
    readonly step: string;
    /** What was said of it. */
    readonly error: string;
}

/** The first line of a report, by which a workflow finds the comment again. */
export function markerOf(stack: string): string {
    return `<!-- docker-host-vm preview ${stack} -->`;
}

/** The report in Markdown, never longer than a comment on GitHub may be. */
export function report(comparison: Comparison, outcome: Previewed | Failure): string {
    return "error" in outcome ? failureReport(comparison, outcome) : previewReport(comparison, outcome);
}

function failureReport(comparison: Comparison, { step, error }: Failure): string {
    const lines = error.split("\n").map((line) => oneLine(line, 250));
    const shown = lines.length > MOST_ERROR_LINES ? ["...", ...lines.slice(-MOST_ERROR_LINES)] : lines;
    const verdict = prose`🔴 **The preview failed**: ${new Markdown(step)}. Nothing is known of what this change does.`;
    return fitted([...heading(comparison, verdict), codeBlock("", shown)], []);
}

function previewReport(comparison: Comparison, outcome: Previewed): string {
    const { resources, findings, remarks, notes, targets, ruleChanges, hide } = outcome;
    const changed = changedResources(resources, findings);
    const must = [
        ...heading(comparison, verdictOf(resources, findings)),
        ...(notes.length === 0 ? [] : [bullets(notes)]),
    ];
    const nameOfType = typeNames(resources);
    const picture = diagram(targets, resources, hide);
    const access = accessSentences(targets, ruleChanges, hide);
    // In the order in which they stand; what is cut first has the highest number.
    return fitted(must, [
        // Names that the program chose can be long: the gravest findings stay, and the verdict names them all.
        {
            title: prose`### What to look at`,
            pieces: findingLines(findings),
            render: bullets,
            cut: 0,
            what: "findings",
        },
        {
            title: prose`### ${WHO_MAY_CONNECT}`,
            pieces: picture !== undefined && access.length === 0 ? [prose`Unchanged.`] : access,
            render: bullets,
            cut: 1,
            what: "sentences about access",
        },
        { pieces: picture === undefined ? [] : [picture], render: plain, cut: 3, what: "picture" },
        {
            title: prose`### Resources`,
            pieces: tableRows(changed, findings).map((row) => tableRow(row, nameOfType)),
            render: table,
            cut: 2,
            what: "rows of the table",
        },
        {
            title: prose`### Property changes`,
            pieces: propertySections(changed, nameOfType),
            render: details,
            cut: 5,
            what: "resources' property changes",
        },
        {
            title: prose`### Messages`,
            pieces: remarkLines(remarks),
            render: bullets,
            cut: 4,
            what: "messages",
        },
    ]);
}

function heading({ stack, base, head }: Comparison, verdict: Markdown): Markdown[] {
    const commit = head.commit.slice(0, 12);
    const compared = head.isChanged ? prose`the working tree (uncommitted changes on ${commit})` : prose`${commit}`;
    return [
        new Markdown(markerOf(stack)),
        prose`## Preview of stack ${stack}`,
        verdict,
        prose`Compared in a sandbox: ${base.ref} (${base.commit.slice(0, 12)}) with ${compared}.`,
    ];
}

const WORDS = {
    replace: "to replace",
    delete: "to delete",
    create: "to create",
    import: "to import",
    update: "to update",
    read: "to read",
    other: "with another operation",
    same: "unchanged",
} as const;

/** One line: the gravest things by their titles, then how many resources by operation. */
function verdictOf(resources: readonly PlannedResource[], findings: readonly Finding[]): Markdown {
    const counts = OPERATIONS.map(
        (operation) => [operation, resources.filter((one) => one.operation === operation).length] as const,
    );
    const text = counts
        .filter(([, count]) => count > 0)
        .map(([operation, count]) => `${count} ${WORDS[operation]}`)
        .join(", ");
    if (findings.length === 0) {
        const nothing = counts.every(([operation, count]) => operation === "same" || count === 0);
        return new Markdown(nothing ? `✅ **No change**: ${text}.` : `✅ **Nothing grave found**: ${text}.`);
    }
    const sorted = inOrder(findings);
    const titles = [...new Set(sorted.map(({ title }) => title))].join(", ");
    const sign = SIGNS[sorted[0]?.level ?? "caution"];
    return new Markdown(`${sign} **${capitalized(titles)}**: ${text}.`);
}

const SIGNS = { danger: "🔴", caution: "⚠️" } as const;

/** Dangers before cautions, then by kind. */
function inOrder(findings: readonly Finding[]): Finding[] {
    const rank = ({ level, kind }: Finding): number => (level === "danger" ? 0 : 100) + FINDING_KINDS.indexOf(kind);
    return [...findings].sort((one, other) => rank(one) - rank(other));
}

/** The findings, so many of each kind: many of one kind push out none of another. */
function findingLines(findings: readonly Finding[]): Markdown[] {
    const sorted = inOrder(findings);
    const shown = sorted.filter((one) => sorted.filter(({ kind }) => kind === one.kind).indexOf(one) < MOST_OF_A_KIND);
    const lines = shown.map((one) => prose`${new Markdown(SIGNS[one.level])} ${findingLine(one)}`);
    const more = sorted.length - shown.length;
    return more === 0 ? lines : [...lines, prose`and ${more} more of these kinds`];
}

/** The remarks, errors and warnings before the rest. */
function remarkLines(remarks: readonly Remark[]): Markdown[] {
    const rank = ({ severity }: Remark): number => ["error", "warning", "info"].indexOf(severity);
    const textOf = ({ about, message }: Remark): string => `${about} ${message}`;
    // Hosts speak side by side, in no fixed order.
    const sorted = [...remarks].sort((one, other) => rank(one) - rank(other) || (textOf(one) < textOf(other) ? -1 : 1));
    const lines = sorted.slice(0, MOST_REMARKS).map(remarkLine);
    const more = sorted.length - lines.length;
    return more === 0 ? lines : [...lines, prose`and ${more} more`];
}

function remarkLine({ severity, message, about }: Remark): Markdown {
    const sign = { error: "🔴", warning: "⚠️", info: "ℹ️" }[severity];
    const subject = about === "" ? prose`` : prose` ${about}:`;
    return prose`${new Markdown(sign)}${subject} ${code(message, 400)}`;
}

const bullets = (lines: readonly Markdown[]): Markdown =>
    joined(
        lines.map((line) => prose`- ${line}`),
        "\n",
    );

const plain = (pieces: readonly Markdown[]): Markdown => joined(pieces, "\n\n");

const table = (rows: readonly Markdown[]): Markdown => joined([TABLE_HEAD, ...rows], "\n");

const details = (pieces: readonly Markdown[]): Markdown =>
    prose`<details><summary>${pieces.length} ${new Markdown(pieces.length === 1 ? "resource" : "resources")}</summary>\n\n${plain(pieces)}\n\n</details>`;

/** A part of the report that can be shortened from its end, and be left out. */
interface Section {
    /** Its heading; nothing where it belongs to the section before. */
    readonly title?: Markdown;
    readonly pieces: readonly Markdown[];
    readonly render: (pieces: readonly Markdown[]) => Markdown;
    /** The section with the highest number is cut first. */
    readonly cut: number;
    readonly what: string;
}

/** The report with as much of the sections as a comment takes, and how much was cut. */
function fitted(must: readonly Markdown[], sections: readonly Section[]): string {
    const kept = new Map(sections.map((section) => [section, section.pieces.length]));
    const render = (): string => {
        const parts = sections.flatMap((section) => {
            const count = kept.get(section) ?? 0;
            return count === 0 ? [] : [section.title ?? [], section.render(section.pieces.slice(0, count))].flat();
        });
        const missing = sections
            .map((section) => [section.what, section.pieces.length - (kept.get(section) ?? 0)] as const)
            .filter(([, count]) => count > 0)
            .map(([what, count]) => `${count} ${what}`);
        const cut =
            missing.length === 0
                ? []
                : [new Markdown(`**Cut**, since a comment takes no more: ${missing.join(", ")}.`)];
        return `${plain([...must, ...cut, ...parts]).source}\n`;
    };
    for (const section of [...sections].sort((one, other) => other.cut - one.cut)) {
        kept.set(
            section,
            most(section.pieces.length, (count) => {
                kept.set(section, count);
                return lengthInComment(render()) <= LONGEST_REPORT;
            }),
        );
    }
    return render();
}

/**
 * How many characters a text takes in a comment, or a few more: that script sets a mark behind every at sign before a name.
 * JavaScript counts a character beyond the first 65,536 of Unicode as two, so that there are never more than it says.
 */
function lengthInComment(text: string): number {
    return text.length + text.split("@").length - 1;
}

/** The largest number up to a limit that still fits; 0 when none does. */
function most(limit: number, fits: (count: number) => boolean): number {
    let [low, high] = [0, limit];
    while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        [low, high] = fits(middle) ? [middle, high] : [low, middle - 1];
    }
    return low;
}
