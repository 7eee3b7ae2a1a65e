import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { isRecord, parsedJson } from "../shared/json";
import { sandboxManifest } from "../shared/toolCache";
import { CliError, USAGE } from "../shared/errors";
import { quoteHere } from "./shells";

/** What a sandbox has written down of itself, for programs that do not know its code. */
export interface SandboxHome {
    /** The folder, absolute. */
    readonly directory: string;
    /** The Pulumi engine: a path, or a name on PATH. */
    readonly engine: string;
    /** The environment that Pulumi needs. */
    readonly environment: Readonly<Record<string, string>>;
    /** The folder to run Pulumi in, by `<project>/<stack>`. */
    readonly stacks: Readonly<Record<string, string>>;
    /** The project's own folder, by `<project>/<stack>`, where that is not the sandbox's checkout. */
    readonly projects: Readonly<Record<string, string>>;
    /** Those of the stacks whose last operation removed all that they had. */
    readonly destroyed: readonly string[];
    /** The images of the emulated Azure as `publisher:offer:sku:version`. */
    readonly images: readonly string[];
}

/** Whether a folder is that of a sandbox which was brought up at least once, by this user on this machine. */
export function isSandboxHome(directory: string): boolean {
    return existsSync(directory) && existsSync(sandboxManifest(directory));
}

/**
 * Reads what a sandbox has written down of itself.
 *
 * @throws CliError when there is nothing, or it is not what a sandbox writes.
 */
export function readSandboxHome(directory: string): SandboxHome {
    const absolute = resolve(directory);
    if (!isSandboxHome(absolute)) {
        throw new CliError(
            `--home: expected the folder of a sandbox that you brought up on this machine, got ${absolute}. Bring it up: ${sandboxUp(absolute)}`,
            USAGE,
        );
    }
    const file = sandboxManifest(absolute);
    const content: unknown = parsedJson(readFileSync(file, "utf8"));
    if (
        !isRecord(content) ||
        typeof content["engine"] !== "string" ||
        !isTexts(content["environment"]) ||
        !isTexts(content["stacks"]) ||
        !isTexts(content["projects"]) ||
        !Array.isArray(content["destroyed"]) ||
        !Array.isArray(content["images"])
    ) {
        throw new CliError(
            `--home: expected ${file} to be what a sandbox writes, and it is not. Have it written anew: ${sandboxUp(absolute)}`,
        );
    }
    const { engine, environment, stacks, projects, destroyed, images } = content;
    return {
        directory: absolute,
        engine,
        environment,
        stacks,
        projects,
        destroyed: destroyed.map(String),
        images: images.map(String),
    };
}

/**
 * The command that brings a sandbox's stack up, for advice.
 *
 * @param cwd the project's folder. Default: the sandbox's own project
 */
export function sandboxUp(directory: string, stack?: string, cwd?: string): string {
    return `npm run sandbox -- up --home ${quoteHere(directory)}${cwdOption(cwd)}${stackOption(stack)}`;
}

/** A project's folder as an option of a command. */
export function cwdOption(cwd: string | undefined): string {
    return cwd === undefined ? "" : ` --cwd ${quoteHere(cwd)}`;
}

/** A stack's name as an option of a command. */
export function stackOption(stack: string | undefined): string {
    return stack === undefined ? "" : ` --stack ${quoteHere(stack)}`;
}

function isTexts(value: unknown): value is Record<string, string> {
    return isRecord(value) && Object.values(value).every((text) => typeof text === "string");
}
