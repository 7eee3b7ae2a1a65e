import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { readIfThere } from "../../shared/jsonFile";

/** The ports of a VM that listen and answer; the emulated Azure writes them to `endpoint.json` in the VM's folder. */
export interface EndpointRules {
    /** The 127.x.y.z address that stands for the VM's public one; without it nothing listens. */
    readonly publicAddress?: string | undefined;
    /** TCP ports that the security rules name, for whatever source: they listen at the public address. */
    readonly ports: readonly number[];
    /** Those of them that the security rules let the sandbox's client reach: they answer, all others are silent. */
    readonly allowed: readonly number[];
}

/** Name of the rules' file in a VM's folder. */
export const ENDPOINT_FILE = "endpoint.json";

/**
 * The VM's public address, on the host's side of its namespaces. A connection that the rules do not allow is accepted and
 * never gets a byte: Azure would not answer its SYN, which only the host's firewall could imitate.
 */
export class PublicEndpoint {
    private readonly servers = new Map<string, Server>();
    private reloading: Promise<void> = Promise.resolve();

    /**
     * @param folder - the VM's folder
     * @param admit - takes over a connection, nothing of it read yet, for a port of the VM
     */
    constructor(
        private readonly folder: string,
        private readonly admit: (socket: Socket, port: number) => void,
    ) {}

    /**
     * Opens and closes ports as the rules' file says now.
     *
     * @throws Error when an address is taken or a port needs a right that the user has not.
     */
    async reload(): Promise<void> {
        // One after the other: two at once would both listen.
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
