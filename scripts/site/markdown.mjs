/**
 * What GitHub's Markdown has and TypeDoc's has not: diagrams, and code in the anchor of a heading. Also narrower tables.
 *
 * @param {import("markdown-it").default} parser
 */
export function extendMarkdown(parser) {
    const { escapeHtml } = parser.utils;
    const { fence } = parser.renderer.rules;
    parser.renderer.rules.fence = (tokens, index, ...rest) => {
        const { info, content } = tokens[index] ?? { info: "", content: "" };
        return info.trim() === "mermaid"
            ? `<pre class="mermaid">${escapeHtml(content)}</pre>\n`
            : (fence?.(tokens, index, ...rest) ?? "");
    };
    // Names and paths may go on in another line; style.css lets them do so in tables only.
    parser.renderer.rules.code_inline = (tokens, index) => {
        const code = escapeHtml(tokens[index]?.content ?? "").replace(/\/(?=.)|[a-z](?=[A-Z])/g, "$&<wbr>");
        return `<code>${code}</code>`;
    };
    // TypeDoc makes the anchor and the entry in "On this page" of the texts in a heading: code is given one to be found.
    parser.core.ruler.push("code-in-headings", ({ tokens, Token }) => {
        tokens
            .filter((_, index) => tokens[index - 1]?.type === "heading_open")
            .flatMap(({ children }) => children ?? [])
            .filter(({ type }) => type === "code_inline")
            .forEach((code) => {
                code.children = [Object.assign(new Token("text", "", 0), { content: code.content })];
            });
    });
}
