import { spawn } from "node:child_process";
import type { OutputMap } from "@pulumi/pulumi/automation";
import type { StackInHome } from "./sandboxStack";

/** Runs the Docker client and gives its exit code. */
export type DockerClient = (args: readonly string[], stdin?: Buffer) => Promise<number>;

/**
 * The Docker client with the endpoint and the certificates of the stack's first host.
 * @param outputs the stack's
 * @throws Error when the stack has no host.
 */
export function dockerClient({ dockerHost, dockerCertPath }: OutputMap, { home, stack }: StackInHome): DockerClient {
    if (dockerHost === undefined || dockerCertPath === undefined) {
        throw new Error(`The stack ${stack} has no Docker host with client files. Bring it up: npm run sandbox -- up`);
    }
    const env = {
        ...process.env,
        DOCKER_HOST: String(dockerHost.value),
        DOCKER_CERT_PATH: String(dockerCertPath.value),
        DOCKER_TLS_VERIFY: "1",
    };
    const program = home.capability.tools?.docker ?? "docker";
    return async (args, stdin) => {
        const child = spawn(program, args, {
            stdio: [stdin === undefined ? "inherit" : "pipe", "inherit", "inherit"],
            env,
        });
        child.stdin?.end(stdin);
        return await new Promise((resolve, reject) => {
            child.on("error", reject);
            child.on("close", (code) => {
                resolve(code ?? 1);
            });
        });
    };
}
