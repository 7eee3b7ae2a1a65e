import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { chosenClient } from "../../components/certificates/chosenClient";
import { CONTEXT_MARK, contextDescription, contextNames } from "../../shared/dockerContexts";
import { parsedJson, textAt } from "../../shared/json";
import { type FilesSelection, lookForClientFiles, pathsIn } from "../clientFiles";
import { CliError, printable, USAGE } from "../../shared/errors";
import { clientIdentity } from "../identity";
import { endpointOf, type OpenHost, openHost, requiredLogin } from "../openHost";
import { runProgram } from "../../shared/processes";
import type { Report } from "../report";
import { withTemporaryFolder } from "../temporaryFolder";
import { writeClientFiles } from "../writeClientFiles";

/** The options of `context`. */
export interface ContextOptions extends FilesSelection {
    /**
     * The context's name.
     *
     * @defaultValue - `<project>-<stack>`, followed by the host's name if the stack has several, and by the client's name if
     * another client than the default one was chosen, and by `ssh`
     */
    readonly name?: string;
    /** Use SSH instead of TLS, with the user's own SSH client. @defaultValue `false` */
    readonly ssh?: boolean;
    /** Remove the context and its copy of the client's key. @defaultValue `false` */
    readonly remove?: boolean;
}

/** The context names that Docker accepts. */
const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$/;

/** Creates, updates or removes a Docker context for the host. */
export async function context(options: ContextOptions): Promise<Report> {
    return options.remove === true ? await removeContext(options) : await makeContext(options);
}

async function makeContext(options: ContextOptions): Promise<Report> {
    const opened = await openHost(options);
    const login = options.ssh === true ? requiredLogin(opened) : undefined;
    const { dockerHost, note } =
        login === undefined
            ? endpointOf(opened, options)
            : { dockerHost: `ssh://${login.user}@${login.address}`, note: sshNote(login.user) };
    const name = contextName(opened, options);
    const description = descriptionOf(opened);
    const former = await inspect(name);
    if (former !== undefined && former !== description) {
        throw new CliError(
            `--name: expected a new context or one created for this host, got ${name}, which was created elsewhere. Choose another name, or remove it: docker context rm ${name}`,
        );
    }
    const verb = former === undefined ? "create" : "update";
    const setEndpoint = async (endpoint: Readonly<Record<string, string>>): Promise<void> => {
        const fields = Object.entries(endpoint).map(([field, value]) => csvField(`${field}=${value}`));
        await docker(["context", verb, name, "--description", description, "--docker", fields.join(",")]);
    };
    if (login === undefined) {
        await withClientFiles(opened, options, async (directory) => {
            // The client copies the files into its own store.
            await setEndpoint({ host: dockerHost, ...pathsIn(directory) });
        });
    } else {
        await setEndpoint({ host: dockerHost });
    }
    const done = verb === "create" ? "Created" : "Updated";
    return {
        document: { name, dockerHost, created: verb === "create" },
        text: [
            `${done} the context ${name} for ${dockerHost}`,
            ...(note === undefined ? [] : [`  ${note}`]),
            `  docker --context ${name} info`,
            `  docker context use ${name}`,
        ].join("\n"),
    };
}

/** The requirement for SSH on the host. */
function sshNote(user: string): string {
    return `${user} must be in the group docker of the host: npx docker-host-vm ssh sudo usermod --append --groups docker ${user}`;
}

/**
 * Removes a context that this program created, and lists other copies of the key. With a given name, the stack need not exist
 * any more.
 */
