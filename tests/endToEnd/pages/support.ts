import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll } from "@jest/globals";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { startBrowser } from "../../../scripts/browser/browser";
import { CHECKOUT } from "../../support/checkout";

/** The first start may unpack a browser. */
const PATIENTLY = 300_000;
const LAYOUT = readFileSync(join(__dirname, "layout.js"), "utf8");
/** Where pictures are kept to be looked at; CI keeps them as an artifact. */
const PICTURES = join(CHECKOUT, "test-results");

let browser: Browser | undefined;

beforeAll(async () => {
    browser = await startBrowser();
    mkdirSync(PICTURES, { recursive: true });
}, PATIENTLY);

afterAll(async () => {
    await browser?.close();
});

/** A page, and what went wrong in it so far: errors, and requests for what it may not have. */
export interface WatchedPage {
    readonly page: Page;
    readonly complaints: string[];
}

/**
 * Opens an empty page. It reaches no network: addresses below `served` are files of a folder, all others are refused.
 *
 * @param served - the folders, each by the address that it stands for, with a slash at its end
 */
export async function openPage(
    options: BrowserContextOptions,
    served: Readonly<Record<string, string>> = {},
): Promise<WatchedPage> {
    if (browser === undefined) {
        throw new Error("expected a page to be opened within a test");
    }
    const page = await browser.newPage(options);
    const complaints: string[] = [];
    await page.route("**", async (route) => {
        const [url = ""] = route.request().url().split(/[?#]/);
        const base = Object.keys(served).find((each) => url.startsWith(each));
        const path = join(served[base ?? ""] ?? "", decodeURIComponent(url.slice(base?.length)));
        if (base !== undefined && existsSync(path)) {
            await route.fulfill({ path });
        } else {
            complaints.push(`asks for ${url}`);
            await route.abort();
        }
    });
    page.on("pageerror", ({ message }) => complaints.push(message));
    page.on("console", (message) => {
        if (message.type() === "error") {
            complaints.push(message.text());
        }
    });
    return { page, complaints };
}

/**
 * The boxes of a page that texts run out of, each as one line.
 *
 * @param mayScroll - a selector of the boxes in which a reader may scroll to the side
 */
export async function overflows(page: Page, mayScroll: string): Promise<string[]> {
    return await page.evaluate<string[]>(`${LAYOUT}; overflows(${JSON.stringify(mayScroll)})`);
}

/** Keeps a picture of a page. */
export async function keepPicture(page: Page, name: string): Promise<void> {
    await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
}
