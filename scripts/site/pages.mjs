import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { lexer, walkTokens } from "marked";

/** The page that sorts all others: its headings are the sections of the navigation, its links the pages in them. */
export const INDEX = "docs/README.md";

/** Written for Pulumi's registry, in its form. docs/release.md says more. */
const REGISTRY = ["docs/_index.md", "docs/installation-configuration.md"];

/**
 * @typedef {object} Page
 * @property {string} file - its path from the checkout
 * @property {string} label - what the navigation calls it
 * @property {Page[]} children - the pages in the folder of its name
 *
 * @typedef {object} Section
 * @property {string} title
 * @property {Page[]} pages
 */

/**
 * What the index sorts, in its order.
 *
 * @param {string} root - the checkout
 * @returns {Section[]}
 * @throws Error that names the pages that are missing, or that lie in docs/ and are found neither in the index nor in the folder
 * of a page that is.
 */
export function findSections(root) {
    const sections = indexSections(root);
    const listed = sections.flatMap(({ pages }) => pages.map(({ file }) => file));
    const missing = listed.filter((file) => !existsSync(join(root, file)));
    if (missing.length > 0) {
        throw new Error(`${INDEX} links to pages that do not exist: ${missing.join(", ")}`);
    }
    const rest = new Set(markdownIn(root, "docs").filter((file) => ![INDEX, ...REGISTRY, ...listed].includes(file)));
    for (const page of sections.flatMap(({ pages }) => pages)) {
        const folder = page.file.replace(/(\/README)?\.md$/, "/");
        const order = linksOf(root, page.file);
        const inFolder = [...rest].filter((file) => file.startsWith(folder)).sort(byPlaceIn(order));
        page.children = inFolder.map((file) => ({ file, label: titleOf(root, file), children: [] }));
        inFolder.forEach((file) => rest.delete(file));
    }
    if (rest.size > 0) {
        throw new Error(
            `${INDEX} links to neither these pages nor a page that has them in its folder: ${[...rest].join(", ")}`,
        );
    }
    return sections;
}

/** @param {readonly Page[]} pages @returns {Page[]} The pages and those in their folders. */
export const withChildren = (pages) => pages.flatMap((page) => [page, ...withChildren(page.children)]);

/**
 * The first heading of a page, without marks.
 *
 * @param {string} root @param {string} file
 */
export function titleOf(root, file) {
    const heading = lexer(read(root, file)).find(({ type }) => type === "heading");
    return heading?.type === "heading" ? heading.text.replaceAll("`", "") : file;
}

/**
 * The page that a link to a file or folder leads to, from the checkout: a folder's is its README.
 *
 * @param {string} root @param {string} path
 */
export function readmeOf(root, path) {
    const readme = join(path, "README.md");
    return existsSync(join(root, readme)) ? readme : path;
}

/** @param {string} root @param {string} page @param {string} href */
const linkedFile = (root, page, href) => readmeOf(root, join(dirname(page), href.replace(/#.*/, "")));

/** @param {string} root @returns {Section[]} */
function indexSections(root) {
    /** @type {Section[]} */
    const sections = [];
    for (const token of lexer(read(root, INDEX))) {
        if (token.type === "heading" && token.depth === 2) {
            sections.push({ title: token.text, pages: [] });
        }
        walkTokens([token], (inner) => {
            if (inner.type === "link" && /^[^:]+\.md$/.test(inner.href)) {
                const page = { file: linkedFile(root, INDEX, inner.href), label: inner.text, children: [] };
                sections.at(-1)?.pages.push(page);
            }
        });
    }
    return sections;
}

/** @param {string} root @param {string} page @returns {string[]} */
function linksOf(root, page) {
    /** @type {string[]} */
    const files = [];
    walkTokens(lexer(read(root, page)), (token) => {
        if (token.type === "link") {
            files.push(linkedFile(root, page, token.href));
        }
    });
    return files;
}

/** @param {readonly string[]} order @returns {(one: string, other: string) => number} */
const byPlaceIn = (order) => {
    const place = (/** @type {string} */ file) => (order.includes(file) ? order.indexOf(file) : order.length);
    return (one, other) => place(one) - place(other) || one.localeCompare(other);
};

/** @param {string} root @param {string} folder */
const markdownIn = (root, folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".md"))
        .map((name) => join(folder, name));

/** @param {string} root @param {string} file */
const read = (root, file) => readFileSync(join(root, file), "utf8");