async function removeContext(options: ContextOptions): Promise<Report> {
    const opened = options.name === undefined ? await openHost(options) : undefined;
    const name = opened === undefined ? validName(options.name ?? "") : contextName(opened, options);
    const description = await inspect(name);
    const isOurs = opened === undefined ? description?.startsWith(CONTEXT_MARK) : description === descriptionOf(opened);
    if (description === undefined || isOurs !== true) {
        const found = description === undefined ? "which does not exist" : "which was created elsewhere";
        throw new CliError(
            `--name: expected a context that docker-host-vm created, got ${name}, ${found}. List the contexts: docker context ls`,
        );
    }
    const { code, stderr } = await runProgram("docker", ["context", "rm", name]);
    if (code !== 0) {
        const advice = stderr.includes("in use") ? ". Switch to another one first: docker context use default" : "";
        throw new CliError(`docker context rm ${name} failed: ${printable(stderr.trim())}${advice}`);
    }
    const staying = { contexts: await contextNames(CONTEXT_MARK), folder: keyFolder(opened, options.dir) };
    return {
        document: { name, removed: true, ...staying, folder: staying.folder ?? null },
        text: [
            `Removed the context ${name}, and the Docker client's copy of the key`,
            ...staying.contexts.map((each) => `The context ${each} keeps its own copy of the key`),
            ...(staying.folder === undefined ? [] : [`The folder ${staying.folder} keeps key.pem`]),
        ].join("\n"),
    };
}

/** The folder on this machine that still contains the client's key, if there is a known one. */
function keyFolder(opened: OpenHost | undefined, dir: string | undefined): string | undefined {
    const folder = dir === undefined ? opened?.host.dockerCertPath : resolve(dir);
    return folder !== undefined && existsSync(pathsIn(folder).key) ? folder : undefined;
}

function descriptionOf({ state, host }: OpenHost): string {
    return contextDescription(state.project, state.stack, host.name);
}

function validName(name: string): string {
    if (!NAME.test(name)) {
        throw new CliError(
            `--name: expected at least two letters, digits or _.+-, starting with a letter or digit, got "${name}". Choose another name.`,
            USAGE,
        );
    }
    return name;
}

function contextName({ state, host }: OpenHost, { name, client, ssh }: ContextOptions): string {
    if (name !== undefined) {
        return validName(name);
    }
    const isDefault = client === undefined || client === chosenClient(Object.keys(host.clients), undefined);
    const parts = [
        state.project,
        state.stack,
        ...(state.hosts.length > 1 ? [host.name] : []),
        ...(isDefault ? [] : [client]),
        ...(ssh === true ? ["ssh"] : []),
    ];
    return parts
        .join("-")
        .replace(/[^a-zA-Z0-9_.+-]/g, "-")
        .replace(/^[^a-zA-Z0-9]+/, "");
}

/** The description of a context, which tells whether this program created it; undefined if there is no such context. */
async function inspect(name: string): Promise<string | undefined> {
    const { code, stdout, stderr, missing } = await runProgram("docker", ["context", "inspect", name]);
    if (missing) {
        throw new CliError("docker was not found on PATH. Install the Docker client.");
    }
    // Since Docker 23.0 it says "not found", before that "does not exist".
    if (code !== 0 && /not found|does not exist/.test(stderr)) {
        return undefined;
    }
    if (code !== 0) {
        throw new CliError(`docker context inspect ${name} failed: ${printable(stderr.trim())}`);
    }
    return textAt(parsedJson(stdout), "0", "Metadata", "Description") ?? "";
}

/** Provides the client's files for one call: those on this machine, or temporary ones from the state. */
async function withClientFiles(
    opened: OpenHost,
    options: ContextOptions,
    use: (directory: string) => Promise<void>,
): Promise<void> {
    const found = lookForClientFiles(opened.state, opened.host, options);
    if ("directory" in found) {
        await use(found.directory);
        return;
    }
    // On another machine they are missing, or other files are in the same place. A folder from --dir must contain them.
    if (options.dir !== undefined) {
        throw new CliError(`${found.detail} ${found.advice}`);
    }
    const { host, ...stack } = await openHost(options, true);
    const identity = clientIdentity(stack, host, options);
    await withTemporaryFolder(async (directory) => {
        await use(writeClientFiles(directory, identity));
    });
}

/** Docker reads an endpoint as comma-separated values. */
function csvField(field: string): string {
    return /[",\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

async function docker(args: readonly string[]): Promise<void> {
    const { code, stderr } = await runProgram("docker", args);
    if (code !== 0) {
        throw new CliError(`docker ${args.slice(0, 3).join(" ")} failed: ${printable(stderr.trim())}`);
    }
}
