import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

/** The package of the components. */
const LIBRARY = "docker-host-vm";
/** The providers that may be real; the npm package of the same name fixes their version. */
const PROVIDERS = ["tls", "random", "command"] as const;
const EMULATED = "azure-native";
const INSTALL_SECONDS = 60;

/** Where the user's own Pulumi keeps its plugins; read before a home takes that variable's place. */
const USER_PULUMI_HOME = process.env["PULUMI_HOME"] ?? join(homedir(), ".pulumi");

/** The folders of a sandbox that plugins are put into or work in. */
interface PluginFolders {
    readonly directory: string;
    readonly pulumiHome: string;
    readonly userHome: string;
    /** The file of the emulated Azure. */
    readonly azureState: string;
}

/**
 * Puts the stack's provider plugins into the home: azure-native is always emulated; tls, random and command are the real
 * ones where they are installed or can be installed, otherwise stand-ins. A home keeps its stand-ins, since the resources
 * that they made stay theirs. The components themselves are one more provider, for programs in YAML.
 *
 * @param project the folder of the project, whose packages say which versions its program asks for
 * @returns one line that says where each provider came from
 * @throws CliError when the project has no components.
 */
export async function installPlugins(home: PluginFolders, pulumi: PulumiCommand, project: string): Promise<string> {
    const library = findLibrary(project);
    const pluginsOf = (provider: string): Plugin[] => providerPlugins(provider, [project, library.directory]);
    const record = join(home.directory, "stand-ins.json");
    const before =
        readJsonFile(record, {
            isRight: isListOfTexts,
            name: "a list of the providers that have a stand-in",
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
    return `Providers: azure-native emulated; ${origins(standIns)}`;
}

function isListOfTexts(document: unknown): document is string[] {
    return Array.isArray(document) && document.every((text) => typeof text === "string");
}

function origins(standIns: readonly string[]): string {
    const real = PROVIDERS.filter((provider) => !standIns.includes(provider));
    return [
        ...(real.length > 0 ? [`${real.join(", ")} real`] : []),
        ...(standIns.length > 0
            ? [`${standIns.join(", ")} stand-ins, since the real plugins cannot be downloaded`]
            : []),
    ].join("; ");
}

/**
 * The components for programs in YAML: from a checkout as the Node.js language host serves them by PulumiPlugin.yaml, from a
 * package, which has no sources, with its schema.
 */
function placeComponents(home: PluginFolders, { directory, version }: Package): void {
    const host = existsSync(join(directory, "PulumiPlugin.yaml"))
        ? [process.execPath, createRequire(__filename).resolve("@pulumi/pulumi/cmd/run-plugin")]
        : serve("providers/components");
    place(home, { kind: "resource", name: LIBRARY, version }, [...host, directory]);
}

/** An npm package that is installed. */
interface Package {
    readonly directory: string;
    readonly version: string;
}

/** The package of a name that the programs in a folder load; nothing where they have none. */
function findPackage(name: string, folder: string): Package | undefined {
    try {
        const manifest = createRequire(join(folder, "package.json")).resolve(`${name}/package.json`);
        const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
        return { directory: dirname(manifest), version };
    } catch {
        return undefined;
    }
}

/** The components that a project imports; where it imports none, as in YAML, those that the sandbox is installed with. */
function findLibrary(project: string): Package {
    const library = findPackage(LIBRARY, project) ?? findPackage(LIBRARY, __dirname);
    if (library === undefined) {
        throw new CliError(
            `${project}: expected the package ${LIBRARY} to be installed, and it is not. Run npm install ${LIBRARY}`,
        );
    }
    return library;
}

/** A plugin for Pulumi. */
interface Plugin {
    readonly kind: "resource" | "analyzer";
    readonly name: string;
    readonly version: string;
}

/** A provider at each version that its npm package asks Pulumi for: the project may have another one than the components. */
function providerPlugins(provider: string, folders: readonly string[]): Plugin[] {
    const versions = folders.flatMap((folder) => findPackage(`@pulumi/${provider}`, folder)?.version ?? []);
    return [...new Set(versions)].map((version) => ({ kind: "resource", name: provider, version }));
}

/** Where Pulumi looks for a plugin, in a Pulumi home. */
function executable(pulumiHome: string, { kind, name, version }: Plugin): string {
    return join(pulumiHome, "plugins", `${kind}-${name}-v${version}`, `pulumi-${kind}-${name}`);
}

/** The real plugin: the user's, one that an earlier run downloaded, or one downloaded now; nothing if there is none. */
async function findReal(pulumi: PulumiCommand, plugin: Plugin): Promise<string | undefined> {
    const downloads = join(toolCache(), "plugins-download");
    const candidates = [USER_PULUMI_HOME, downloads].map((home) => executable(home, plugin));
    const there = candidates.find((candidate) => existsSync(candidate));
    if (there !== undefined) {
        return there;
    }
    mkdirSync(downloads, { recursive: true });
    const env = { PULUMI_HOME: downloads, PULUMI_SKIP_UPDATE_CHECK: "true" };
    const args = ["plugin", "install", plugin.kind, plugin.name, plugin.version];
    await runProgram(pulumi.command, args, { env, timeoutSeconds: INSTALL_SECONDS });
    return candidates.find((candidate) => existsSync(candidate));
}

/**
 * Where Pulumi finds no Node.js language host, as in a home, it hands a policy pack to this plugin: its folder, and
 * Pulumi's address. The pack brings its own @pulumi/policy, as far as its folder has one.
 */
function placePolicyHost(home: PluginFolders): void {
    const runner = createRequire(__filename).resolve("@pulumi/pulumi/cmd/run-policy-pack");
    place(home, { kind: "analyzer", name: "policy-nodejs", version: SDK_VERSION }, [process.execPath, runner]);
}

/**
 * A plugin is any executable in a folder of that name: here a shell line. It stands in for a real plugin as well, since
 * Pulumi does not follow a link to its folder.
 *
 * @param settings assignments to the environment of all that the plugin starts, quoted for a shell
 */
function place(
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
 * The environment of a stack's commands. Node programs among them, the wait for the daemon above all, know the emulated
 * Azure's names; `~` is in the sandbox's home.
 */
function commandEnvironment(home: PluginFolders): string[] {
    const preload = `--require ${JSON.stringify(join(__dirname, "azureNames.js"))}`;
    return [
        `HOME=${shellQuote(home.userHome)}`,
        `SANDBOX_AZURE_STATE=${shellQuote(home.azureState)}`,
        `NODE_OPTIONS="\${NODE_OPTIONS-} "${shellQuote(preload)}`,
    ];
}

/** The command that serves a provider of the sandbox. */
function serve(program: string): string[] {
    return ownProgram(join(__dirname, "..", program));
}
