import { describe, expect, test } from "@jest/globals";
import { marked, type Token } from "marked";
import { type Finding, FINDING_KINDS, type FindingKind } from "../../../../preview/findings/finding";
import { listed, prose } from "../../../../preview/markdown/markdown";
import type { PlannedResource } from "../../../../preview/plan/plan";
import { UNKNOWN } from "../../../../preview/plan/properties";
import { markerOf, report } from "../../../../preview/render/report";
import { review } from "../../../../preview/findings/review";
import { commentOf } from "../../../../sandbox/ci/previewReport";
import { changed, planned, planOf } from "../support";

const MACHINE = "azure-native:compute:VirtualMachine";
const comparison = {
    stack: "dev",
    base: { ref: "origin/main", commit: "a".repeat(40) },
    head: { commit: "b".repeat(40), isChanged: false },
};
const nothing = review({ ...planOf(), resources: [] }, { before: {}, after: {} });

const finding = (kind: FindingKind, level: Finding["level"], title: string): Finding => ({
    kind,
    level,
    title,
    subjects: [],
    text: prose`text of ${title}`,
    about: [],
});

/** What stands in every text, if a report lets it. */
const HOSTILE = "</details><img src=x onerror=y> @team #1 [a](http://b) `|` \n\n# big \n```\n-->";

/** All tokens of a document, each with those within it. */
function allTokens(tokens: readonly Token[]): Token[] {
    const found: Token[] = [];
    void marked.walkTokens([...tokens], (token) => {
        found.push(token);
    });
    return found;
}

const updates = (count: number, text = "x"): PlannedResource[] =>
    Array.from({ length: count }, (_unused, index) =>
        planned(MACHINE, `vm-${index}`, {
            operation: "update",
            changes: [changed("tags.a", { before: "", after: text })],
        }),
    );

describe("the verdict", () => {
    test.each([
        ["nothing changes", planOf(), "✅ **No change**: 1 unchanged."],
        ["nothing grave changes", planOf(...updates(2)), "✅ **Nothing grave found**: 2 to update, 1 unchanged."],
        [
            "a VM goes",
            planOf(planned(MACHINE, "vm", { operation: "replace" })),
            "🔴 **VM replaced**: 1 to replace, 1 unchanged.",
        ],
    ])("when %s", (_what, plan, verdict) => {
        expect(report(comparison, review(plan, { before: {}, after: {} })).split("\n")[4]).toBe(verdict);
    });

    test("names dangers before cautions, each title once", () => {
        const findings = [
            finding("restart", "caution", "VM restarts"),
            finding("tls", "danger", "TLS changed"),
            finding("open", "danger", "open to the Internet"),
            finding("open", "danger", "open to the Internet"),
        ];
        expect(report(comparison, { ...nothing, findings })).toContain(
            "🔴 **Open to the Internet, TLS changed, VM restarts**: ",
        );
    });
});

