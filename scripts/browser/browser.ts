import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { explained } from "../../shared/errors";
import { type Tool, unpackedProgram } from "../unpackedProgram";

/** The names of Chrome's and Chromium's programs. */
const NAMES = ["google-chrome", "google-chrome-stable", "chromium", "chromium-browser"];

/**
 * Starts a headless Chrome or Chromium: the one on PATH, otherwise Debian's, unpacked into the tool cache. Use it only for our
 * own pages, because it has no sandbox if root starts it.
 *
 * @throws Error that says what to install if none is found.
 */
export async function startBrowser(): Promise<Browser> {
    const { program, env } = onPath() ?? (await unpacked());
    return await chromium.launch({ executablePath: program, env, chromiumSandbox: process.getuid?.() !== 0 });
}

function onPath(): Tool | undefined {
    const folders = (process.env["PATH"] ?? "").split(delimiter);
    const program = NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((each) =>
        existsSync(each),
    );
    return program === undefined ? undefined : { program, env: process.env };
}

async function unpacked(): Promise<Tool> {
    try {
        const packages = ["chromium-headless-shell", "fonts-liberation", "fonts-noto-color-emoji"] as const;
        const { program, env } = await unpackedProgram(packages, "usr/lib/chromium/chromium-headless-shell");
        return { program, env: { ...env, FONTCONFIG_FILE: join(__dirname, "fonts.conf") } };
    } catch (error) {
        throw new Error(
            `no Chrome or Chromium on PATH, and ${explained(error)}. Install one: https://www.google.com/chrome`,
            { cause: error },
        );
    }
}
