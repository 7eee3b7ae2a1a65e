/** The types of the components that set up a Docker daemon: on a VM of their own, or on one that exists. */
const HOSTS: readonly string[] = ["docker-host-vm:index:DockerHostVm", "docker-host-vm:index:DockerEngine"];

/** Whether a resource of a type is a Docker host. */
export function isHost(type: string): boolean {
    return HOSTS.includes(type);
}
