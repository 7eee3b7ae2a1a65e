import { chosenClient } from "../components/certificates/chosenClient";
import { contextDescription } from "../shared/dockerContexts";
import { CliError, printable, USAGE } from "../shared/errors";
import { parsedJson, textAt } from "../shared/json";
import { runProgram } from "../shared/processes";
import { type FilesSelection, lookForClientFiles, pathsIn } from "./clientFiles";
import { clientIdentity } from "./identity";
import { endpointOf, type OpenHost, openHost, requiredLogin } from "./openHost";
import { withTemporaryFolder } from "./temporaryFolder";
import { writeClientFiles } from "./writeClientFiles";

/** What a host's Docker context is made from. */
export interface ContextSelection extends FilesSelection {
    /**
     * The context's name.
     *
     * @defaultValue - `<project>-<stack>`, followed by the host's name if the stack has several, and by the client's name if
     * another client than the default one was chosen, and by `ssh`
     */
    readonly name?: string;
    /** Use SSH instead of TLS, with the user's own SSH client. @defaultValue `false` */
    readonly ssh?: boolean;
}

/** A Docker context that was created or updated. */
export interface WrittenContext {
    readonly name: string;
    readonly dockerHost: string;
    /** Whether there was none of this name. */
    readonly created: boolean;
    /** What the user must know about the endpoint. @defaultValue - nothing */
    readonly note?: string;
}

/** The context names that Docker accepts. */
const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$/;

/** How long a daemon may take to answer. Azure drops the packets to a VM that is not running. */
const TIMEOUT_SECONDS = 20;

/**
 * Creates or updates a Docker context for the host.
 *
 * @throws CliError if there is another context with this name, or the client's files cannot be had.
 */
export async function writeContext(opened: OpenHost, options: ContextSelection): Promise<WrittenContext> {
    const login = options.ssh === true ? requiredLogin(opened) : undefined;
    const { dockerHost, note } =
        login === undefined
            ? endpointOf(opened, options)
            : { dockerHost: `ssh://${login.user}@${login.address}`, note: sshNote(login.user) };
    const name = contextName(opened, options);
    const description = descriptionOf(opened);
    const former = await inspectContext(name);
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
    return { name, dockerHost, created: verb === "create", ...(note === undefined ? {} : { note }) };
}

/** The name of a host's context. */
export function contextName({ state, host }: OpenHost, { name, client, ssh }: ContextSelection): string {
    if (name !== undefined) {
        return validContextName(name);
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

/** @throws CliError if Docker does not accept it as the name of a context. */
export function validContextName(name: string): string {
    if (!NAME.test(name)) {
        throw new CliError(
            `--name: expected at least two letters, digits or _.+-, starting with a letter or digit, got "${name}". Choose another name.`,
            USAGE,
        );
    }
    return name;
}

/** The description of the contexts of a host. */
export function descriptionOf({ state, host }: OpenHost): string {
    return contextDescription(state.project, state.stack, host.name);
}

/** The description of a context, which tells whether this program created it; undefined if there is no such context. */
export async function inspectContext(name: string): Promise<string | undefined> {
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

/**
 * The platform of a context's daemon, such as `linux/amd64`.
 *
 * @throws CliError if the daemon does not answer.
 */
export async function platformOf(context: string): Promise<string> {
    const args = ["--context", context, "version", "--format", "{{.Server.Os}}/{{.Server.Arch}}"];
    const { code, stdout, stderr } = await runProgram("docker", args, { timeoutSeconds: TIMEOUT_SECONDS });
    if (code !== 0) {
        throw new CliError(printable(stderr.trim()));
    }
    // Whoever is root on the host decides what its daemon answers.
    const platform = stdout.trim();
    if (!/^[a-z0-9]+\/[a-z0-9]+$/.test(platform)) {
        throw new CliError(`Its daemon says that its platform is ${printable(platform)}, which is none.`);
    }
    return platform;
}

/** The requirement for SSH on the host. */
function sshNote(user: string): string {
    return `${user} must be in the group docker of the host: npx docker-host-vm ssh sudo usermod --append --groups docker ${user}`;
}

/** Provides the client's files for one call: those on this machine, or temporary ones from the state. */
async function withClientFiles(
    opened: OpenHost,
    options: ContextSelection,
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
    const { host, ...stack } = await openHost({ ...options, host: opened.host.name }, true);
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
