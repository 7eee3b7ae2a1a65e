import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isRecord, parsedJson } from "../../components/internal/records";
import { type FilesSelection, lookForClientFiles, pathsIn, writeClientFiles } from "../clientFiles";
import { CliError, printable, USAGE } from "../errors";
import { clientIdentity } from "../identity";
import { endpointOf, type OpenHost, openHost } from "../openHost";
import { runProgram } from "../programs";
import type { Report } from "../report";

/** The options of `context`. */
export interface ContextOptions extends FilesSelection {
    /** The context's name. @defaultValue - `<project>-<stack>`, with the host's name where the stack has several */
    readonly name?: string;
}

/** What Docker accepts as a context's name. */
const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$/;

/** Makes a context of the Docker client for the host, or brings the one made before up to date. */
export async function context(options: ContextOptions): Promise<Report> {
    const opened = await openHost(options);
    const dockerHost = endpointOf(opened);
    const name = contextName(opened, options.name);
    const { project, stack } = opened.state;
    const description = `docker-host-vm: ${project}/${stack}/${opened.host.name}`;
    const verb = (await isOurs(name, description)) ? "update" : "create";
    await withClientFiles(opened, options, async (directory) => {
        const { ca, cert, key } = pathsIn(directory);
        const endpoint = { host: dockerHost, ca, cert, key };
        // The client copies the files into its own store.
        const fields = Object.entries(endpoint).map(([field, value]) => csvField(`${field}=${value}`));
        await docker(["context", verb, name, "--description", description, "--docker", fields.join(",")]);
    });
    const done = verb === "create" ? "Created" : "Updated";
    return {
        document: { name, dockerHost, created: verb === "create" },
        text: [
            `${done} the context ${name} for ${dockerHost}`,
            `  docker --context ${name} info`,
            `  docker context use ${name}`,
        ].join("\n"),
    };
}

function contextName({ state, host }: OpenHost, wanted: string | undefined): string {
    if (wanted !== undefined && !NAME.test(wanted)) {
        throw new CliError(
            `--name: expected letters, digits and _.+-, at least two and beginning with a letter or digit, got "${wanted}". Choose another.`,
            USAGE,
        );
    }
    const parts = [state.project, state.stack, ...(state.hosts.length > 1 ? [host.name] : [])];
    return (
        wanted ??
        parts
            .join("-")
            .replace(/[^a-zA-Z0-9_.+-]/g, "-")
            .replace(/^[^a-zA-Z0-9]+/, "")
    );
}

/** Whether there is a context of that name which was made for the same host; one of another origin is not touched. */
async function isOurs(name: string, description: string): Promise<boolean> {
    const { code, stdout, stderr, missing } = await runProgram("docker", ["context", "inspect", name]);
    if (missing) {
        throw new CliError("There is no docker on PATH, whose context is to be made. Install the Docker client.");
    }
    if (code !== 0 && stderr.includes("not found")) {
        return false;
    }
    if (code !== 0) {
        throw new CliError(`docker context inspect ${name} failed: ${printable(stderr.trim())}`);
    }
    if (descriptionIn(stdout) !== description) {
        throw new CliError(
            `--name: expected a context that does not exist or was made for this host, got ${name}, which has another origin. Choose another name, or remove it: docker context rm ${name}`,
        );
    }
    return true;
}

function descriptionIn(inspected: string): unknown {
    const list = parsedJson(inspected);
    const first: unknown = Array.isArray(list) ? list[0] : undefined;
    const metadata = isRecord(first) ? first["Metadata"] : undefined;
    return isRecord(metadata) ? metadata["Description"] : undefined;
}

/** Files of the client for as long as they are needed: those on this machine, else out of the state. */
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
    // On another machine there are none, or others' in the same place; a folder that was named must have them.
    if (options.dir !== undefined) {
        throw new CliError(`${found.detail} ${found.advice}`);
    }
    const identity = clientIdentity(await openHost(options, true));
    const directory = mkdtempSync(join(tmpdir(), "docker-host-vm-"));
    const remove = (): void => {
        rmSync(directory, { recursive: true, force: true });
    };
    // An interrupt ends this process without its `finally`.
    const stop = (): void => {
        remove();
        process.exit(130);
    };
    process.once("SIGINT", stop).once("SIGTERM", stop);
    try {
        await use(writeClientFiles(directory, identity));
    } finally {
        remove();
        process.off("SIGINT", stop).off("SIGTERM", stop);
    }
}

/** Docker reads an endpoint as a line of comma-separated values. */
function csvField(field: string): string {
    return /[",\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

async function docker(args: readonly string[]): Promise<void> {
    const { code, stderr } = await runProgram("docker", args);
    if (code !== 0) {
        throw new CliError(`docker ${args.slice(0, 3).join(" ")} failed: ${printable(stderr.trim())}`);
    }
}
