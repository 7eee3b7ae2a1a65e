import { readFileSync } from "node:fs";
import { marked } from "marked";
import type { Page } from "playwright-core";

/** GitHub's styles. */
const STYLES = {
    light: require.resolve("github-markdown-css/github-markdown-light.css"),
    dark: require.resolve("github-markdown-css/github-markdown-dark.css"),
};

type ColorScheme = keyof typeof STYLES;

/** The width of a comment on GitHub in a window of 1,280 pixels: its text has 790 of them. */
export const COMMENT_WIDTH = 822;

/** A script that draws the diagrams, which are code blocks in Markdown, with Mermaid. */
const DRAW = (theme: string): string => `
    document.querySelectorAll("code.language-mermaid").forEach((code) => {
        const diagram = document.createElement("div");
        diagram.className = "mermaid";
        diagram.textContent = code.textContent;
        code.parentElement.replaceWith(diagram);
    });
    mermaid.initialize({ startOnLoad: false, theme: "${theme}" });
    mermaid.run();`;

/**
 * Shows Markdown in an empty page as GitHub shows a comment.
 *
 * @throws Error from Mermaid if a diagram cannot be drawn.
 */
export async function showComment(page: Page, markdown: string, scheme: ColorScheme = "light"): Promise<void> {
    const style = readFileSync(STYLES[scheme], "utf8");
    await page.setContent(`<!doctype html>
        <style>
            ${style}
            body { margin: 0 }
            .markdown-body { box-sizing: border-box; width: ${COMMENT_WIDTH}px; padding: 16px; margin: auto }
            .mermaid { text-align: center; padding-bottom: 16px }
        </style>
        <main class="markdown-body">${marked.parse(markdown, { async: false, gfm: true })}</main>`);
    await page.addScriptTag({ path: require.resolve("@mermaid-js/tiny") });
    await page.evaluate(DRAW(scheme === "dark" ? "dark" : "default"));
}
