import { join } from "node:path";
import { expect, test } from "@jest/globals";
import ts from "typescript";
import { parseAllDocuments } from "yaml";
import { allBlocks, placeOf } from "./markdown";
import { CHECKOUT } from "../support/checkout";

/** The settings of a strict project that uses the library. */
const OPTIONS: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: ["node"],
    strict: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: true,
    noEmit: true,
    paths: { "docker-host-vm": [join(CHECKOUT, "components/index.ts")] },
};

/** What the compiler says of these programs, each by a name for it; they lie in memory, beside the library's packages. */
function compile(programs: ReadonlyMap<string, string>): string[] {
    const names = [...programs.keys()];
    const files = new Map(names.map((name, index) => [join(CHECKOUT, `snippet-${index}.ts`), name]));
    const textOf = (file: string): string | undefined => programs.get(files.get(file) ?? "");
    const disk = ts.createCompilerHost(OPTIONS);
    const host: ts.CompilerHost = {
        ...disk,
        fileExists: (file) => files.has(file) || disk.fileExists(file),
        readFile: (file) => textOf(file) ?? disk.readFile(file),
        getSourceFile: (file, version, ...rest) => {
            const text = textOf(file);
            return text === undefined
                ? disk.getSourceFile(file, version, ...rest)
                : ts.createSourceFile(file, text, version);
        },
    };
    return ts.getPreEmitDiagnostics(ts.createProgram([...files.keys()], OPTIONS, host)).map((diagnostic) => {
        const { file, start = 0, messageText } = diagnostic;
        const line = file === undefined ? "" : `, line ${file.getLineAndCharacterOfPosition(start).line + 1}`;
        const name = files.get(file?.fileName ?? "") ?? file?.fileName ?? "";
        return `${name}${line}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
    });
}

test("Programs in the documentation compile in a strict project", () => {
    const blocks = allBlocks("typescript", "ts");
    expect(blocks.length).toBeGreaterThanOrEqual(2);
    const wrong = 'import { DockerHostVm } from "docker-host-vm";\nnew DockerHostVm("build", { dockerPort: "4243" });';
    const programs = new Map(blocks.map((block) => [placeOf(block), block.text]));
    expect(compile(programs.set("a wrong one", wrong))).toEqual([
        "a wrong one, line 2: Type 'string' is not assignable to type 'number'.",
    ]);
}, 120_000);

test("YAML and JSON in the documentation can be parsed", () => {
    const problems = [
        ...allBlocks("yaml", "yml").flatMap((block) =>
            parseAllDocuments(block.text).flatMap(({ errors }) =>
                errors.map(({ message }) => `${placeOf(block)}: ${message}`),
            ),
        ),
        ...allBlocks("json").flatMap((block) => {
            try {
                JSON.parse(block.text);
                return [];
            } catch (error) {
                return [`${placeOf(block)}: ${String(error)}`];
            }
        }),
    ];
    expect(problems).toEqual([]);
});
