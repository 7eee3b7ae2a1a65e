/** How the description of each Docker context begins that the command line made, for any stack. */
export const CONTEXT_MARK = "docker-host-vm: ";

/** The description of a host's Docker context. @param host Default: what those of all hosts of the stack begin with */
export function contextDescription(project: string, stack: string, host = ""): string {
    return `${CONTEXT_MARK}${project}/${stack}/${host}`;
}
