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

/** The description that a sandbox writes for the command line, which does not know the sandbox's code. It contains no secret. */
export interface SandboxManifest {
    /** The Pulumi CLI: a path, or a name on PATH. */
    readonly engine: string;
    /** The program that stands in for the Azure CLI, with its first arguments. */
    readonly azureCli: readonly string[];
    /** The environment in which Pulumi finds the state, the plugins and the passphrase file. */
    readonly environment: Readonly<Record<string, string>>;
    /** The folder to run Pulumi in, by `<project>/<stack>`. */
    readonly stacks: Readonly<Record<string, string>>;
    /** The project's own folder, by `<project>/<stack>`. */
    readonly projects: Readonly<Record<string, string>>;
    /** The stacks without resources after their last operation: destroyed ones, and those that were only previewed. */
    readonly destroyed: readonly string[];
    /** The images of the emulated Azure as `publisher:offer:sku:version`. */
    readonly images: readonly string[];
}

/** Absolute path of a sandbox's home, with its manifest. */
export interface SandboxHome extends SandboxManifest {
    readonly directory: string;
}

/**
 * The manifest file of a sandbox's home. It is in the user's cache and not in the home, because a `.sandbox` from somebody's
 * repository or archive must not choose a program to run.
 *
 * @param home an existing folder
 */
export function sandboxManifest(home: string): string {
    const name = createHash("sha256").update(realpathSync(home)).digest("hex");
    return join(toolCache(), "homes", `${name}.json`);
}

/** The manifest in a file; undefined if there is none, or it is from another version of the sandbox. */
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
        ["azureCli", "destroyed", "images"]
            .map((key) => content[key])
            .every((list) => Array.isArray(list) && list.every(isText))
    );
}

/** Whether a folder is the home of a sandbox that this user has brought up on this machine. */
export function isSandboxHome(directory: string): boolean {
    return existsSync(directory) && existsSync(sandboxManifest(directory));
}

/**
 * Reads the manifest of a sandbox.
 *
 * @throws CliError if there is none, or it is invalid.
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
            `--home: expected the manifest of a sandbox in ${file}, got something else. Bring the sandbox up to write it again: ${sandboxUp(directory)}`,
        );
    }
    return { directory, ...manifest };
}

/**
 * The command that brings a sandbox's stack up, for messages.
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

/** The endpoint of a host's daemon from this machine. */
export interface Called {
    /** `tcp://<name or address>:<port>`. */
    readonly dockerHost: string;
    /** The reason why it differs from the stack's endpoint, in one line. */
    readonly note?: string;
}

/**
 * A host's endpoint, with an address instead of a name that only a sandbox knows. The certificates include the addresses too.
 *
 * @param address undefined to keep the endpoint
 */
export function calledByAddress(dockerHost: string, address: string | undefined): Called {
    const { hostname, port } = new URL(dockerHost);
    return address === undefined
        ? { dockerHost }
        : {
              dockerHost: `tcp://${address}:${port}`,
              note: `${hostname} is known only in the sandbox, so its address ${address} is used`,
          };
}
