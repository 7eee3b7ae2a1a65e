import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import type { PulumiCommand } from "@pulumi/pulumi/automation";
import { version as SDK_VERSION } from "@pulumi/pulumi/package.json";
import { shellQuote } from "../../shared/shellQuote";
import { toolCache } from "../../shared/toolCache";
import { CliError } from "../../shared/errors";
import { readJsonFile } from "../../shared/jsonFile";
import { ownProgram } from "../../shared/ownProgram";
import { replaceFile } from "../../shared/atomicFile";
import { runProgram } from "../../shared/processes";

/** The npm package of the components. */
const LIBRARY = "docker-host-vm";
/** The providers that can be real. The npm package of the same name determines the version. */
const PROVIDERS = ["tls", "random", "command"] as const;
const EMULATED = "azure-native";
const INSTALL_SECONDS = 60;
/** In bytes. */
const LARGEST_SCRIPT = 65_536;

/** The user's own Pulumi home, with its plugins; read before the sandbox changes this variable. */
const USER_PULUMI_HOME = process.env["PULUMI_HOME"] ?? join(homedir(), ".pulumi");

/** The folders of a sandbox that hold plugins or that plugins use. */
export interface PluginFolders {
    readonly directory: string;
    readonly pulumiHome: string;
    readonly userHome: string;
    /** The state file of the emulated Azure. */
    readonly azureState: string;
}

/**
 * Installs the stack's provider plugins in the home. azure-native is always emulated; tls, random and command are the real
 * plugins if they are installed or can be installed, otherwise stand-ins. A home keeps its stand-ins, because the real
 * plugins could not manage their resources. The components are a provider too, for programs in YAML and Python.
 *
 * @param project the project's folder; its packages determine the versions that the program asks for
 * @returns one line about the origin of each provider
 * @throws CliError if the project does not have the components.
 */
export async function installPlugins(home: PluginFolders, pulumi: PulumiCommand, project: string): Promise<string> {
    const library = findLibrary(project);
    const pluginsOf = (provider: string): Plugin[] => providerPlugins(provider, [project, library.directory]);
    const record = join(home.directory, "stand-ins.json");
    const before =
        readJsonFile(record, {
            isRight: isListOfTexts,
            name: "a list of the stand-in providers",
            fix: `Remove the whole sandbox: rm -rf ${shellQuote(home.directory)}`,
        }) ?? [];
    pluginsOf(EMULATED).forEach((plugin) => {
        place(home, plugin, [...serve("stack/serveAzure"), plugin.version, home.directory]);
    });
    placePolicyHost(home);
    placeComponents(home, library);
    const placed = PROVIDERS.map(async (provider) => {
        const plugins = pluginsOf(provider);
        const found = before.includes(provider) ? [] : await Promise.all(plugins.map((each) => findReal(pulumi, each)));
        const isReal = plugins.every((_, index) => found[index] !== undefined);
        plugins.forEach((plugin, index) => {
            const command = isReal ? [found[index] ?? ""] : serve(`providers/${provider}`);
            place(home, plugin, command, provider === "command" ? commandEnvironment(home) : []);
        });
        return isReal ? [] : [provider];
    });
    const standIns = (await Promise.all(placed)).flat();
    replaceFile(record, JSON.stringify(standIns));
    return `Providers: azure-native (emulated); ${origins(standIns)}`;
}

function isListOfTexts(document: unknown): document is string[] {
    return Array.isArray(document) && document.every((text) => typeof text === "string");
}

function origins(standIns: readonly string[]): string {
    const real = PROVIDERS.filter((provider) => !standIns.includes(provider));
    return [
        ...(real.length > 0 ? [`${real.join(", ")} (real)`] : []),
        ...(standIns.length > 0 ? [`${standIns.join(", ")} (stand-ins; download failed)`] : []),
    ].join("; ");
}

/** Installs the components as a plugin for programs in other languages, served with the schema that is in the package. */
function placeComponents(home: PluginFolders, { directory, version }: Package): void {
    place(home, { kind: "resource", name: LIBRARY, version }, [...serve("providers/components"), directory]);
}

/** An installed npm package. */
interface Package {
    readonly directory: string;
    readonly version: string;
}

/** Finds the package of this name that programs in a folder load; undefined if there is none. */
function findPackage(name: string, folder: string): Package | undefined {
    try {
        const manifest = createRequire(join(folder, "package.json")).resolve(`${name}/package.json`);
        const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
        return { directory: dirname(manifest), version };
    } catch {
        return undefined;
    }
}

