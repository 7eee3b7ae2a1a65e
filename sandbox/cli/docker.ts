import { spawn } from "node:child_process";
import { clientIdentity } from "../../cli/identity";
import { endpointOf, openHost } from "../../cli/openHost";
import { writeClientFiles } from "../../cli/writeClientFiles";
import { resultOf } from "../../shared/processes";
import { interruption } from "../stack/interruption";
import { tunnelTo } from "../stack/privateTunnel";
import type { StackInHome } from "../stack/project";
import { wakeStack } from "../stack/sandboxStack";

/** Runs the Docker client and gives its exit code. */
export type DockerClient = (args: readonly string[]) => Promise<number>;

/**
 * Prepares the Docker client for a host: with its endpoint and its client certificate.
 *
 * @param host the name of its `DockerHostVm`. Default: the stack's only host, or the one of its output `dockerHost`
 * @throws CliError if the stack was never brought up or the host is ambiguous.
 */
export async function dockerClient(which: StackInHome, host?: string): Promise<DockerClient> {
    await wakeStack(which);
    const { home, project, stack } = which;
    const selection = { cwd: project.directory, home: home.directory, stack: `${project.name}/${stack}`, host };
    const opened = await openHost(selection, true);
    const { dockerHost, note } = endpointOf(opened, selection);
    process.stderr.write(note === undefined ? "" : `${note}\n`);
    const tunnel = await tunnelTo(dockerHost, home.azureState);
    const env = {
        ...process.env,
        DOCKER_HOST: tunnel?.dockerHost ?? dockerHost,
        DOCKER_CERT_PATH:
            opened.host.dockerCertPath ??
            writeClientFiles(
                home.clientFiles(`${project.name}-${stack}`),
                clientIdentity(opened, opened.host, selection),
            ),
        DOCKER_TLS_VERIFY: "1",
    };
    const program = home.capability.tools?.docker ?? "docker";
    return async (args) => {
        const child = spawn(program, args, { stdio: "inherit", env });
        child.once("close", () => tunnel?.close());
        // A terminal sends Ctrl+C to the client as well, and the client may handle it.
        const { code, stderr } = await interruption.guard(
            () => resultOf(child),
            (request) => request === "SIGINT" || child.kill(),
        );
        // The client's own output goes to the terminal, so this is the error from starting it.
        if (stderr !== "") {
            throw new Error(stderr);
        }
        return code;
    };
}
