import { expect, test } from "@jest/globals";
import { CONTRADICTIONS, type Contradiction } from "../unit/components/contradictions";
import { textOf } from "./markdown";

/** What a cell of a Markdown table shows. */
const code = (text: string): string => `\`${text}\``;

function cellsOf({ given, argument, expected, why, source }: Contradiction): string[] {
    const name = source.startsWith("https://") ? new URL(source).hostname : source.replace(/^.*?([\w-]+)\.md.*$/, "$1");
    return [code(given), code(argument), code(`expected ${expected}`), why, `[${name}](${source})`];
}

test("The table of contradictions has those of the tests, by topic", () => {
    const sections = textOf("docs/contradictions.md").split(/^## /m).slice(1);
    const written = sections.map((section) => {
        const [title = "", ...lines] = section.split("\n");
        const rows = lines.filter((line) => line.startsWith("| `"));
        return [
            title,
            rows.map((line) =>
                line
                    .slice(2, -2)
                    .split(" | ")
                    .map((cell) => cell.trim()),
            ),
        ];
    });
    const topics = Object.entries(CONTRADICTIONS).map(([title, rows]) => [title, rows.map(cellsOf)]);
    expect(Object.fromEntries(written)).toEqual(Object.fromEntries(topics));
});
