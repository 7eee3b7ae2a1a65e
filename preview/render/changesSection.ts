import { kindOf } from "../../shared/azure/resourceKind";
import { clientOf, isReadinessFingerprint } from "../findings/certificates";
import type { Finding } from "../findings/finding";
import { isTold } from "../findings/ruleChanges";
import { cellCode, codeBlock, counted, joined, listed, Markdown, prose, oneLine } from "../markdown/markdown";
import { isComponent, nameOf, OPERATIONS, type PlannedResource } from "../plan/plan";
import { inWords, type PropertyChange, SECRET, UNKNOWN } from "../plan/properties";
import { fromTo, isShownWhole } from "../markdown/values";

/** So many lines of a value, and letters of a line, are shown. */
const MOST_LINES = 30;
const MOST_LINES_BEFORE_UNKNOWN = 3;
const LONGEST_LINE = 200;
/** So many properties of a resource are shown, and so many of them in the table. */
const MOST_PROPERTIES = 40;
const MOST_REASONS = 3;
/** So many names of what comes or goes with a component are shown. */
const MOST_WITHIN = 12;
/** So many letters of a name, a type, a path and a value are shown in the table: a comment on GitHub is about 780 pixels wide. */
const LONGEST_NAME = 40;
const LONGEST_TYPE = 28;
const LONGEST_PATH = 28;
const LONGEST_VALUE = 32;
/** The heading of the section about access. */
export const WHO_MAY_CONNECT = new Markdown("Who may connect");

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
export const TABLE_HEAD = prose`| Operation | Resource | Type | What changes |\n| --- | --- | --- | --- |`;

/** One row of the table. */
export interface Row {
    readonly resource: PlannedResource;
    /** Those within it that are made or deleted with it, and of which there is nothing else to say. */
    readonly within: readonly PlannedResource[];
    /** Those that have one row together with it, itself among them; see {@link sharedRow}. */
    readonly together: readonly PlannedResource[];
}

/** By which resources share a row, however many there are; undefined for those with a row of their own. */
function sharedRow(resource: PlannedResource): string | undefined {
    if (isReadinessFingerprint(resource)) {
        return "readiness";
    }
    const { operation, parent } = resource;
    return ["create", "delete", "replace"].includes(operation) && clientOf(resource) !== undefined
        ? `${operation} ${parent}`
        : undefined;
}

/** The rows of the table, in the order of the resources: a component that comes or goes is one, with most of what it holds. */
export function tableRows(changed: readonly PlannedResource[], findings: readonly Finding[]): Row[] {
    const told = new Set(findings.flatMap(({ about }) => about));
    const byUrn = new Map(changed.map((resource) => [resource.urn, resource]));
    const parents = new Set(changed.map(({ parent }) => parent));
    const within = new Map<string, PlannedResource[]>();
    const rows = changed.filter((resource) => {
        const { urn, parent, operation } = resource;
        const isFolded = ["create", "delete"].includes(operation) && byUrn.get(parent)?.operation === operation;
        if (!isFolded || !isComponent(parent) || parents.has(urn) || told.has(urn)) {
            return true;
        }
        within.set(parent, [...(within.get(parent) ?? []), resource]);
        return false;
    });
    const together = new Map<string, PlannedResource[]>();
    for (const resource of rows) {
        const key = sharedRow(resource) ?? resource.urn;
        together.set(key, [...(together.get(key) ?? []), resource]);
    }
    return [...together.values()].flatMap((all) =>
        all.slice(0, 1).map((resource) => ({ resource, within: within.get(resource.urn) ?? [], together: all })),
    );
}

/** One line of the table. */
export function tableRow(row: Row, nameOfType: TypeNames): Markdown {
    const { resource, within } = row;
    const { operation, name, type, parent } = resource;
    const what = new Markdown(operation === "replace" ? "**replace**" : operation);
    if (sharedRow(resource) !== undefined) {
        return prose`| ${what} | ${sharedCells(row, nameOfType)} |`;
    }
    const component = isComponent(parent) ? nameOf(parent) : "";
    // A part of a component mostly has its name before its own.
    const place =
        component === "" || name.startsWith(`${component}-`)
            ? prose``
            : prose` in ${cellCode(component, LONGEST_NAME)}`;
    const names = within.map((one) => one.name);
    const cell = names.length > 0 ? prose`with ${listed(names, MOST_WITHIN)}` : reasons(resource);
    return prose`| ${what} | ${cellCode(name, LONGEST_NAME)}${place} | ${cellCode(nameOfType(type), LONGEST_TYPE)} | ${cell} |`;
}