/** Finds the components that a project imports; if it imports none, as in YAML, those that the sandbox is installed with. */
function findLibrary(project: string): Package {
    const library = findPackage(LIBRARY, project) ?? findPackage(LIBRARY, __dirname);
    if (library === undefined) {
        throw new CliError(`${project}: package ${LIBRARY} is not installed. Run npm install ${LIBRARY}`);
    }
    return library;
}

/** A Pulumi plugin. */
interface Plugin {
    readonly kind: "resource" | "analyzer" | "language";
    readonly name: string;
    readonly version: string;
}

/** A provider in each version that is asked for: the project and the components may depend on different versions. */
function providerPlugins(provider: string, folders: readonly string[]): Plugin[] {
    const versions = folders.flatMap((folder) => findPackage(`@pulumi/${provider}`, folder)?.version ?? []);
    return [...new Set(versions)].map((version) => ({ kind: "resource", name: provider, version }));
}

/** The path of a plugin's program in a Pulumi home. */
function executable(pulumiHome: string, { kind, name, version }: Plugin): string {
    return join(pulumiHome, "plugins", `${kind}-${name}-v${version}`, `pulumi-${kind}-${name}`);
}

/** Finds the real plugin: the user's, one downloaded earlier, or one downloaded now; undefined if the download fails. */
async function findReal(pulumi: PulumiCommand, plugin: Plugin): Promise<string | undefined> {
    const downloads = join(toolCache(), "plugins-download");
    const candidates = [USER_PULUMI_HOME, downloads].map((home) => executable(home, plugin));
    const there = candidates.find(isProgram);
    if (there !== undefined) {
        return there;
    }
    mkdirSync(downloads, { recursive: true });
    const env = { PULUMI_HOME: downloads, PULUMI_SKIP_UPDATE_CHECK: "true" };
    const args = ["plugin", "install", plugin.kind, plugin.name, plugin.version];
    await runProgram(pulumi.command, args, { env, timeoutSeconds: INSTALL_SECONDS });
    return candidates.find(isProgram);
}

/** Whether a plugin is a real one: those that sandboxes put into their own Pulumi homes are scripts, see {@link place}. */
function isProgram(file: string): boolean {
    return existsSync(file) && statSync(file).size > LARGEST_SCRIPT;
}

/**
 * Installs the plugin to which Pulumi passes a policy pack's folder and its own address if it finds no Node.js language
 * host, as is the case in a sandbox. The pack can bring its own @pulumi/policy.
 */
function placePolicyHost(home: PluginFolders): void {
    const runner = createRequire(__filename).resolve("@pulumi/pulumi/cmd/run-policy-pack");
    place(home, { kind: "analyzer", name: "policy-nodejs", version: SDK_VERSION }, [process.execPath, runner]);
}

/**
 * Installs a plugin. Any executable in a folder of the right name is a plugin: here it is a shell script, even for real
 * plugins, because Pulumi does not follow a link to a plugin's folder.
 *
 * @param settings environment variables for the plugin and all that it starts: assignments, quoted for the shell
 */
export function place(
    home: PluginFolders,
    plugin: Plugin,
    command: readonly string[],
    settings: readonly string[] = [],
): void {
    const program = executable(home.pulumiHome, plugin);
    const folder = dirname(program);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const exports = settings.map((setting) => `export ${setting}`);
    const script = ["#!/bin/sh", ...exports, `exec ${command.map(shellQuote).join(" ")} "$@"`, ""].join("\n");
    writeFileSync(program, script, { mode: 0o755 });
}

/**
 * The environment variables for a stack's commands. In Node.js programs, such as the wait for the daemon, the domain names
 * of the emulated Azure resolve; `~` is inside the sandbox's home.
 */
function commandEnvironment(home: PluginFolders): string[] {
    const preload = `--require ${JSON.stringify(join(__dirname, "azureNames.js"))}`;
    return [
        `HOME=${shellQuote(home.userHome)}`,
        `SANDBOX_AZURE_STATE=${shellQuote(home.azureState)}`,
        `NODE_OPTIONS="\${NODE_OPTIONS-} "${shellQuote(preload)}`,
    ];
}

/** The command that serves one of the sandbox's own providers. */
function serve(program: string): string[] {
    return ownProgram(join(__dirname, "..", program));
}
