import { copyFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative } from "node:path";
import { Application, Converter, DefaultTheme, KindRouter, normalizePath, RendererEvent } from "typedoc";
import { extendMarkdown } from "./markdown.mjs";
import { findSections, INDEX, readmeOf, titleOf, withChildren } from "./pages.mjs";

/**
 * Makes TypeDoc's output one site of the guides and the API: which pages there are and in what order, what they are called,
 * where they lie and where their links lead. typedoc.json has what needs no code.
 *
 * @import { CommentDisplayPart, DocumentReflection, NavigationElement, ProjectReflection, Reflection, ReflectionGroup } from "typedoc"
 * @import { Page } from "./pages.mjs"
 */

const ROOT = join(import.meta.dirname, "../..");
const require = createRequire(import.meta.url);
const MERMAID = require.resolve("@mermaid-js/tiny");
const SECTIONS = findSections(ROOT);
const PAGES = [INDEX, ...withChildren(SECTIONS.flatMap(({ pages }) => pages)).map(({ file }) => file)];
/** TypeDoc shows it as the first page of the site. */
const FRONT_PAGE = "README.md";

/** What TypeDoc's groups of the API are called here. */
const API_GROUPS = new Map([
    ["Classes", "Components"],
    ["Interfaces", "Arguments and references"],
    ["Enumerations", "Values"],
]);

/** @param {Application} app */
export function load(app) {
    app.renderer.defineRouter("site", SiteRouter);
    app.renderer.defineTheme("site", SiteTheme);
    app.on(Application.EVENT_BOOTSTRAP_END, () => {
        app.options.setValue("projectDocuments", [...PAGES.filter((file) => file !== FRONT_PAGE)]);
        app.options.setValue("markdownItLoader", extendMarkdown);
    });
    app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_, document) => {
        document.name = titleOf(ROOT, fileOf(document));
    });
    app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
        const repository = app.options.getValue("navigationLinks")["GitHub"] ?? "";
        [project.readme ?? [], ...(project.documents ?? []).map(({ content }) => content)].forEach((parts) => {
            leadOut(parts, project, repository);
        });
    });
    // TypeDoc makes the groups at -100.
    const afterGroups = -200;
    app.converter.on(
        Converter.EVENT_RESOLVE_END,
        ({ project }) => (project.groups = apiGroups(project.groups ?? [])),
        afterGroups,
    );
    app.renderer.on(RendererEvent.END, ({ outputDirectory }) => {
        copyFileSync(MERMAID, join(outputDirectory, "assets/mermaid.js"));
    });
}

/** A page lies in the site where its source lies in `docs`, the API in `api`. */
class SiteRouter extends KindRouter {
    /** @override @param {Reflection} reflection */
    getIdealBaseName(reflection) {
        return reflection.isDocument()
            ? fileOf(reflection)
                  .replace(/(\/README)?\.md$/, "")
                  .replace(/^docs\//, "")
                  .toLowerCase()
            : `api/${super.getIdealBaseName(reflection)}`;
    }

    /** @override @param {string} name */
    getFileName(name) {
        return super.getFileName(name === "modules" ? "api" : name);
    }
}

/** The navigation: the sections of the guides, then the API. */
class SiteTheme extends DefaultTheme {
    /** @override @param {ProjectReflection} project @returns {NavigationElement[]} */
    buildNavigation(project) {
        const documents = new Map((project.documents ?? []).map((document) => [fileOf(document), document]));
        /** @param {Page} page @returns {NavigationElement} */
        const element = ({ file, label, children }) => {
            const document = documents.get(file);
            const path = document === undefined ? "index.html" : this.router.getFullUrl(document);
            return { text: label, path, ...(children.length > 0 && { children: children.map(element) }) };
        };
        const guides = SECTIONS.flatMap(({ title, pages }) => [{ text: title }, ...pages.map(element)]);
        const api = (project.groups ?? []).map(({ title, children }) => ({
            text: title,
            children: children.map((child) => ({ text: child.name, path: this.router.getFullUrl(child) })),
        }));
        return [...guides, { text: "API" }, { text: "Index", path: this.router.getFullUrl(project) }, ...api];
    }
}

/**
 * The file that a document is made of, from the checkout.
 *
 * @param {DocumentReflection} document
 */
function fileOf(document) {
    return relative(ROOT, document.project.files.getReflectionPath(document) ?? "");
}

/**
 * Has links to what is no page of the site lead to the repository. Links to pages are TypeDoc's; pictures it copies.
 *
 * @param {CommentDisplayPart[]} parts - of a page; changed
 * @param {ProjectReflection} project
 * @param {string} repository - its address
 */
function leadOut(parts, project, repository) {
    parts.forEach((part, index) => {
        const target = part.kind === "relative-link" ? part.target : undefined;
        const path = target === undefined ? undefined : project.files.resolve(target, project);
        if (part.kind !== "relative-link" || typeof path !== "string" || /\.(svg|png)$/.test(path)) {
            return;
        }
        const readme = readmeOf(ROOT, relative(ROOT, path));
        if (PAGES.includes(readme)) {
            part.target = project.files.registerAbsolute(normalizePath(join(ROOT, readme))).target;
            return;
        }
        const view = statSync(path).isDirectory() ? "tree" : "blob";
        const anchor = part.targetAnchor === undefined ? "" : `#${part.targetAnchor}`;
        parts[index] = { kind: "text", text: `${repository}/${view}/main/${relative(ROOT, path)}${anchor}` };
    });
}

/** @param {ReflectionGroup[]} groups @returns {ReflectionGroup[]} Those of the API, under their names here. */
function apiGroups(groups) {
    return groups
        .filter(({ title }) => title !== "Documents")
        .map((group) => Object.assign(group, { title: API_GROUPS.get(group.title) ?? group.title }));
}
