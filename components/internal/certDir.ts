/** Where a stack's client files go when nothing else is said. The tilde stays: a preview is the same for every user. */
export function defaultCertDir(project: string, stack: string): string {
    return `~/.docker/docker-host-vm/${project}-${stack}`;
}