describe("a report", () => {
    test("begins with what a workflow finds it by", () => {
        expect(report(comparison, nothing).split("\n")[0]).toBe(markerOf("dev"));
        expect(report(comparison, { step: "x", error: "y" }).split("\n")[0]).toBe(markerOf("dev"));
    });

    test("lists replacements first, with what caused them and not what merely changes with them", () => {
        const changes = [changed("sku", { before: "14", after: "16", replaces: true }), changed("tags")];
        const replaced = planned(MACHINE, "zz", { operation: "replace", changes });
        const rows = report(comparison, { ...nothing, resources: [...updates(1), replaced] })
            .split("\n")
            .filter((line) => line.startsWith("| "));
        expect(rows.slice(2)).toEqual([
            "| **replace** | `zz` | `VirtualMachine` | `sku`: `14` → `16` |",
            "| update | `vm-0` | `VirtualMachine` | `tags.a`: (empty) → `x` |",
        ]);
    });

    test("lists what the gravest findings are about first, and a cause before its effects", () => {
        const row = (type: string, name: string, rest: Partial<PlannedResource>): PlannedResource =>
            planned(type, name, { operation: "update", ...rest });
        const resources = [
            row("command:local:Command", "a-gate", {
                changes: [changed("environment", { before: "x", after: UNKNOWN })],
            }),
            row(MACHINE, "b-effect", {
                operation: "replace",
                changes: [changed("key", { before: "x", after: UNKNOWN, replaces: true })],
            }),
            row(MACHINE, "c-cause", {
                operation: "replace",
                changes: [changed("image", { before: "14", after: "16", replaces: true })],
            }),
            row("azure-native:network:NetworkSecurityGroup", "d-group", {
                changes: [changed("rules", { after: "*" })],
            }),
        ];
        const about = (name: string): string[] => resources.filter((one) => one.name === name).map(({ urn }) => urn);
        const findings = [
            { ...finding("restart", "caution", "VM restarts"), about: about("c-cause") },
            { ...finding("open", "danger", "open"), about: about("d-group") },
        ];
        const names = (text: string): string[] =>
            Array.from(text.matchAll(/^\| (?:\*\*)?\w+(?:\*\*)? \| `([\w-]+)`/gm), ([, name = ""]) => name);
        expect(names(report(comparison, { ...nothing, resources, findings }))).toEqual([
            "d-group",
            "c-cause",
            "b-effect",
            "a-gate",
        ]);
        expect(names(report(comparison, { ...nothing, resources: resources.reverse() }))).toEqual([
            "c-cause",
            "b-effect",
            "d-group",
            "a-gate",
        ]);
    });

    test("shows of long values the lines that differ", () => {
        const [before, after] = [
            { a: 1, b: { c: "the same as before" } },
            { a: 2, b: { c: "the same as before" } },
        ];
        const resource = planned(MACHINE, "vm", { operation: "update", changes: [changed("all", { before, after })] });
        expect(report(comparison, { ...nothing, resources: [resource] })).toContain(
            '@@ all @@\n-   "a": 1,\n+   "a": 2,\n```',
        );
    });

    test("says when a value that changes may not be shown", () => {
        const changes = ["a", "b", "c", "d"].map((path) => changed(path, { before: "[secret]", after: "[secret]" }));
        const resource = planned(MACHINE, "vm", { operation: "update", changes });
        const text = report(comparison, { ...nothing, resources: [resource] });
        expect(text).toContain("`a`: another `[secret]`; `b`: another `[secret]`; `c`: another `[secret]`; 1 more |");
        expect(text).toContain("@@ d @@\n  (the same, as far as it may be shown)");
    });

    test("shows warnings before what is merely said, so that many words do not hide them", () => {
        const said = Array.from({ length: 50 }, () => ({ severity: "info", message: "said", about: "" }) as const);
        const text = report(comparison, {
            ...nothing,
            remarks: [...said, { severity: "warning", message: "careful", about: "vm" }],
        });
        expect(text).toMatch(/### Messages\n\n- ⚠️ `vm`: `careful`\n- ℹ️ `said`\n/);
        expect(text).toContain("- and 31 more");
    });

    test("has no markup, HTML, link, mention or fence of the program's, wherever the program writes", () => {
        const hostile = planned(HOSTILE, HOSTILE, {
            urn: HOSTILE,
            parent: `urn:pulumi:dev::p::t$${HOSTILE}::${HOSTILE}`,
            operation: "update",
            changes: [changed(HOSTILE, { before: HOSTILE, after: { [HOSTILE]: HOSTILE } })],
        });
        const findings = [{ ...finding("open", "danger", "open"), text: prose`rule ${HOSTILE}` }];
        const remarks = [{ severity: "info", message: HOSTILE, about: HOSTILE }] as const;
        const order = { ...comparison, base: { ref: HOSTILE, commit: "a" } };
        const texts = [
            report(order, { ...nothing, resources: [hostile], findings, remarks, notes: [prose`note ${HOSTILE}`] }),
            report(order, { step: "it failed", error: HOSTILE }),
        ];
        for (const text of texts) {
            const tokens = allTokens(marked.lexer(text));
            const outside = tokens
                .filter(({ type }) => ["text", "paragraph", "heading"].includes(type))
                .filter((token) => !("tokens" in token));
            expect(outside.filter(({ raw }) => /@team|#1|onerror|http/.test(raw))).toEqual([]);
            expect(tokens.filter(({ type }) => ["link", "image"].includes(type))).toEqual([]);
            const html = tokens.filter(({ type }) => type === "html").map(({ raw }) => raw.trim());
            expect(
                html.filter(
                    (raw) =>
                        !/^(<!-- docker-host-vm preview dev -->|<wbr>|<details><summary>1 resource<\/summary>|<\/details>)$/.test(
                            raw,
                        ),
                ),
            ).toEqual([]);
        }
        expect(texts[0]).toContain("<details><summary>1 resource</summary>");
    });
});

/** Expects a comment to show all of a report, also where the address of the run is long. */
function expectWhole(text: string): void {
    const origin = { stack: "dev", sha: "a".repeat(64), url: `https://git.example.org/${"group/".repeat(100)}runs/7` };
    const comment = commentOf(origin, text);
    expect(comment.length).toBeLessThanOrEqual(65_536);
    expect(comment).not.toContain("Truncated: the report is too long for a comment");
    expect(comment.slice(-100)).toBe(text.replace(/@(?=[\w-])/g, "@\u200b").slice(-100));
}

describe("a report that would be longer than a comment may be", () => {
    const long = "word ".repeat(60);

    test("loses the property changes first and says how much", () => {
        const text = report(comparison, {
            ...nothing,
            resources: updates(300, long),
            findings: [finding("open", "danger", "open")],
        });
        expectWhole(text);
        expect(text.length).toBeGreaterThan(60_000);
        expect(text).toMatch(/\*\*Cut\*\*, since a comment takes no more: \d+ resources' property changes\./);
        expect(text).toContain("`vm-299`");
    });

    test("loses rows of the table only after the rest, and never verdict and findings", () => {
        const remarks = Array.from({ length: 50 }, () => ({ severity: "warning", message: long, about: "x" }) as const);
        const kinds = ["replace", "open", "tls"] as const;
        const findings = kinds.flatMap((kind) =>
            Array.from({ length: 100 }, (_unused, index) => finding(kind, "caution", `${kind} ${index}`)),
        );
        const hidden = [...findings, finding("open", "danger", "open to the Internet")];
        const text = report(comparison, { ...nothing, resources: updates(5_000, long), remarks, findings: hidden });
        expectWhole(text);
        expect(text).toContain("🔴 **Open to the Internet, ");
        expect(text).toContain("🔴 **Open to the Internet**: text of `open to the Internet`");
        expect(text).toMatch(/\*\*Cut\*\*.*: \d+ rows of the table, 5000 resources' property changes, 21 messages/);
        expect(text).toMatch(/and \d+ more of these kinds/);
        expect(text).toContain("| Operation | Resource |");
    });

    test("keeps verdict and the gravest findings also when their names are as long as they can be", () => {
        const name = "😀".repeat(1_000);
        const findings = FINDING_KINDS.flatMap((kind) =>
            Array.from({ length: 8 }, () => ({ ...finding(kind, "caution", kind), text: listed(Array(9).fill(name)) })),
        );
        const text = report(comparison, { ...nothing, findings: [...findings, finding("tls", "danger", "grave")] });
        expectWhole(text);
        expect(text).toContain("🔴 **Grave, ");
        expect(text).toContain("🔴 **Grave**: text of `grave`");
        expect(text).toMatch(/\*\*Cut\*\*.*: \d+ findings/);
        const error = Array.from({ length: 100 }, () => name).join("\n");
        expectWhole(report(comparison, { step: "x", error }));
    });

    test.each([
        ["letters of several bytes", "語".repeat(200)],
        ["letters that JavaScript counts twice", "😀".repeat(200)],
        ["at signs before names", "@a ".repeat(66)],
    ])("takes %s as GitHub counts them", (_what, value) => {
        const text = report(comparison, { ...nothing, resources: updates(250, value) });
        expectWhole(text);
        expect(text).toMatch(/\*\*Cut\*\*.*: \d+ resources' property changes\./);
        expect(text).toMatch(/<\/details>\n$/);
    });
});

describe("a preview that failed", () => {
    test("says what and why, and the last lines of much", () => {
        const error = Array.from({ length: 200 }, (_unused, index) => `line ${index}`).join("\n");
        const text = report(comparison, { step: "the base could not be brought up", error });
        expect(text).toContain("🔴 **The preview failed**: the base could not be brought up.");
        expect(text).toContain("line 199\n```");
        expect(text).not.toContain("line 100\n");
    });
});

test.each([
    [false, "Compared in a sandbox: `origin/main` (`aaaaaaaaaaaa`) with `bbbbbbbbbbbb`."],
    [
        true,
        "Compared in a sandbox: `origin/main` (`aaaaaaaaaaaa`) with the working tree (uncommitted changes on `bbbbbbbbbbbb`).",
    ],
])("Says what was compared (uncommitted changes: %s)", (isChanged, sentence) => {
    expect(report({ ...comparison, head: { ...comparison.head, isChanged } }, nothing)).toContain(sentence);
});
