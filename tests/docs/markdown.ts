import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { lexer, type Token, type Tokens } from "marked";
import { CHECKOUT } from "../support/checkout";

/** A fenced block of a page. */
export interface Block {
    readonly page: string;
    /** Its first line in the page, from 1. */
    readonly line: number;
    /** What stands behind the fence, in lower case; empty if nothing does. */
    readonly language: string;
    readonly text: string;
    /** The marks in the HTML comment directly before it, `<!-- needs: Azure -->`, by name. */
    readonly marks: Readonly<Record<string, string>>;
}

/** The project's files, as paths from the checkout: what git knows or would take in. */
export function files(...patterns: readonly string[]): string[] {
    const args = ["ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate", ...patterns];
    return execFileSync("git", args, { cwd: CHECKOUT, encoding: "utf8" }).trim().split("\n");
}

/** Every page of the project. */
export function pages(): string[] {
    // The README first: it is read first, and brings up what the others speak of.
    return files("*.md").sort((one, other) => Number(other === "README.md") - Number(one === "README.md"));
}

/** The text of a page. */
export function textOf(page: string): string {
    return readFileSync(join(CHECKOUT, page), "utf8");
}

/** The fenced blocks of a page, in order. */
function blocksOf(page: string): Block[] {
    const text = textOf(page);
    let from = 0;
    return inOrder(lexer(text)).flatMap(({ token, before }) => {
        if (!isFence(token)) {
            return [];
        }
        // Inside a list the token has lost its indentation, but its first line is still there.
        const at = text.indexOf(token.raw.split("\n")[0] ?? "", from);
        from = at + 1;
        return {
            page,
            line: text.slice(0, at).split("\n").length,
            language: (token.lang ?? "").toLowerCase(),
            text: token.text,
            marks: before?.type === "html" ? marksOf(before.raw.trim()) : {},
        };
    });
}

/** The blocks of all pages, or those in any of these languages. */
export function allBlocks(...languages: readonly string[]): Block[] {
    const all = pages().flatMap(blocksOf);
    return languages.length === 0 ? all : all.filter(({ language }) => languages.includes(language));
}

/** The targets of a page's links and images, also of those written in HTML. */
export function linksOf(page: string): string[] {
    return everyToken(lexer(textOf(page))).flatMap((token) => {
        if (token.type === "html") {
            return [...token.raw.matchAll(/\b(?:href|src|srcset)="([^"]*)"/g)].map(([, target]) => target ?? "");
        }
        return token.type === "link" || token.type === "image" ? [(token as Tokens.Link).href] : [];
    });
}

/** What a link can name behind `#`: the headings of a page, as GitHub writes them. */
export function anchorsOf(page: string): string[] {
    const seen = new Map<string, number>();
    return everyToken(lexer(textOf(page))).flatMap((token) => {
        if (token.type !== "heading") {
            return [];
        }
        const slug = plainText(token as Tokens.Heading)
            .toLowerCase()
            .replace(/[^\p{L}\p{N}\s_-]/gu, "")
            .trim()
            .replaceAll(/\s/g, "-");
        const times = seen.get(slug) ?? 0;
        seen.set(slug, times + 1);
        return [times === 0 ? slug : `${slug}-${times}`];
    });
}

/** A name for a block in a message. */
export function placeOf({ page, line }: Block): string {
    return `${page}:${line}`;
}

function isFence(token: Token): token is Tokens.Code {
    return token.type === "code";
}

function marksOf(html: string): Record<string, string> {
    const mark = /^<!--\s*([a-z]+):\s*(.+?)\s*-->$/.exec(html);
    return mark === null ? {} : { [mark[1] ?? ""]: mark[2] ?? "" };
}

const contents = (token: Token): Token[][] => [
    ...("tokens" in token && token.tokens !== undefined ? [token.tokens] : []),
    ...(token.type === "list" ? (token as Tokens.List).items.map((item) => item.tokens) : []),
    ...(token.type === "table" ? cellsOf(token as Tokens.Table) : []),
];

function cellsOf({ header, rows }: Tokens.Table): Token[][] {
    return [header, ...rows].flat().map((cell) => cell.tokens);
}

/** A token, and what stands directly before it on its level. */
interface Placed {
    readonly token: Token;
    readonly before: Token | undefined;
}

/** Every token as it stands in the page, blank lines aside. */
function inOrder(tokens: readonly Token[]): Placed[] {
    const level = tokens.filter(({ type }) => type !== "space");
    return level.flatMap((token, index) => [{ token, before: level[index - 1] }, ...contents(token).flatMap(inOrder)]);
}

function everyToken(tokens: readonly Token[]): Token[] {
    return inOrder(tokens).map(({ token }) => token);
}

/** What a heading says without its marks. */
function plainText(token: Tokens.Heading): string {
    return everyToken(token.tokens)
        .filter((inner) => !("tokens" in inner && inner.tokens !== undefined))
        .map((inner) => ("text" in inner ? String(inner.text) : ""))
        .join("");
}
