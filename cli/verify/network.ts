import { lookup } from "node:dns/promises";
import { connect, isIP } from "node:net";
import type { HostState } from "../stackState";
import { type Check, failed, ok, warning } from "./check";

/** Where the daemon listens. */
export interface Endpoint {
    readonly host: string;
    readonly port: number;
    /** How long each connection may take, in milliseconds. */
    readonly timeoutMs: number;
}

/** What to do where packets are dropped. */
export const UNREACHABLE =
    "See whether this machine's public address (curl https://api.ipify.org) is among allowedSources, the VM runs, and no firewall on the way drops packets";
/** What to do where the VM is there and the daemon is not. */
export const LOOK_AT_DAEMON =
    "See the extension's status in the portal, and the daemon's log on the VM (journalctl -u docker, or /var/log/upstart/docker.log)";

/** Whether the endpoint's name leads to the host's address. */
export async function checkName(
    { host }: Endpoint,
    { publicIpAddress }: Pick<HostState, "publicIpAddress">,
): Promise<Check> {
    const name = "name";
    if (isIP(host) !== 0) {
        return ok(name, `${host} is an address and needs no name server`);
    }
    try {
        const found = (await lookup(host, { all: true })).map(({ address }) => address);
        return publicIpAddress === undefined || found.includes(publicIpAddress)
            ? ok(name, `${host} is ${found.join(", ")}`)
            : warning(
                  name,
                  `${host} is ${found.join(", ")} here, and ${publicIpAddress} in the stack's state`,
                  "Where a private address is meant, all is well; else look for an old entry in the name server or in the hosts file",
              );
    } catch (error) {
        return failed(
            name,
            `${host} does not resolve here: ${(error as NodeJS.ErrnoException).code ?? String(error)}`,
            "Check this machine's name server, or set endpointHost to address and bring the stack up",
        );
    }
}

/** Whether something listens. */
export async function checkPort({ host, port, timeoutMs }: Endpoint): Promise<Check> {
    const name = "port";
    const where = `${host} port ${port}`;
    const code = await new Promise<string | undefined>((resolve) => {
        const socket = connect({ host, port, timeout: timeoutMs });
        const end = (result: string | undefined): void => {
            socket.destroy();
            resolve(result);
        };
        socket.once("connect", () => {
            end(undefined);
        });
        socket.once("timeout", () => {
            end("ETIMEDOUT");
        });
        socket.once("error", (error: NodeJS.ErrnoException) => {
            end(error.code ?? error.message);
        });
    });
    switch (code) {
        case undefined:
            return ok(name, `${where} accepts connections`);
        case "ETIMEDOUT":
            return failed(name, `${where} does not answer within ${timeoutMs / 1000} s`, UNREACHABLE);
        case "ECONNREFUSED":
        case "ECONNRESET":
            return failed(name, `${where} refuses connections: the VM is there, no daemon listens`, LOOK_AT_DAEMON);
        default:
            return failed(name, `${where} cannot be reached: ${code}`, "Check this machine's network");
    }
}
