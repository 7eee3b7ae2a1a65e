import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { CliError, printable } from "../../shared/errors";
import { CONTEXT_MARK, contextNames } from "../../shared/dockerContexts";
import { runProgram } from "../../shared/processes";
import { pathsIn } from "../clientFiles";
import {
    contextName,
    type ContextSelection,
    descriptionOf,
    inspectContext,
    validContextName,
    writeContext,
} from "../dockerContext";
import { type OpenHost, openHost } from "../openHost";
import type { Report } from "../report";

/** The options of `context`. */
export interface ContextOptions extends ContextSelection {
    /** Remove the context and its copy of the client's key. @defaultValue `false` */
    readonly remove?: boolean;
}

/** Creates, updates or removes a Docker context for the host. */
export async function context(options: ContextOptions): Promise<Report> {
    return options.remove === true ? await removeContext(options) : await makeContext(options);
}

async function makeContext(options: ContextOptions): Promise<Report> {
    const { name, dockerHost, created, note } = await writeContext(await openHost(options), options);
    return {
        document: { name, dockerHost, created },
        text: [
            `${created ? "Created" : "Updated"} the context ${name} for ${dockerHost}`,
            ...(note === undefined ? [] : [`  ${note}`]),
            `  docker --context ${name} info`,
            `  docker context use ${name}`,
        ].join("\n"),
    };
}

/**
 * Removes a context that this program created, and lists other copies of the key. With a given name, the stack need not exist
 * any more.
 */
async function removeContext(options: ContextOptions): Promise<Report> {
    const opened = options.name === undefined ? await openHost(options) : undefined;
    const name = opened === undefined ? validContextName(options.name ?? "") : contextName(opened, options);
    const description = await inspectContext(name);
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
