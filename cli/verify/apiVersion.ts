import { parsedJson, textAt } from "../../shared/json";
import { printable } from "../../shared/errors";
import { runProgram } from "../../shared/processes";
import { type Check, failed, ok, warning } from "./check";

const NAME = "API version";

/** How the client is run. */
interface Limits {
    /** How long it may take. */
    readonly seconds: number;
    /** The proxy that it goes through. @defaultValue - none */
    readonly proxy?: string;
}

/** The installed Docker client against the daemon: what they agree on, or why they cannot. */
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
        return warning(
            NAME,
            "there is no docker client on this machine's PATH",
            "Install one to use the host from here",
        );
    }
    return code === 0 ? agreed(stdout) : disagreed(stderr.trim(), stdout, proxy);
}

/** Reads what `docker version` prints of both sides. */
export function agreed(stdout: string): Check {
    const field = fieldsOf(stdout);
    const common = `client ${field("Client", "Version")}, daemon ${field("Server", "Version")}`;
    const range = `the daemon takes ${field("Server", "MinAPIVersion")} to ${field("Server", "ApiVersion")}`;
    return ok(NAME, `${common}: they speak ${field("Client", "ApiVersion")}; ${range}`);
}

/**
 * Reads why the client and the daemon cannot speak: https://docs.docker.com/reference/api/engine/#api-version-matrix.
 *
 * @param proxy the one that the client goes through. Default: none
 */
export function disagreed(stderr: string, stdout: string, proxy?: string): Check {
    const client = fieldsOf(stdout)("Client", "Version");
    const maximum = /too new\. Maximum supported API version is ([\d.]+)/i.exec(stderr)?.[1];
    if (maximum !== undefined) {
        return failed(
            NAME,
            `the docker client ${client} is too new for the daemon, whose newest API version is ${maximum}`,
            `Set DOCKER_API_VERSION=${maximum} in the environment, or give the host a newer engine`,
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
            ? "The Docker client differs from the checks above: try docker version by hand, with the lines of env"
            : `The proxy ${proxy} is in the way, see above`;
    return failed(NAME, `docker version failed: ${printable(stderr)}`, advice);
}

/** Finds what `docker version` prints of one side. */
function fieldsOf(stdout: string): (side: "Client" | "Server", key: string) => string {
    const document = parsedJson(stdout);
    return (side, key) => textAt(document, side, key) ?? "(unknown)";
}
