import type { Finding } from "../findings/finding";
import { code, codeBlock, joined, Markdown, prose, oneLine } from "../markdown/markdown";
import { isComponent, nameOf, OPERATIONS, type PlannedResource } from "../plan/plan";
import { type PropertyChange, SECRET, UNKNOWN } from "../plan/properties";
import { fromTo } from "../markdown/values";

/** So many lines of a value, and letters of a line, are shown. */
const MOST_LINES = 30;
const LONGEST_LINE = 200;
/** So many properties of a resource are shown, and so many of them in the table. */
const MOST_PROPERTIES = 40;
const MOST_REASONS = 3;

/**
 * The resources that change: those of the gravest findings first, then by operation, and what changes by itself before what
 * changes only with it. The same plan always gives the same order.
 */
export function changedResources(
    resources: readonly PlannedResource[],
    findings: readonly Finding[],
): PlannedResource[] {
    const told = new Set(findings.flatMap(({ about }) => about));
    const grave = new Set(findings.flatMap(({ about, level }) => (level === "danger" ? about : [])));
    const rank = (resource: PlannedResource): number => {
        const gravity = grave.has(resource.urn) ? 0 : told.has(resource.urn) ? 1 : 2;
        return gravity * 100 + OPERATIONS.indexOf(resource.operation) * 10 + Number(isEffect(resource));
    };
    const changed = resources.filter(({ operation }) => operation !== "same");
    return changed.sort((one, other) => rank(one) - rank(other) || (one.urn < other.urn ? -1 : 1));
}

/** Whether a resource changes only because others do, whose values are known after the `up`. */
function isEffect({ changes }: PlannedResource): boolean {
    return (
        changes.length > 0 &&
        changes.every(({ before, after }) => [UNKNOWN, SECRET].includes(String(after)) || before === after)
    );
}

/** The first lines of the table of operations. */
export const TABLE_HEAD = prose`| operation | resource | type | in | why |\n| --- | --- | --- | --- | --- |`;

/** One line of the table of operations. */
export function tableRow({ operation, name, type, parent, changes }: PlannedResource): Markdown {
    const within = isComponent(parent) ? code(nameOf(parent)) : prose``;
    const what = new Markdown(operation === "replace" ? "**replace**" : operation);
    return prose`| ${what} | ${name} | ${type} | ${within} | ${reasons(changes, operation === "replace")} |`;
}

/** Why a resource changes: of one that is replaced, only what replaces it. */
function reasons(changes: readonly PropertyChange[], replaced: boolean): Markdown {
    const telling = replaced ? changes.filter(({ replaces }) => replaces) : changes;
    const shown = telling.slice(0, MOST_REASONS).map((change) => prose`${code(change.path, 60)}: ${fromTo(change)}`);
    const all = joined(shown, "; ");
    return telling.length > shown.length ? prose`${all}; and ${telling.length - shown.length} more` : all;
}

/** What changes within a resource, as lines that go and lines that come. */
export function propertySection({ operation, name, type, changes }: PlannedResource): Markdown {
    const shown = changes
        .slice(0, MOST_PROPERTIES)
        .flatMap(({ path, before, after, replaces }) => [
            `@@ ${clean(path)}${replaces ? " (replaces)" : ""} @@`,
            ...difference(before, after),
        ]);
    const rest =
        changes.length > MOST_PROPERTIES ? [`@@ and ${changes.length - MOST_PROPERTIES} more properties @@`] : [];
    return prose`${new Markdown(operation)} ${name} (${type})\n\n${codeBlock("diff", [...shown, ...rest])}`;
}

/** The lines of one value that the other does not have, in their order. */
function difference(before: unknown, after: unknown): string[] {
    const [was, is] = [linesOf(before), linesOf(after)];
    const gone = without(was, is).map((line) => `- ${clean(line)}`);
    const come = without(is, was).map((line) => `+ ${clean(line)}`);
    if (gone.length + come.length === 0) {
        return ["  (the same, as far as it may be shown)"];
    }
    return [...capped(gone), ...capped(come)];
}

/** A line without what could mislead, its indentation kept. */
function clean(line: string): string {
    const indent = /^ */.exec(line)?.[0].slice(0, 40) ?? "";
    return `${indent}${oneLine(line, LONGEST_LINE)}`;
}

function linesOf(value: unknown): string[] {
    if (value === undefined) {
        return [];
    }
    const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
    return text.split("\n").map((line) => line.trimEnd());
}

function without(lines: readonly string[], others: readonly string[]): string[] {
    const left = new Map<string, number>();
    others.forEach((line) => left.set(line, (left.get(line) ?? 0) + 1));
    return lines.filter((line) => {
        const count = left.get(line) ?? 0;
        left.set(line, count - 1);
        return count <= 0;
    });
}

function capped(lines: readonly string[]): string[] {
    return lines.length > MOST_LINES
        ? [...lines.slice(0, MOST_LINES), `  ... and ${lines.length - MOST_LINES} more lines`]
        : [...lines];
}
