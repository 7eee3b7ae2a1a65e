import { spawn } from "node:child_process";
import { resultOf } from "../../shared/processes";
import { calledByAddress } from "../../shared/sandboxHome";
import { shellQuote } from "../../shared/shellQuote";
import { textAt } from "../../shared/json";
import { Store } from "../azure/store";
import { TOKENS } from "../azure/types";
import type { Home } from "../stack/home";
import { interruption } from "../stack/interruption";
import type { StackInHome } from "../stack/project";

/** Runs the Docker client and gives its exit code. */
export type DockerClient = (args: readonly string[]) => Promise<number>;

/**
 * The Docker client with the endpoint and the certificates of the stack's first host.
 * @param outputs the stack's
 * @throws Error when the stack has no outputs of that name.
 */
export function dockerClient(
    { dockerHost, dockerCertPath }: Readonly<Record<string, unknown>>,
    { home, project, stack }: StackInHome,
): DockerClient {
    if (dockerHost === undefined || dockerCertPath === undefined) {
        const command = `npx docker-host-vm credentials --home ${shellQuote(home.directory)} --dir DIR`;
        throw new Error(
            `The stack ${stack} of ${project.name} has no outputs dockerHost and dockerCertPath. Bring it up; a host of a program that does not export them is reached with what this writes: ${command}`,
        );
    }
    const env = {
        ...process.env,
        DOCKER_HOST: byAddress(dockerHost as string, home),
        DOCKER_CERT_PATH: dockerCertPath as string,
        DOCKER_TLS_VERIFY: "1",
    };
    const program = home.capability.tools?.docker ?? "docker";
    return async (args) => {
        const child = spawn(program, args, { stdio: "inherit", env });
        // A terminal sends its interrupt to the client as well, which may have a use for it.
        const { code, stderr } = await interruption.guard(
            () => resultOf(child),
            (request) => request === "SIGINT" || child.kill(),
        );
        // What it says goes to the terminal: this is why it could not be started.
        if (stderr !== "") {
            throw new Error(stderr);
        }
        return code;
    };
}

/** The endpoint as the client can call it. */
function byAddress(dockerHost: string, home: Home): string {
    const { hostname } = new URL(dockerHost);
    const holder = new Store(home.azureState)
        .list(TOKENS.publicIpAddress)
        .find(({ properties }) => textAt(properties, "dnsSettings", "fqdn") === hostname);
    const { dockerHost: called, note } = calledByAddress(dockerHost, textAt(holder?.properties, "ipAddress"));
    process.stderr.write(note === undefined ? "" : `${note}\n`);
    return called;
}
