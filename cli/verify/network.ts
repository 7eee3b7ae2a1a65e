import { lookup } from "node:dns/promises";
import { connect, isIP } from "node:net";
import type { HostState } from "../stackState";
import { type Check, failed, ok, warning } from "./check";

/** The endpoint on which the daemon listens. */
export interface Endpoint {
    readonly host: string;
    readonly port: number;
    /** Timeout for each connection in milliseconds. */
    readonly timeoutMs: number;
}

/** Advice if packets are dropped. */
export const UNREACHABLE =
    "Check that this machine's public address (curl https://api.ipify.org) is in allowedSources, that the VM is running, and that no firewall in between drops packets";
/** Advice if the VM is up but the daemon is not. */
export const LOOK_AT_DAEMON =
    "Check the extension's status in the Azure portal, and the daemon's log on the VM (journalctl -u docker, or /var/log/upstart/docker.log)";

/** Checks that the endpoint's name resolves to the host's address. */
export async function checkName(
    { host }: Endpoint,
    { publicIpAddress }: Pick<HostState, "publicIpAddress">,
): Promise<Check> {
    const name = "name";
    if (isIP(host) !== 0) {
        return ok(name, `${host} is an IP address, which needs no DNS`);
    }
    try {
        const found = (await lookup(host, { all: true })).map(({ address }) => address);
        return publicIpAddress === undefined || found.includes(publicIpAddress)
            ? ok(name, `${host} resolves to ${found.join(", ")}`)
            : warning(
                  name,
                  `${host} resolves to ${found.join(", ")} here, but the stack's state has ${publicIpAddress}`,
                  "This is fine if a private address is intended. Otherwise look for an outdated entry in DNS or in the hosts file",
              );
    } catch (error) {
        return failed(
            name,
            `${host} does not resolve here: ${(error as NodeJS.ErrnoException).code ?? String(error)}`,
            "Check this machine's DNS server, or set endpointHost to address and run up again",
        );
    }
}

/** Checks that the port accepts connections. */
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
            return failed(
                name,
                `${where} refuses connections: the VM is up, but no daemon is listening`,
                LOOK_AT_DAEMON,
            );
        default:
            return failed(name, `${where} cannot be reached: ${code}`, "Check this machine's network");
    }
}
