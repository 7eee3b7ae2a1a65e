import { expect, test } from "@jest/globals";
import ts from "typescript";
import { type ErrorText, errorTextsIn, sourcesIn } from "../support/errorTexts";

/**
 * Every text of an error is in a test: what problems expect, how to fix them, and the messages of errors. This finds texts that
 * no test can notice a change of. It does not see which test it is, nor texts that come from other functions or from scripts.
 */

/** The strings and the parts of templates and regular expressions in the tests. */
function literalsIn(source: ts.SourceFile): string[] {
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
        if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
            found.push(node.text);
        } else if (ts.isRegularExpressionLiteral(node)) {
            const pattern = node.text.slice(1, node.text.lastIndexOf("/"));
            const parts = pattern.split(/\.\*|[\^$]|\\[wdsS][+*]?|\[[^\]]*\][+*]?/);
            found.push(...parts.map((part) => part.replaceAll(/\\(.)/g, "$1")));
        }
        ts.forEachChild(node, visit);
    };
    visit(source);
    return found;
}

const OWN_NAME = "errorTexts.test.ts";

/** Errors that earlier checks rule out. */
const UNREACHABLE = ["authorityGenerations is empty"];

const wordsIn = (text: string): number => text.trim().split(/\s+/).length;

test("Every text of an error is in a test", () => {
    const tests = sourcesIn("tests/unit", "tests/endToEnd").filter(({ fileName }) => !fileName.endsWith(OWN_NAME));
    const literals = tests.flatMap(literalsIn);
    const whole = literals.join("\n");
    const pieces = literals.filter((text) => wordsIn(text) >= 3);
    // A test has the text, or some words of it.
    const isTested = (part: string): boolean =>
        UNREACHABLE.includes(part) ||
        (wordsIn(part) > 1 && (whole.includes(part.trim()) || pieces.some((piece) => part.includes(piece))));
    const texts = sourcesIn("components", "cli", "policy", "preview", "shared", "config.ts", "perHost.ts").flatMap(
        errorTextsIn,
    );
    expect(texts.length).toBeGreaterThan(400);
    const line = ({ place, kind, parts }: ErrorText): string => `${place} ${kind}: ${parts.join("…")}`;
    expect(texts.filter(({ parts }) => !parts.some(isTested)).map(line)).toEqual([]);
});
