import { createHash } from "node:crypto";
import { existsSync, realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import { CliError, USAGE } from "./errors";
import { isRecord, parsedJson } from "./json";
import { quoteHere } from "./shells";
import { toolCache } from "./toolCache";
import { readIfThere } from "./jsonFile";

/** The default home of a sandbox, in the folder of its project. */
export const DEFAULT_HOME = ".sandbox";

/** What a sandbox writes down of itself, for the command line, which does not know its code. Holds no secret. */
export interface SandboxManifest {
    /** Pulumi: a path, or a name on PATH. */
    readonly engine: string;
    /** The environment that Pulumi needs to find state, plugins and the passphrase's file. */
    readonly environment: Readonly<Record<string, string>>;
    /** The folder to run Pulumi in, by `<project>/<stack>`. */
    readonly stacks: Readonly<Record<string, string>>;
    /** The project's own folder, by `<project>/<stack>`. */
    readonly projects: Readonly<Record<string, string>>;
    /** Those of the stacks whose last operation removed all that they had. */
    readonly destroyed: readonly string[];
    /** The images of the emulated Azure as `publisher:offer:sku:version`. */
    readonly images: readonly string[];
}

/** A sandbox's folder, absolute, and what it has written down of itself. */
export interface SandboxHome extends SandboxManifest {
    readonly directory: string;
}

/**
 * The file with the manifest of a sandbox's home. It lies with the user's own caches and not in the home: a `.sandbox` that came
 * with somebody's clone or archive must not name a program.
 *
 * @param home a folder that is there
 */
export function sandboxManifest(home: string): string {
    const name = createHash("sha256").update(realpathSync(home)).digest("hex");
    return join(toolCache(), "homes", `${name}.json`);
}

/** The manifest in a file; nothing where there is none, or another version of the sandbox wrote it. */
export function readManifest(file: string): SandboxManifest | undefined {
    const content = parsedJson(readIfThere(file) ?? "");
    return isManifest(content) ? content : undefined;
}

function isManifest(content: unknown): content is SandboxManifest {
    const isText = (value: unknown): boolean => typeof value === "string";
    return (
        isRecord(content) &&
        isText(content["engine"]) &&
        ["environment", "stacks", "projects"]
            .map((key) => content[key])
            .every((texts) => isRecord(texts) && Object.values(texts).every(isText)) &&
        ["destroyed", "images"].map((key) => content[key]).every((list) => Array.isArray(list) && list.every(isText))
    );
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
export function readSandboxHome(home: string): SandboxHome {
    const directory = resolve(home);
    if (!isSandboxHome(directory)) {
        throw new CliError(
            `--home: expected the folder of a sandbox that you brought up on this machine, got ${directory}. Bring it up: ${sandboxUp(directory)}`,
            USAGE,
        );
    }
    const file = sandboxManifest(directory);
    const manifest = readManifest(file);
    if (manifest === undefined) {
        throw new CliError(
            `--home: expected ${file} to be what a sandbox writes, and it is not. Have it written anew: ${sandboxUp(directory)}`,
        );
    }
    return { directory, ...manifest };
}

/**
 * The command that brings a sandbox's stack up, for advice.
 *
 * @param directory the sandbox's folder
 * @param cwd the project's folder. Default: the current folder
 */
export function sandboxUp(directory: string, stack?: string, cwd = "."): string {
    const home = directory === resolve(cwd, DEFAULT_HOME) ? "" : ` --home ${quoteHere(directory)}`;
    return `npx docker-host-vm-sandbox up${home}${cwdOption(cwd)}${stackOption(stack)}`;
}

/** A project's folder as an option of a command that is typed in the current folder. */
export function cwdOption(cwd = "."): string {
    return resolve(cwd) === resolve(".") ? "" : ` --cwd ${quoteHere(cwd)}`;
}

/** A stack's name as an option of a command. */
export function stackOption(stack: string | undefined): string {
    return stack === undefined ? "" : ` --stack ${quoteHere(stack)}`;
}

/** How a host's daemon is called from here. */
export interface Called {
    /** `tcp://<name or address>:<port>`. */
    readonly dockerHost: string;
    /** Why that is not what the stack says, in one line. */
    readonly note?: string;
}

/**
 * A host's endpoint with its address for a name that only a sandbox knows; the certificates name the addresses too.
 *
 * @param address nothing where the endpoint stays as it is
 */
export function calledByAddress(dockerHost: string, address: string | undefined): Called {
    const { hostname, port } = new URL(dockerHost);
    return address === undefined
        ? { dockerHost }
        : {
              dockerHost: `tcp://${address}:${port}`,
              note: `No name server knows ${hostname}, a sandbox's name: its address ${address} stands for it`,
          };
}
