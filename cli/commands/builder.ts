import { isDeepStrictEqual } from "node:util";
import { CONTEXT_MARK, contextDescription, contextNames } from "../../shared/dockerContexts";
import { CliError, explained, FAILURE, USAGE } from "../../shared/errors";
import { quoteHere } from "../../shared/shells";
import {
    type Builder,
    type BuilderNode,
    CONTAINER_DRIVER,
    createBuilder,
    forgetBuilder,
    inspectBuilder,
    removeBuilder,
    removeNode,
    throwWithoutBuildx,
    useBuilder,
} from "../buildx";
import type { FilesSelection } from "../clientFiles";
import { platformOf, writeContext, type WrittenContext } from "../dockerContext";
import { openStack, type OpenStack } from "../openHost";
import type { Report } from "../report";
import { ownCommand, type Selection } from "../source";
import { type HostState, selectHost, type StackState } from "../stackState";

/** The options of `builder`. */
export interface BuilderOptions extends FilesSelection {
    /** The builder's name. @defaultValue - `<project>-<stack>[-<host>]-builder`, in lower case as Buildx has it */
    readonly name?: string;
    /** Make it the one that builds use. @defaultValue `false` */
    readonly use?: boolean;
    /** Remove the builder, with its containers and their cache. @defaultValue `false` */
    readonly remove?: boolean;
}

/** A host that answers, with its node. */
interface Reached {
    readonly host: string;
    readonly platform: string;
    readonly node: BuilderNode;
    readonly note?: string;
}

/** A host of which there is no node, and why. */
interface Unreached {
    readonly host: string;
    readonly failure: string;
}

/** Makes one builder over the hosts of a stack, brings it up to date, or removes it. */
export async function builder(options: BuilderOptions): Promise<Report> {
    return options.remove === true ? await remove(options) : await make(options);
}

async function make(options: BuilderOptions): Promise<Report> {
    const { source, state } = await openStack(options);
    const isForAll = options.host === undefined && state.hosts.length > 0;
    const hosts = isForAll ? state.hosts : [selectHost(state, options.host)];
    const name = builderName(state, options);
    await throwWithoutBuildx();
    const former = await inspectBuilder(name);
    if (former !== undefined && !(await isOurs(name, former, contextDescription(state.project, state.stack)))) {
        throw new CliError(
            `--name: expected a new builder or one created for this stack, got ${name}, which was created elsewhere. Choose another name. List the builders: docker buildx ls`,
        );
    }
    const all = await connect({ source, state }, hosts, name, options);
    const reached = withPlatforms(all.filter((host) => "node" in host));
    const nodes = reached.map(({ node }) => node);
    if (nodes.length > 0 && !isDeepStrictEqual(former?.nodes, nodes)) {
        // Buildx changes no builder of which one node does not answer.
        await (former === undefined ? undefined : forgetBuilder(name));
        await createBuilder(name, nodes);
    }
    if (nodes.length > 0 && options.use === true) {
        await useBuilder(name);
    }
    const withPlatform = all.map((host) => reached.find((each) => each.host === host.host) ?? host);
    return reportOf(name, former === undefined, withPlatform);
}

/**
 * Writes the contexts of hosts one after another, because an interrupt removes the temporary files of only one. Asks each daemon
 * meanwhile.
 */
async function connect(
    opened: OpenStack,
    hosts: readonly HostState[],
    builder: string,
    { name: _, ...options }: BuilderOptions,
): Promise<(Reached | Unreached)[]> {
    const answers: Promise<Reached | Unreached>[] = [];
    for (const host of hosts) {
        const selection = { ...options, host: host.name };
        const [written] = await Promise.allSettled([writeContext({ ...opened, host }, selection)]);
        answers.push(
            written.status === "fulfilled"
                ? reach(builder, written.value, selection)
                : Promise.resolve({ host: host.name, failure: explained(written.reason) }),
        );
    }
    return await Promise.all(answers);
}

/** Asks the daemon of a context for its platform. */
async function reach(
    builder: string,
    { name: endpoint, note }: WrittenContext,
    selection: Selection & { readonly host: string },
): Promise<Reached | Unreached> {
    const { host } = selection;
    const node = { name: inName(`${builder}-${host}`).toLowerCase(), endpoint, platforms: [] };
    try {
        const platform = await platformOf(endpoint);
        return { host, platform, node, ...(note === undefined ? {} : { note }) };
    } catch (error) {
        const command = (verb: string): string => ownCommand(verb, selection, quoteHere);
        const failure = `Its daemon does not answer (${explained(error)}). If its VM is stopped, start it: ${command("start")}. Otherwise find out why: ${command("verify")}`;
        return { host, failure };
    }
}

/**
 * Gives the first host of each platform that platform. Then a build starts only the nodes that it needs. Buildx would take it from
 * an earlier node if a later one had it, too.
 */
function withPlatforms(reached: readonly Reached[]): Reached[] {
    return reached.map((each) => ({
        ...each,
        node: { ...each.node, platforms: builds(each, reached) === each ? [each.platform] : [] },
    }));
}

