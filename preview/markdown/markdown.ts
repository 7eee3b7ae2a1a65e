/**
 * Text of GitHub flavoured Markdown. Made by {@link prose}, so that what a program wrote gets in only as code, in which neither
 * markup nor HTML nor a mention, a link or a number of an issue means anything.
 */
export class Markdown {
    constructor(
        /** The source. */
        readonly source: string,
    ) {}
}

/** The longest text of a program that stands within a line, in characters. */
const LONGEST_TEXT = 120;

/** A template in Markdown: numbers and Markdown stay as they are, texts become code. */
export function prose(template: TemplateStringsArray, ...values: readonly (string | number | Markdown)[]): Markdown {
    const parts = values.map((value) => {
        const markdown = typeof value === "string" ? code(value) : value;
        return typeof markdown === "number" ? String(markdown) : markdown.source;
    });
    return new Markdown(String.raw({ raw: template }, ...parts));
}

/** Joins pieces of Markdown. */
export function joined(pieces: readonly Markdown[], separator: string): Markdown {
    return new Markdown(pieces.map(({ source }) => source).join(separator));
}

/** Names as code, the first of them and how many more there are; for lists of any length. */
export function listed(names: readonly string[], most = 5): Markdown {
    const shown = joined(
        names.slice(0, most).map((name) => code(name)),
        ", ",
    );
    return names.length > most ? prose`${shown} and ${names.length - most} more` : shown;
}

/** How many there are of something and their names: `client ci`, `12 hosts (a, b, c, d, e and 7 more)`. */
export function counted(noun: string, names: readonly string[]): Markdown {
    return names.length === 1
        ? prose`${new Markdown(noun)} ${listed(names)}`
        : prose`${names.length} ${new Markdown(noun)}s (${listed(names)})`;
}

/**
 * Any text on one line.
 *
 * Letters that show nothing or turn the direction of writing would let a text look like another; a mark on a mark on a mark
 * would run over its neighbours.
 */
export function oneLine(text: string, longest = LONGEST_TEXT): string {
    const plain = text
        .replace(/[\s\p{Zl}\p{Zp}]+/gu, " ")
        .replace(/[\p{C}\p{Default_Ignorable_Code_Point}]/gu, "\ufffd")
        .replace(/(\p{M}{2})\p{M}+/gu, "$1")
        .trim();
    const letters = Array.from(plain);
    return letters.length > longest ? `${letters.slice(0, longest - 1).join("")}…` : plain;
}

/** A text as code within a line, or within the cell of a table. */
export function code(text: string, longest = LONGEST_TEXT): Markdown {
    // A bar ends the cell of a table, also in code; the broken one does not.
    const line = oneLine(text, longest).replaceAll("|", "¦");
    if (line === "") {
        return new Markdown("(empty)");
    }
    const fence = "`".repeat(longestRun(line) + 1);
    const padding = line.startsWith("`") || line.endsWith("`") ? " " : "";
    return new Markdown(`${fence}${padding}${line}${padding}${fence}`);
}

/** Any text on one line; of a long one begin and end, since names that differ often do so at their ends. */
export function shortened(text: string, longest: number): string {
    const letters = Array.from(oneLine(text, Infinity));
    const half = Math.floor((longest - 1) / 2);
    return letters.length > longest
        ? `${letters.slice(0, longest - 1 - half).join("")}…${letters.slice(-half).join("")}`
        : letters.join("");
}

/** The longest piece of code in a table that no line may break within, in characters. */
const LONGEST_PIECE = 28;

/** A text as code in a table, which breaks it where it is long: otherwise the column would be as wide as the text. */
export function cellCode(text: string, longest: number): Markdown {
    const line = shortened(text, longest);
    // Browsers break a line after a hyphen or a space by themselves.
    const isNarrow = line.split(/(?<=[- ])/).every((piece) => piece.length <= LONGEST_PIECE);
    const pieces = isNarrow ? [line] : (line.match(new RegExp(`.{1,${LONGEST_PIECE}}`, "gu")) ?? []);
    return joined(
        pieces.map((piece) => code(piece)),
        "<wbr>",
    );
}

/** Lines as a block of code. */
export function codeBlock(language: "" | "diff" | "mermaid", lines: readonly string[]): Markdown {
    const fence = "`".repeat(Math.max(3, ...lines.map((line) => longestRun(line) + 1)));
    return new Markdown([`${fence}${language}`, ...lines, fence].join("\n"));
}

/** How many backticks stand side by side at most: code ends at as many as it began with. */
function longestRun(text: string): number {
    return Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
}
