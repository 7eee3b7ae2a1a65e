import { parsedJson, textAt } from "../../shared/json";
import { printable } from "../../shared/errors";
import { runProgram } from "../../shared/processes";
import { type Check, failed, ok, warning } from "./check";

const NAME = "API version";

/** Limits for running the client. */
interface Limits {
    /** The timeout. */
    readonly seconds: number;
    /** The proxy that the client uses. @defaultValue - none */
    readonly proxy?: string;
}

/** Checks that the installed Docker client and the daemon have an API version in common. */
export async function checkApiVersion(
    dockerHost: string,
    certPath: string,
    { seconds, proxy }: Limits,
): Promise<Check> {
    const { code, stdout, stderr, missing } = await runProgram("docker", ["version", "--format", "{{json .}}"], {
        env: { DOCKER_HOST: dockerHost, DOCKER_CERT_PATH: certPath, DOCKER_TLS_VERIFY: "1", DOCKER_CONTEXT: undefined },
        timeoutSeconds: seconds,
    });
    if (missing) {
        return warning(NAME, "the docker client was not found on PATH", "Install it to use the host from this machine");
    }
    return code === 0 ? agreed(stdout) : disagreed(stderr.trim(), stdout, proxy);
}

/** Reads the output of `docker version` about both sides. */
export function agreed(stdout: string): Check {
    const field = fieldsOf(stdout);
    const common = `client ${field("Client", "Version")}, daemon ${field("Server", "Version")}`;
    const range = `the daemon supports ${field("Server", "MinAPIVersion")} to ${field("Server", "ApiVersion")}`;
    return ok(NAME, `${common}: they use API version ${field("Client", "ApiVersion")}; ${range}`);
}

/**
 * Reads why the client and the daemon cannot communicate: https://docs.docker.com/reference/api/engine/#api-version-matrix.
 *
 * @param proxy the proxy that the client uses. Default: none
 */
export function disagreed(stderr: string, stdout: string, proxy?: string): Check {
    const client = fieldsOf(stdout)("Client", "Version");
    const maximum = /too new\. Maximum supported API version is ([\d.]+)/i.exec(stderr)?.[1];
    if (maximum !== undefined) {
        return failed(
            NAME,
            `the docker client ${client} is too new for the daemon, whose newest API version is ${maximum}`,
            `Set DOCKER_API_VERSION=${maximum} in the environment, or update the host's engine`,
        );
    }
    const minimum = /too old\. Minimum supported API version is ([\d.]+)/i.exec(stderr)?.[1];
    if (minimum !== undefined) {
        return failed(
            NAME,
            `the docker client ${client} is too old for the daemon, whose oldest API version is ${minimum}`,
            "Update the docker client on this machine, and unset DOCKER_API_VERSION if it is set",
        );
    }
    const advice =
        proxy === undefined
            ? "Only the Docker client fails: run docker version yourself, in the environment that env sets"
            : `The proxy ${proxy} may be the cause: see above`;
    return failed(NAME, `docker version failed: ${printable(stderr)}`, advice);
}

/** Reads the output of `docker version` about one side. */
function fieldsOf(stdout: string): (side: "Client" | "Server", key: string) => string {
    const document = parsedJson(stdout);
    return (side, key) => textAt(document, side, key) ?? "(unknown)";
}
