import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page, PageScreenshotOptions } from "playwright-core";
import { CHECKOUT } from "./checkout";
import { requiredOutput, runProgram } from "../shared/processes";
import { startBrowser } from "./browser/browser";
import { COMMENT_WIDTH, showComment } from "./browser/comment";

/**
 * Makes the pictures in docs/pictures: a report as GitHub shows it, up to and including its diagram, from a real preview of the
 * committed files with a change that opens the stack `modern` to the Internet and gives its VM another size.
 */

const PICTURES = join(CHECKOUT, "docs/pictures");
/** Sharp on most screens, and at most 150 kB. */
const SCALE = 1.5;
const SETTINGS = "Pulumi.modern.yaml";

/** Makes the report on the change, in a clone. */
async function report(clone: string): Promise<string> {
    const git = async (...args: readonly string[]): Promise<string> =>
        await requiredOutput("git", [
            "-C",
            clone,
            "-c",
            "user.name=docs",
            "-c",
            "user.email=docs@example.org",
            ...args,
        ]);
    await requiredOutput("git", ["clone", "--quiet", CHECKOUT, clone]);
    symlinkSync(join(CHECKOUT, "node_modules"), join(clone, "node_modules"));
    // .gitignore covers only the folder, not a link to it.
    writeFileSync(join(clone, ".git/info/exclude"), "node_modules\n");
    await git("update-ref", "refs/remotes/origin/main", "HEAD");
    const settings = readFileSync(join(clone, SETTINGS), "utf8");
    const opened = settings.replace("- 203.0.113.7/32", "- Internet");
    writeFileSync(join(clone, SETTINGS), `${opened}    docker-host-vm:vmSize: Standard_B4ls_v2\n`);
    await git("commit", "--quiet", "--all", "--message", "A change");
    const args = ["sandbox/bin.js", "report", "--quiet", "--base", "origin/main", "--stack", "modern"];
    const { code, stdout, stderr } = await runProgram(process.execPath, args, { cwd: clone });
    if (code !== 0) {
        throw new Error(`the report failed with exit code ${code}: ${stderr}`);
    }
    return stdout;
}

async function upToDiagram(page: Page): Promise<PageScreenshotOptions["clip"]> {
    const diagram = await page.locator(".mermaid").boundingBox();
    if (diagram === null) {
        throw new Error("expected the report to have a diagram");
    }
    return { x: 0, y: 0, width: COMMENT_WIDTH, height: Math.floor(diagram.y + diagram.height) };
}

async function main(): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), "pictures-"));
    try {
        const text = await report(join(folder, "clone"));
        const browser = await startBrowser();
        mkdirSync(PICTURES, { recursive: true });
        for (const colorScheme of ["light", "dark"] as const) {
            const page = await browser.newPage({
                viewport: { width: COMMENT_WIDTH, height: 600 },
                deviceScaleFactor: SCALE,
            });
            await showComment(page, text, colorScheme);
            const path = join(PICTURES, `report-${colorScheme}.png`);
            await page.screenshot({ path, fullPage: true, clip: await upToDiagram(page) });
        }
        await browser.close();
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

void main();
