import { runProgram } from "./processes";

/** How the description of each Docker context begins that the command line made, for any stack. */
export const CONTEXT_MARK = "docker-host-vm: ";

/** The description of a host's Docker context. @param host Default: what those of all hosts of the stack begin with */
export function contextDescription(project: string, stack: string, host = ""): string {
    return `${CONTEXT_MARK}${project}/${stack}/${host}`;
}

/** The names of the Docker client's contexts whose description begins so; none where there is no client. */
export async function contextNames(beginning: string): Promise<string[]> {
    const { stdout } = await runProgram("docker", ["context", "ls", "--format", "{{.Name}}\t{{.Description}}"]);
    const contexts = stdout.split("\n").map((line) => line.split("\t"));
    return contexts.flatMap(([name = "", description = ""]) => (description.startsWith(beginning) ? [name] : []));
}
