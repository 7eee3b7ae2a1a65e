import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { CHECKOUT } from "./checkout";

/** A text of an error in the sources. */
export interface ErrorText {
    /** `file:line`. */
    readonly place: string;
    /** Whether it says what a problem expects, how to fix it, or all of an error. */
    readonly kind: "expected" | "fix" | "error";
    /** The name of the function declaration around it; undefined in a rule that is a constant. */
    readonly inFunction: string | undefined;
    /** Its fixed parts, between which it has values. */
    readonly parts: readonly string[];
}

/** The arguments of the functions that make rules, by what they are. */
const RULE_MAKERS: Readonly<Record<string, readonly (ErrorText["kind"] | undefined)[]>> = {
    rule: [undefined, "expected", "fix"],
    secretRule: [undefined, "expected", "fix"],
    notEmpty: ["expected", "fix"],
    recordOf: [undefined, "expected"],
    membersOf: ["expected"],
    missing: [undefined, undefined, "fix"],
    vmProblem: ["expected", undefined, "fix"],
};

/** The TypeScript files of the repository below some folders, and some files. */
export function sourcesIn(...paths: readonly string[]): ts.SourceFile[] {
    const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", ...paths], {
        cwd: CHECKOUT,
        encoding: "utf8",
    });
    return listed
        .split("\n")
        .filter((file) => file.endsWith(".ts"))
        .map((file) =>
            ts.createSourceFile(file, readFileSync(join(CHECKOUT, file), "utf8"), ts.ScriptTarget.Latest, true),
        );
}

/**
 * The texts of the errors in a source: `expected` and `fix` of problems, as properties or variables of that name or as arguments
 * of the functions that make rules, and the messages of `new …Error(…)`. Texts that come from other functions are not found.
 */
export function errorTextsIn(source: ts.SourceFile): ErrorText[] {
    const found: ErrorText[] = [];
    const visit = (node: ts.Node, inFunction: string | undefined): void => {
        for (const [kind, expression] of textsOf(node)) {
            const { line } = source.getLineAndCharacterOfPosition(expression.getStart());
            const place = `${source.fileName}:${line + 1}`;
            found.push(...partsOf(expression).map((parts) => ({ place, kind, inFunction, parts })));
        }
        const inner = ts.isFunctionDeclaration(node) ? node.name?.text : inFunction;
        ts.forEachChild(node, (child) => {
            visit(child, inner);
        });
    };
    visit(source, undefined);
    return found.filter(({ parts }) => parts.some((part) => /\S\s+\S/.test(part)));
}

function textsOf(node: ts.Node): (readonly [ErrorText["kind"], ts.Expression])[] {
    if ((ts.isPropertyAssignment(node) || ts.isVariableDeclaration(node)) && ts.isIdentifier(node.name)) {
        const kind = node.name.text;
        const isText = kind === "expected" || kind === "fix";
        return isText && node.initializer !== undefined ? [[kind, node.initializer]] : [];
    }
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
        const kinds = RULE_MAKERS[node.expression.text] ?? [];
        return node.arguments.flatMap((argument, index) => {
            const kind = kinds[index];
            return kind === undefined ? [] : [[kind, argument] as const];
        });
    }
    if (ts.isNewExpression(node) && node.expression.getText().endsWith("Error")) {
        return (node.arguments ?? []).slice(0, 1).map((message) => ["error", message] as const);
    }
    return [];
}

/** The texts that an expression can be, each as its fixed parts. */
function partsOf(node: ts.Expression): string[][] {
    if (ts.isStringLiteralLike(node)) {
        return [[node.text]];
    }
    if (ts.isTemplateExpression(node)) {
        return [[node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)]];
    }
    if (ts.isParenthesizedExpression(node)) {
        return partsOf(node.expression);
    }
    if (ts.isConditionalExpression(node)) {
        return [...partsOf(node.whenTrue), ...partsOf(node.whenFalse)];
    }
    if (ts.isBinaryExpression(node)) {
        const [left, right] = [partsOf(node.left), partsOf(node.right)];
        return node.operatorToken.kind === ts.SyntaxKind.PlusToken ? [[...left, ...right].flat()] : [...left, ...right];
    }
    return [];
}
