import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import type { Export, Surface } from "./release/compatibility";

/**
 * The library's exports for programs in TypeScript, read from its sources.
 *
 * @param index - the file with the exports, each from the file that declares it
 */
export function readApi(index: string): Surface {
    const exported = parse(index)
        .statements.filter(ts.isExportDeclaration)
        .flatMap(({ exportClause, moduleSpecifier }) => {
            if (exportClause === undefined || !ts.isNamedExports(exportClause) || moduleSpecifier === undefined) {
                throw new Error(`${index}: expected export { … } from "…" only`);
            }
            const file = parse(join(dirname(index), `${JSON.parse(moduleSpecifier.getText()) as string}.ts`));
            return exportClause.elements.map(({ name }) => [name.text, exportOf(file, name.text)] as const);
        });
    return Object.fromEntries(exported.sort(([one], [other]) => one.localeCompare(other)));
}

function parse(file: string): ts.SourceFile {
    return ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, true);
}

/** @throws Error that names an export of an unsupported kind. */
function exportOf(file: ts.SourceFile, name: string): Export {
    for (const statement of file.statements) {
        if (ts.isInterfaceDeclaration(statement) && statement.name.text === name) {
            const kind = name.endsWith("Args") ? "arguments" : "type";
            return { kind, members: membersOf(statement) };
        }
        if (ts.isClassDeclaration(statement) && statement.name?.text === name) {
            return { kind: "class", members: membersOf(statement) };
        }
        const constant = ts.isVariableStatement(statement) ? statement.declarationList.declarations[0] : undefined;
        if (constant?.name.getText() === name && constant.initializer && ts.isAsExpression(constant.initializer)) {
            const { expression } = constant.initializer;
            if (ts.isObjectLiteralExpression(expression)) {
                const values = expression.properties.filter(ts.isPropertyAssignment);
                const members = values.map((value) => [value.name.getText(), textOf(value.initializer)]);
                return { kind: "values", members: Object.fromEntries(members) as Export["members"] };
            }
        }
    }
    throw new Error(`${file.fileName}: expected ${name} to be an interface, a class or an object of values`);
}

function membersOf({ heritageClauses, members }: ts.InterfaceDeclaration | ts.ClassDeclaration): Export["members"] {
    const heritage = (heritageClauses ?? []).map((clause) => ["extends", clause.types.map(textOf).join(", ")]);
    const entries = [...members].filter(isPublic).map((member) => {
        if (ts.isConstructorDeclaration(member)) {
            return ["constructor", `(${member.parameters.map(textOf).join(", ")})`];
        }
        if ((ts.isPropertyDeclaration(member) || ts.isPropertySignature(member)) && member.type !== undefined) {
            return [`${member.name.getText()}${member.questionToken?.getText() ?? ""}`, textOf(member.type)];
        }
        throw new Error(`expected a constructor or a property with its type, got ${member.getText()}`);
    });
    return Object.fromEntries([...heritage, ...entries]) as Export["members"];
}

const isPublic = (member: ts.Node): boolean =>
    !ts.canHaveModifiers(member) ||
    !(ts.getModifiers(member) ?? []).some(({ kind }) =>
        [ts.SyntaxKind.PrivateKeyword, ts.SyntaxKind.ProtectedKeyword].includes(kind),
    );

const printer = ts.createPrinter({ removeComments: true });

/** A node in one line, without its comments. */
const textOf = (node: ts.Node): string =>
    printer.printNode(ts.EmitHint.Unspecified, node, node.getSourceFile()).replace(/\s+/g, " ");
