import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import {
    commentOf,
    commentWithoutReport,
    isCommentOf,
    MAX_REPORT_BYTES,
    readReport,
} from "../../sandbox/ci/previewReport";
import { Artifact, MARKER } from "./reports";

const ORIGIN = { stack: "dev", sha: "a".repeat(40), url: "https://git.example.org/runs/7" };
const FILE = "preview-dev.md";

describe("an artifact", () => {
    let artifact: Artifact;
    const path = (name: string): string => join(artifact.folder, name);

    beforeEach(() => {
        artifact = new Artifact();
    });

    afterEach(() => {
        artifact.remove();
    });

    test("with a report is read as it is", () => {
        const report = `${MARKER}\n\n**No change** ✅\n\t\`a\`\n`;
        writeFileSync(path(FILE), report);
        expect(readReport(artifact.folder, "dev")).toBe(report);
    });

    test("may not hold another file beside the report", () => {
        writeFileSync(path(FILE), `${MARKER}\n`);
        writeFileSync(path("package.json"), "{}");
        expect(() => readReport(artifact.folder, "dev")).toThrow("expected the file preview-dev.md alone");
    });

    test.each(["preview-modern.md", "preview-dev.md.js", "PREVIEW-DEV.MD", "..."])("may not name it %s", (name) => {
        writeFileSync(path(name), `${MARKER}\n`);
        expect(() => readReport(artifact.folder, "dev")).toThrow("expected the file preview-dev.md alone");
    });

    test("that could not be downloaded is said to be missing", () => {
        artifact.remove();
        expect(() => readReport(artifact.folder, "dev")).toThrow("it could not be downloaded");
    });

    test("may not lead to a file of the machine", () => {
        const secret = new Artifact({ secret: `${MARKER}\nsecret` });
        symlinkSync(join(secret.folder, "secret"), path(FILE));
        expect(() => readReport(artifact.folder, "dev")).toThrow("expected a regular file");
        secret.remove();
    });

    test("may not hold a folder in its place", () => {
        mkdirSync(path(FILE));
        expect(() => readReport(artifact.folder, "dev")).toThrow("expected a regular file");
    });

    test("may not be larger than a report can be", () => {
        writeFileSync(path(FILE), `${MARKER}\n${"x".repeat(MAX_REPORT_BYTES)}`);
        expect(() => readReport(artifact.folder, "dev")).toThrow(`expected at most ${MAX_REPORT_BYTES} bytes`);
    });

    test.each([
        ["bytes that are no UTF-8", Buffer.from([0xff, 0xfe, 0x41])],
        ["a byte order mark before the marker", Buffer.from(`\ufeff${MARKER}\n`)],
        ["a zero byte", Buffer.from(`${MARKER}\n\0`)],
        ["escape sequences", Buffer.from(`${MARKER}\n\u001b[2J`)],
        ["writing that turns its direction", Buffer.from(`${MARKER}\n\u202egnp.exe`)],
        ["the marker of another stack", Buffer.from("<!-- docker-host-vm preview modern -->\n")],
        ["the marker on a later line", Buffer.from(`\n${MARKER}\n`)],
        ["nothing", Buffer.from("")],
    ])("may not hold %s", (_what, content) => {
        writeFileSync(path(FILE), content);
        expect(() => readReport(artifact.folder, "dev")).toThrow(/^expected /);
    });
});

describe("a comment", () => {
    test("begins with the marker, then says whose words follow", () => {
        const lines = commentOf(ORIGIN, `${MARKER}\nAll is well.\n`).split("\n");
        expect(lines[0]).toBe(MARKER);
        expect(lines[1]).toContain("The pull request's own code wrote the following");
        expect(lines[1]).toContain(ORIGIN.sha);
        expect(lines.slice(2)).toEqual(["", "All is well.", ""]);
    });

    test.each(["@octocat", "&#64;octocat", "&#x40;octocat", "&#0064;octocat", "&commat;octocat", "mail@octocat"])(
        "calls nobody by %s",
        (name) => {
            const comment = commentOf(ORIGIN, `${MARKER}\n${name}\n`);
            expect(comment).toContain("@\u200boctocat");
            expect(comment.replaceAll("@\u200boctocat", "")).not.toMatch(/octocat/);
        },
    );

    test.each(["@&#111;ctocat", "@<!-- -->octocat", "&commat;&#x6f;ctocat"])("calls nobody by %s either", (name) => {
        expect(commentOf(ORIGIN, `${MARKER}\n${name}\n`)).toContain(`@\u200b${name.replace(/^(@|&commat;)/, "")}`);
    });

    test("is never longer than GitHub takes, and says that it was cut", () => {
        const report = `${MARKER}\n${"@a line of a table\n".repeat(10_000)}`;
        const comment = commentOf(ORIGIN, report);
        expect(comment.length).toBeLessThanOrEqual(65_536);
        expect(comment.length).toBeGreaterThan(65_000);
        expect(comment).toMatch(/table\n\n\nTruncated: the report is too long for a comment\. .*runs\/7\)\.\n$/);
    });

    test("of a report that fits is whole", () => {
        const report = `${MARKER}\n${"x".repeat(65_000)}`;
        expect(commentOf(ORIGIN, report)).toMatch(/x$/);
    });

    test("stands where there is no report", () => {
        const comment = commentWithoutReport(ORIGIN, "the run left no report");
        expect(isCommentOf(comment, "dev")).toBe(true);
        expect(comment).toContain(`**No preview** of stack \`dev\` at ${ORIGIN.sha}: the run left no report`);
    });

    test.each([
        [`${MARKER}\r\nx`, true],
        [`${MARKER}\nx`, true],
        [`x\n${MARKER}\n`, false],
        ["<!-- docker-host-vm preview development -->\n", false],
        [null, false],
        [undefined, false],
    ])("is known by its first line: %j", (body, expected) => {
        expect(isCommentOf(body, "dev")).toBe(expected);
    });
});