/** The host on which Buildx builds for the platform of a host: the first one. */
function builds({ platform }: Reached, all: readonly Reached[]): Reached | undefined {
    return all.find((each) => each.platform === platform);
}

/**
 * Whether this program created a builder: its nodes have the names of ours, and use contexts of ours, which may be gone.
 *
 * @param mark the beginning of the contexts' descriptions
 */
async function isOurs(name: string, { driver, nodes }: Builder, mark: string): Promise<boolean> {
    const [ours, all] = await Promise.all([contextNames(mark), contextNames("")]);
    const isAddress = (endpoint: string): boolean => endpoint.includes("://");
    return (
        driver === CONTAINER_DRIVER &&
        nodes.every(
            (node) =>
                node.name.startsWith(`${name}-`) &&
                (ours.includes(node.endpoint) || !(isAddress(node.endpoint) || all.includes(node.endpoint))),
        )
    );
}

/** Removes a builder that this program created. With a given name, the stack need not exist any more. */
async function remove(options: BuilderOptions): Promise<Report> {
    const state = options.name === undefined ? (await openStack(options)).state : undefined;
    const name = builderName(state, options);
    await throwWithoutBuildx();
    const found = await inspectBuilder(name);
    const mark = state === undefined ? CONTEXT_MARK : contextDescription(state.project, state.stack);
    if (found === undefined || !(await isOurs(name, found, mark))) {
        const why = found === undefined ? "which does not exist" : "which was created elsewhere";
        throw new CliError(
            `--name: expected a builder that docker-host-vm created, got ${name}, ${why}. List the builders: docker buildx ls`,
        );
    }
    const staying = await removeNodes(name, found.nodes);
    const contexts = await contextNames(CONTEXT_MARK);
    return {
        document: { name, removed: true, staying, contexts },
        text: [
            `Removed the builder ${name}, with its containers and their cache`,
            ...staying.map((each) => `The container and the cache stay on the host of ${each}, which does not answer`),
            ...contexts.map((each) => `The context ${each} keeps a copy of the key`),
        ].join("\n"),
    };
}

/**
 * Removes a builder, with what is on the hosts that answer.
 *
 * @returns the contexts of those that do not.
 */
async function removeNodes(name: string, nodes: readonly BuilderNode[]): Promise<string[]> {
    const answers = await Promise.allSettled(nodes.map(async ({ endpoint }) => await platformOf(endpoint)));
    const silent = nodes.filter((_, index) => answers[index]?.status === "rejected");
    if (silent.length === nodes.length) {
        await forgetBuilder(name);
    } else {
        for (const node of silent) {
            await removeNode(name, node.name);
        }
        await removeBuilder(name);
    }
    return silent.map(({ endpoint }) => endpoint);
}

/** The builder's name. Buildx reserves the names of contexts, and writes all names in lower case. */
function builderName(state: StackState | undefined, { name, host }: BuilderOptions): string {
    if (name !== undefined && !/^[a-zA-Z][a-zA-Z0-9._-]*$/.test(name)) {
        throw new CliError(
            `--name: expected letters, digits or ._-, starting with a letter, got "${name}". Choose another name.`,
            USAGE,
        );
    }
    const parts = [state?.project, state?.stack, host, "builder"].filter((part) => part !== undefined);
    return (name ?? inName(parts.join("-"))).toLowerCase();
}

/** A text as Buildx accepts it in a name. */
function inName(text: string): string {
    return text.replace(/[^a-zA-Z0-9._-]/g, "-").replace(/^[^a-zA-Z]+/, "");
}

function reportOf(name: string, isNew: boolean, hosts: readonly (Reached | Unreached)[]): Report {
    const reached = hosts.filter((host) => "node" in host);
    const done = isNew ? "Created" : "Updated";
    return {
        document: {
            name,
            created: isNew && reached.length > 0,
            hosts: hosts.map((host) =>
                "node" in host
                    ? { name: host.host, ok: true, context: host.node.endpoint, platform: host.platform }
                    : { name: host.host, ok: false, detail: host.failure },
            ),
        },
        text: [
            reached.length > 0
                ? `${done} the builder ${name}`
                : `The builder ${name} was not ${done.toLowerCase()}: no host answers`,
            ...hosts.flatMap((host) =>
                "node" in host ? linesOf(host, reached) : [`  ${host.host} FAILED: ${host.failure}`],
            ),
            ...(reached.length > 0 ? [`  docker buildx build --builder ${name} .`] : []),
        ].join("\n"),
        ...(reached.length === hosts.length ? {} : { exitCode: FAILURE }),
    };
}

function linesOf(each: Reached, all: readonly Reached[]): string[] {
    const used = builds(each, all)?.host;
    const standby = used === each.host ? "" : `, not used: Buildx builds for ${each.platform} on ${String(used)}`;
    return [
        `  ${each.host}: ${each.platform}, context ${each.node.endpoint}${standby}`,
        ...(each.note === undefined ? [] : [`    ${each.note}`]),
    ];
}
