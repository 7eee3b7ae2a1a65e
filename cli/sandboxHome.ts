import { readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { isRecord, parsedJson } from "../components/internal/records";
import { CliError } from "./errors";
import { quoteHere } from "./shells";

/** What a sandbox says of itself in its `sandbox.json`. */
export interface SandboxHome {
    /** The folder, absolute. */
    readonly directory: string;
    /** The Pulumi engine: a path, or a name on PATH. */
    readonly engine: string;
    /** The environment that the engine needs. */
    readonly environment: Readonly<Record<string, string>>;
    /** The folder to run the engine in, by `<project>/<stack>`. */
    readonly stacks: Readonly<Record<string, string>>;
    /** The images of the emulated Azure as `publisher:offer:sku:version`. */
    readonly images: readonly string[];
}

/** The name of the sandbox's file. */
const FILE = "sandbox.json";

/** Whether a folder is that of a sandbox which was brought up at least once. */
export function isSandboxHome(directory: string): boolean {
    return statSync(join(directory, FILE), { throwIfNoEntry: false })?.isFile() === true;
}

/**
 * Reads `sandbox.json`.
 *
 * @throws CliError when there is none, when others could have written it, or when it is not what a sandbox writes.
 */
export function readSandboxHome(directory: string): SandboxHome {
    const absolute = resolve(directory);
    const file = join(absolute, FILE);
    if (!isSandboxHome(absolute)) {
        throw new CliError(
            `--home: expected the folder of a sandbox that was brought up, got ${absolute}: no ${FILE} there. Bring it up: ${sandboxUp(absolute)}`,
        );
    }
    refuseForeign(file);
    const content: unknown = parsedJson(readFileSync(file, "utf8"));
    if (
        !isRecord(content) ||
        typeof content["engine"] !== "string" ||
        !isTexts(content["environment"]) ||
        !isTexts(content["stacks"]) ||
        !Array.isArray(content["images"])
    ) {
        throw new CliError(
            `--home: expected ${file} to be what a sandbox writes, and it is not. Have it written anew: ${sandboxUp(absolute)}`,
        );
    }
    const { engine, environment, stacks, images } = content;
    return { directory: absolute, engine, environment, stacks, images: images.map(String) };
}

/** The command that brings a sandbox's stack up, for advice. */
export function sandboxUp(directory: string, stack?: string): string {
    return `npm run sandbox -- up --home ${quoteHere(directory)}${stackOption(stack)}`;
}

/** A stack's name as an option of a command. */
export function stackOption(stack: string | undefined): string {
    return stack === undefined ? "" : ` --stack ${quoteHere(stack)}`;
}

/** The file names the program that is run: it must be the user's own. */
function refuseForeign(file: string): void {
    const { uid, mode } = statSync(file);
    const user = process.getuid?.();
    if (user !== undefined && (uid !== user || (mode & 0o022) !== 0)) {
        throw new CliError(
            `--home: expected ${file} to be writable by you only, since it names the program to run. Check who wrote it, then: chmod 600 ${file}`,
        );
    }
}

function isTexts(value: unknown): value is Record<string, string> {
    return isRecord(value) && Object.values(value).every((text) => typeof text === "string");
}
