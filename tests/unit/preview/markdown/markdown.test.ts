import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { marked, type Token, type Tokens } from "marked";
import { code, codeBlock, listed, oneLine, prose } from "../../../../preview/markdown/markdown";

/** Any text, with what means something in Markdown far more often than by chance. */
const hostile = fc
    .array(
        fc.oneof(
            fc.string({ unit: "binary" }),
            fc.constantFrom(
                "`",
                "``",
                "\\",
                "|",
                "\n",
                "<script>",
                "-->",
                "@team",
                "#1",
                "[x](//y)",
                "![",
                "</details>",
                "&lt;",
                "$x$",
                "~~",
            ),
        ),
    )
    .map((parts) => parts.join(""));

const kinds = (tokens: readonly Token[] = []): string[] => tokens.map(({ type }) => type);

describe("a text of a program", () => {
    test("is nothing but code within a paragraph, whatever is in it", () => {
        fc.assert(
            fc.property(hostile, (text) => {
                const [paragraph, ...others] = marked.lexer(prose`before ${`x${text}`} after`.source);
                expect(others).toEqual([]);
                expect(kinds((paragraph as Tokens.Paragraph).tokens)).toEqual(["text", "codespan", "text"]);
            }),
        );
    });

    test("is nothing but code within the cell of a table", () => {
        fc.assert(
            fc.property(hostile, (text) => {
                const table = prose`| a | b |\n| --- | --- |\n| ${`x${text}`} | last |`.source;
                const [{ rows } = { rows: [] }, ...others] = marked.lexer(table) as Tokens.Table[];
                expect(others).toEqual([]);
                expect(rows.map((row) => row.map((cell) => kinds(cell.tokens)))).toEqual([[["codespan"], ["text"]]]);
            }),
        );
    });

    test("is nothing but lines of a block of code", () => {
        fc.assert(
            fc.property(fc.array(hostile), (texts) => {
                const lines = ["first", ...texts.map((text) => `x${oneLine(text)}`)];
                const [block, ...others] = marked.lexer(codeBlock("", lines).source);
                expect(others).toEqual([]);
                expect(block).toMatchObject({ type: "code", text: lines.join("\n") });
            }),
        );
    });

    test.each([
        ["a`b", "``a`b``"],
        ["`", "`` ` ``"],
        ["a|b", "`a¦b`"],
        [" \n ", "(empty)"],
        ["x\n\n- y", "`x - y`"],
    ])("%j is written %s", (text, source) => {
        expect(code(text).source).toBe(source);
    });

    test.each([
        ["letters that turn the direction", "abc\u202Edcba"],
        ["letters that show nothing", "adm\u200Bin"],
        ["colours of a terminal", "\u001b[31mred"],
        ["marks of a language", "x\u{E0041}"],
        ["half a letter", "x\uD800"],
    ])("shows %s as unreadable", (_what, text) => {
        expect(oneLine(text)).toContain("\uFFFD");
    });

    test("does not run over its neighbours", () => {
        expect(oneLine(`e${"\u0301".repeat(50)}`)).toBe(`e${"\u0301".repeat(2)}`);
    });

    test("is cut when it is long, between letters", () => {
        expect(oneLine("😀".repeat(200), 10)).toBe(`${"😀".repeat(9)}…`);
    });
});

test("a list of names says how many more there are", () => {
    expect(listed(["a", "b", "c"], 2).source).toBe("`a`, `b` and 1 more");
    expect(listed(["a", "b"], 2).source).toBe("`a`, `b`");
});
