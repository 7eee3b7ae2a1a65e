import { runProgram } from "./processes";

/** The start of the description of every Docker context that the command line created, for any stack. */
export const CONTEXT_MARK = "docker-host-vm: ";

/** The description of a host's Docker context. @param host Default: none, for the start of all descriptions of a stack */
export function contextDescription(project: string, stack: string, host = ""): string {
    return `${CONTEXT_MARK}${project}/${stack}/${host}`;
}

/** The names of the Docker contexts whose description starts with a text; none if there is no Docker client. */
export async function contextNames(beginning: string): Promise<string[]> {
    const { stdout } = await runProgram("docker", ["context", "ls", "--format", "{{.Name}}\t{{.Description}}"]);
    const contexts = stdout.split("\n").map((line) => line.split("\t"));
    return contexts.flatMap(([name = "", description = ""]) => (description.startsWith(beginning) ? [name] : []));
}
