import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { readIfThere } from "../../shared/jsonFile";

/** The public ports of a VM; the emulated Azure writes them to `endpoint.json` in the VM's folder. */
export interface EndpointRules {
    /** The 127.x.y.z address that represents the VM's public or, without one, private one; if undefined, nothing listens. */
    readonly publicAddress?: string | undefined;
    /** The TCP ports in the security rules, for any source. They listen on the public address. */
    readonly ports: readonly number[];
    /** Those of them that the security rules open to the sandbox's client. They answer; all others are silent. */
    readonly allowed: readonly number[];
    /** Whether the VM reaches the Internet, from which it downloads packages. @default true */
    readonly isOnline?: boolean;
}

/** The name of the file with the rules in a VM's folder. */
export const ENDPOINT_FILE = "endpoint.json";

/**
 * The VM's public address, outside its namespaces. A connection that the rules do not allow is accepted but never gets a
 * byte: Azure would not even answer its SYN, but only the host's firewall could imitate that.
 */
export class PublicEndpoint {
    private readonly servers = new Map<string, Server>();
    private reloading: Promise<void> = Promise.resolve();

    /**
     * @param folder the VM's folder
     * @param admit takes over a connection to a port of the VM; nothing has been read from it yet
     */
    constructor(
        private readonly folder: string,
        private readonly admit: (socket: Socket, port: number) => void,
    ) {}

    /**
     * Opens and closes ports according to the current rules.
     *
     * @throws Error if an address is taken or the user lacks the permission to use a port.
     */
    async reload(): Promise<void> {
        // One at a time: two concurrent reloads would both try to listen.
        this.reloading = this.reloading.catch(() => undefined).then(() => this.apply());
        await this.reloading;
    }

    private async apply(): Promise<void> {
        const { publicAddress, ports } = this.rules();
        const wanted = new Map(
            publicAddress === undefined ? [] : ports.map((port) => [`${publicAddress}:${port}`, port]),
        );
        for (const [endpoint, server] of this.servers) {
            if (!wanted.has(endpoint)) {
                server.close();
                this.servers.delete(endpoint);
            }
        }
        for (const [endpoint, port] of wanted) {
            if (!this.servers.has(endpoint)) {
                this.servers.set(endpoint, await this.listen(String(publicAddress), port));
            }
        }
    }

    private rules(): EndpointRules {
        const text = readIfThere(join(this.folder, ENDPOINT_FILE));
        return text === undefined ? { ports: [], allowed: [] } : (JSON.parse(text) as EndpointRules);
    }

    private listen(host: string, port: number): Promise<Server> {
        const server = createServer({ pauseOnConnect: true }, (socket) => {
            socket.on("error", () => socket.destroy());
            if (this.rules().allowed.includes(port)) {
                this.admit(socket, port);
            } else {
                socket.resume();
            }
        });
        return new Promise((resolve, reject) => {
            server.once("error", reject);
            server.listen({ host, port }, () => {
                resolve(server);
            });
        });
    }
}