/** The cells of a row of several resources: what they are, their type, and why they change. */
function sharedCells({ resource, together }: Row, nameOfType: TypeNames): Markdown {
    if (isReadinessFingerprint(resource)) {
        const hosts = together.map(({ parent }) => nameOf(parent));
        return prose`readiness certificates of ${counted("host", hosts)} | ${cellCode(nameOfType(resource.type), LONGEST_TYPE)} | their subjects follow from the clients that the hosts accept`;
    }
    const clients = [...new Set(together.map((one) => clientOf(one) ?? ""))].sort();
    return prose`${counted("client", clients)} in ${cellCode(nameOf(resource.parent), LONGEST_NAME)} | keys and certificates | ${together.length} ${new Markdown(together.length === 1 ? "resource" : "resources")}`;
}

/** How the type of a resource is called in a report. */
export type TypeNames = (type: string) => string;

/**
 * Leaves out of types what goes without saying: `NetworkSecurityGroup`, but `network:Subnet` where another module of Azure's
 * has a type of that name in the plan, and `tls:PrivateKey`.
 */
export function typeNames(resources: readonly PlannedResource[]): TypeNames {
    const kinds = new Map<string, Set<string>>();
    const kind = (type: string): string => kindOf(type) ?? type;
    for (const { type } of resources) {
        kinds.set(lastPart(type), (kinds.get(lastPart(type)) ?? new Set()).add(kind(type)));
    }
    return (type) => {
        const isOurs = /^(azure-native|docker-host-vm|pulumi:pulumi)/.test(type);
        return isOurs && kinds.get(lastPart(type))?.size === 1 ? lastPart(type) : kind(type);
    };
}

const lastPart = (type: string): string => type.split(":").at(-1) ?? type;

/** Why a resource changes: of one that is replaced, only what replaces it. */
function reasons(resource: PlannedResource): Markdown {
    const all = tellingChanges(resource);
    const shown = all.slice(0, MOST_REASONS).map((change) => prose`${shortPath(change.path)}: ${valuesOf(change)}`);
    const others = all.length > shown.length ? [prose`${all.length - shown.length} more`] : [];
    const rules = resource.changes.some((change) => isToldAbove(change, resource))
        ? [prose`security rules: see *${WHO_MAY_CONNECT}*`]
        : [];
    return joined([...rules, ...shown, ...others], "; ");
}

/** Both values; those of several lines are only told below. */
function valuesOf(change: PropertyChange): Markdown {
    return hasLines(change) ? prose`see below` : fromTo(change, LONGEST_VALUE);
}

const hasLines = ({ before, after }: PropertyChange): boolean =>
    [before, after].some((value) => inWords(value).trim().includes("\n"));

function tellingChanges(resource: PlannedResource): PropertyChange[] {
    const { changes, operation } = resource;
    return changes
        .filter(({ replaces }) => replaces || operation !== "replace")
        .filter((change) => !isToldAbove(change, resource));
}

/** The end of a path: its first part says the least. */
function shortPath(path: string): Markdown {
    const parts = path.split(/(?<=\.)/);
    const first = parts.findIndex((_part, index) => parts.slice(index).join("").length <= LONGEST_PATH);
    return cellCode(first < 0 ? path : parts.slice(first).join(""), 2 * LONGEST_PATH);
}

/** Whether who may connect, or a sentence about the rule, tells of a property. */
function isToldAbove({ path, before, after }: PropertyChange, resource: PlannedResource): boolean {
    const isHidden = [before, after].some((value) => /\[secret]|\(known after up\)/.test(inWords(value)));
    return path.startsWith("securityRules") && isTold(resource) && !isHidden;
}

/** What the table does not tell of a resource, or not in full. */
function untoldChanges(resource: PlannedResource): PropertyChange[] {
    const told = tellingChanges(resource).slice(0, MOST_REASONS);
    return (
        resource.changes
            .filter((change) => !isToldAbove(change, resource))
            .filter((change) => !(told.includes(change) && isShownWhole(change, LONGEST_VALUE) && !hasLines(change)))
            // A provider names results too, of which nothing is known before an up.
            .filter(({ before, after }) => before !== undefined || after !== undefined)
    );
}

/** What else changes within resources, as lines that go and lines that come. */
export function propertySections(changed: readonly PlannedResource[], nameOfType: TypeNames): Markdown[] {
    return changed
        .filter((resource) => !isReadinessFingerprint(resource))
        .map((resource) => [resource, untoldChanges(resource)] as const)
        .filter(([, changes]) => changes.length > 0)
        .map(([resource, changes]) => propertySection(resource, changes, nameOfType(resource.type)));
}

function propertySection(
    { operation, name }: PlannedResource,
    changes: readonly PropertyChange[],
    type: string,
): Markdown {
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
    // What a value was says little of one that only an up finds out.
    return [...capped(gone, after === UNKNOWN ? MOST_LINES_BEFORE_UNKNOWN : MOST_LINES), ...capped(come, MOST_LINES)];
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
    return text
        .trimEnd()
        .split("\n")
        .map((line) => line.trimEnd());
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

function capped(lines: readonly string[], most: number): string[] {
    return lines.length > most ? [...lines.slice(0, most), `  ... and ${lines.length - most} more lines`] : [...lines];
}
