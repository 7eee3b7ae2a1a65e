import { CliError, printable } from "../shared/errors";
import { type ProcessResult, runProgram } from "../shared/processes";

/** A node of a Buildx builder: a BuildKit daemon in a container on one host. */
export interface BuilderNode {
    readonly name: string;
    /** The Docker context of the host, or its address. Buildx keeps no certificates of its own. */
    readonly endpoint: string;
    /** The platforms that Buildx builds here without asking the node. */
    readonly platforms: readonly string[];
}

/** A Buildx builder. */
export interface Builder {
    readonly driver: string;
    readonly nodes: readonly BuilderNode[];
}

/** The driver that runs BuildKit in a container on each host. */
export const CONTAINER_DRIVER = "docker-container";

/** @throws CliError if the Docker client or its plugin is not there. */
export async function throwWithoutBuildx(): Promise<void> {
    const { code, missing } = await buildx("version");
    if (missing) {
        throw new CliError("docker was not found on PATH. Install the Docker client.");
    }
    if (code !== 0) {
        throw new CliError(
            "Buildx was not found: docker buildx version failed. Install Docker's plugin: https://github.com/docker/buildx#installing",
        );
    }
}

/** Reads a builder; undefined if there is none of this name. */
export async function inspectBuilder(name: string): Promise<Builder | undefined> {
    const result = await buildx("inspect", name);
    return /no builder ".*" found/.test(result.stderr) ? undefined : parseBuilder(succeeded("inspect", name, result));
}

/** Reads what `docker buildx inspect` prints: there is no other format that does not ask the daemons of all builders. */
export function parseBuilder(text: string): Builder {
    const [head = "", nodes = ""] = text.split(/^Nodes:\n/m);
    const blocks = nodes.split(/^(?=Name:)/m).filter((block) => block.startsWith("Name:"));
    return {
        driver: field(head, "Driver"),
        nodes: blocks.map((block) => ({
            name: field(block, "Name"),
            endpoint: field(block, "Endpoint"),
            // A star marks those that the node was given; the others are what it answers.
            platforms: [...field(block, "Platforms").matchAll(/([^\s,]+)\*/g)].map(([, platform = ""]) => platform),
        })),
    };
}

/** Makes a builder. Each daemon must answer. */
export async function createBuilder(name: string, nodes: readonly BuilderNode[]): Promise<void> {
    for (const [index, { name: node, endpoint, platforms }] of nodes.entries()) {
        const first = index === 0 ? ["--driver", CONTAINER_DRIVER] : ["--append"];
        const fixed = platforms.flatMap((platform) => ["--platform", platform]);
        const args = ["create", "--name", name, ...first, "--node", node, ...fixed, endpoint] as const;
        succeeded("create", name, await buildx(...args));
    }
}

/** Forgets a builder, without a word to its daemons, which a builder with the same nodes finds again. */
export async function forgetBuilder(name: string): Promise<void> {
    succeeded("rm", name, await buildx("rm", "--keep-daemon", name));
}

/** Removes a builder with the containers and the cache of its nodes. Buildx waits for each daemon, without an end. */
export async function removeBuilder(name: string): Promise<void> {
    succeeded("rm", name, await buildx("rm", name));
}

/** Removes a node from a builder that has others, without a word to its daemon. */
export async function removeNode(name: string, node: string): Promise<void> {
    succeeded("create --leave", name, await buildx("create", "--name", name, "--leave", "--node", node));
}

/** Makes it the one that builds use in the current context. */
export async function useBuilder(name: string): Promise<void> {
    succeeded("use", name, await buildx("use", name));
}

async function buildx(...args: readonly string[]): Promise<ProcessResult> {
    return await runProgram("docker", ["buildx", ...args]);
}

function succeeded(verb: string, name: string, { code, stdout, stderr }: ProcessResult): string {
    if (code !== 0) {
        throw new CliError(`docker buildx ${verb} of the builder ${name} failed: ${printable(stderr.trim())}`);
    }
    return stdout;
}

function field(text: string, name: string): string {
    return new RegExp(`^${name}:[ \\t]*(.*)$`, "m").exec(text)?.[1]?.trim() ?? "";
}
