import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "@jest/globals";
import type { BrowserContextOptions } from "playwright-core";
import typedoc from "../../../typedoc.json";
import { CHECKOUT } from "../../support/checkout";
import { run } from "../../support/run";
import { scratchFolder } from "../../support/scratch";
import { keepPicture, openPage, overflows, type WatchedPage } from "./support";

const ADDRESS = typedoc.hostedBaseUrl;
const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };
const MAY_SCROLL = "pre, table";
/** A page is there when TypeDoc shows it, with its navigation and its diagrams. */
const IS_COMPLETE = `document.body.clientWidth > 0 && document.querySelector("#tsd-nav-container a") !== null
    && [...document.querySelectorAll("pre.mermaid")].every((block) => block.querySelector("svg") !== null)`;

const site = join(scratchFolder(), "site");
/** What was seen of each page, by its address. */
const seen = new Map<string, { readonly links: readonly string[]; readonly ids: readonly string[] }>();

beforeAll(async () => {
    const { code, output } = await run("npm", ["run", "--silent", "docs", "--", "--out", site]);
    if (code !== 0) {
        throw new Error(`npm run docs: ${output}`);
    }
}, 120_000);

const open = async (options: BrowserContextOptions): Promise<WatchedPage> =>
    await openPage({ viewport: DESKTOP, ...options }, { [ADDRESS]: site });

async function show({ page, complaints }: WatchedPage, name: string): Promise<void> {
    await page.goto(`${ADDRESS}${name}`);
    await page.waitForFunction(IS_COMPLETE).catch((cause: unknown) => {
        throw new Error(`${name} was not drawn: ${complaints.join("; ")}`, { cause });
    });
}

test("Every page is drawn without an error, and fits a desktop and a phone", async () => {
    const watched = await open({});
    const { page, complaints } = watched;
    const names = readdirSync(site, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".html"));
    expect(names).toEqual(expect.arrayContaining(["index.html", "docs.html", "api/classes/DockerHostVm.html"]));
    const problems: string[] = [];
    for (const name of names) {
        await page.setViewportSize(DESKTOP);
        await show(watched, name);
        const links = await page.evaluate<string[]>("[...document.links].map(({ href }) => href)");
        const ids = await page.evaluate<string[]>("[...document.querySelectorAll('[id]')].map(({ id }) => id)");
        seen.set(page.url(), { links, ids });
        const wide = await overflows(page, MAY_SCROLL);
        await page.setViewportSize(PHONE);
        const narrow = (await overflows(page, MAY_SCROLL)).map((problem) => `on a phone, ${problem}`);
        problems.push(...[...complaints.splice(0), ...wide, ...narrow].map((problem) => `${name}: ${problem}`));
    }
    expect(problems).toEqual([]);
}, 120_000);

test("Every link within the site leads to a page and to a place in it", () => {
    const broken = [...seen].flatMap(([address, { links }]) =>
        links
            .filter((link) => link.startsWith(ADDRESS))
            .filter((link) => {
                const [page = "", anchor = ""] = link.split("#");
                const target = seen.get(page === ADDRESS ? `${ADDRESS}index.html` : page);
                return target === undefined || (anchor !== "" && !target.ids.includes(decodeURIComponent(anchor)));
            })
            .map((link) => `${address} -> ${link}`),
    );
    expect(seen.size).toBeGreaterThan(40);
    expect(broken).toEqual([]);
});

test("Links to the repository lead to files that it has", () => {
    const prefix = new RegExp(`^${typedoc.navigationLinks.GitHub}/(?:blob|tree)/main/([^#]+)`);
    const files = [...seen.values()].flatMap(({ links }) => links.flatMap((link) => prefix.exec(link)?.[1] ?? []));
    expect(files).toEqual(expect.arrayContaining(["index.ts"]));
    expect(files.filter((file) => !existsSync(join(CHECKOUT, file)))).toEqual([]);
});

test.each(["light", "dark"] as const)("Pictures are kept of what readers see, in %s colours", async (colorScheme) => {
    const watched = await open({ colorScheme });
    const { page, complaints } = watched;
    for (const name of ["index", "program", "troubleshooting", "api/classes/DockerHostVm"]) {
        await show(watched, `${name}.html`);
        await keepPicture(page, `site-${name.replaceAll("/", "-")}-${colorScheme}`);
    }
    await page.setViewportSize(PHONE);
    await show(watched, "index.html");
    await keepPicture(page, `site-phone-${colorScheme}`);
    expect(complaints).toEqual([]);
});
