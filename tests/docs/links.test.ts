import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "@jest/globals";
import packageJson from "../../package.json";
import typedoc from "../../typedoc.json";
import { anchorsOf, files, linksOf, pages, textOf } from "./markdown";
import { CHECKOUT } from "../support/checkout";

/** A link within the project. */
interface Link {
    readonly page: string;
    readonly target: string;
    /** The file that it leads to, from the checkout. */
    readonly file: string;
    readonly anchor: string | undefined;
}

const links: readonly Link[] = pages().flatMap((page) =>
    linksOf(page)
        .filter((target) => !/^[a-z]+:/.test(target))
        .map((target) => {
            const [path = "", anchor] = target.split("#");
            return { page, target, anchor, file: path === "" ? page : normalize(join(dirname(page), path)) };
        }),
);

const show = ({ page, target }: Link): string => `${page} -> ${target}`;

test("Links lead to files of the repository", () => {
    const known = files();
    const isKnown = (file: string): boolean => known.some((each) => each === file || each.startsWith(`${file}/`));
    expect(links.filter(({ file }) => !isKnown(file.replace(/\/$/, ""))).map(show)).toEqual([]);
});

test("Links lead to headings that exist", () => {
    const broken = links.filter(
        ({ file, anchor }) => anchor !== undefined && !(file.endsWith(".md") && anchorsOf(file).includes(anchor)),
    );
    expect(broken.map(show)).toEqual([]);
});

test("Pages that sources and messages name, by file or by their address in the site, exist and have the headings", () => {
    // The pages of that test are its own.
    const others = ":!tests/unit/scripts/site/pages.test.ts";
    const sources = files("*.ts", "*.js", "*.mjs", "*.sh", "*.yml", "*.yaml", others);
    const names = new RegExp(`(?:\\bdocs/|${packageJson.homepage})([\\w/-]+)\\.(?:md|html)(?:#([\\w-]+))?`, "g");
    const mentions = sources.flatMap((source) =>
        [...textOf(source).matchAll(names)].map(([target, name = "", anchor]) => ({
            page: source,
            target,
            // A folder's page is its README.
            file: existsSync(join(CHECKOUT, `docs/${name}`)) ? `docs/${name}/README.md` : `docs/${name}.md`,
            anchor,
        })),
    );
    expect(mentions.map(({ target }) => target)).toEqual(
        expect.arrayContaining(["docs/ci.md", `${packageJson.homepage}troubleshooting/installation.html`]),
    );
    const broken = mentions.filter(
        ({ file, anchor }) =>
            !existsSync(join(CHECKOUT, file)) || (anchor !== undefined && !anchorsOf(file).includes(anchor)),
    );
    expect(broken.map(show)).toEqual([]);
});

test("The site and the repository that it leads to are the package's", () => {
    expect(typedoc.hostedBaseUrl).toBe(packageJson.homepage);
    expect(packageJson.repository.url).toBe(`git+${typedoc.navigationLinks.GitHub}.git`);
});

test("Links to other sites are https", () => {
    const plain = pages().flatMap((page) =>
        linksOf(page)
            .filter((target) => target.startsWith("http:"))
            .map((target) => `${page} -> ${target}`),
    );
    expect(plain).toEqual([]);
});

test("The npm scripts that pages name exist, also those within a sentence", () => {
    const unknown = pages().flatMap((page) =>
        [...textOf(page).matchAll(/npm run (?:--silent )?([a-z][\w:-]*)/g)]
            .map(([, name]) => name ?? "")
            .filter((name) => !Object.hasOwn(packageJson.scripts, name))
            .map((name) => `${page}: npm run ${name}`),
    );
    expect(unknown).toEqual([]);
});

test("Every page of the documentation can be reached from the README", () => {
    const reached = new Set(["README.md"]);
    for (const page of reached) {
        links
            .filter((link) => link.page === page && link.file.endsWith(".md"))
            .forEach(({ file }) => reached.add(file));
    }
    const documentation = pages().filter((page) => page.startsWith("docs/") && !page.startsWith("docs/decisions/"));
    expect(documentation.filter((page) => !reached.has(page))).toEqual([]);
});

test("Links and headings are read as GitHub reads them", () => {
    expect(links.map(show)).toEqual(expect.arrayContaining(["README.md -> docs/security.md"]));
    expect(anchorsOf("README.md")).toEqual(expect.arrayContaining(["try-it-without-an-azure-account", "on-azure"]));
});
