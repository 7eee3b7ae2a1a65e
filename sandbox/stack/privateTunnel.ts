import { type AddressInfo, connect, createServer, isIP } from "node:net";
import { listAt, textAt } from "../../shared/json";
import { Store } from "../azure/store";
import { TOKENS } from "../azure/types";

/** A tunnel into the emulated virtual network. */
interface Tunnel {
    /** The tunnel's end on this machine. The certificates of all hosts include `127.0.0.1`. */
    readonly dockerHost: string;
    readonly close: () => void;
}

/**
 * Opens a tunnel to a host that has only a private address, which nothing on this machine has; undefined for other hosts.
 *
 * @param azureState - The state file of the emulated Azure.
 */
export async function tunnelTo(dockerHost: string, azureState: string): Promise<Tunnel | undefined> {
    const { hostname, port } = new URL(dockerHost);
    const loopback = isIP(hostname) === 0 ? undefined : loopbackOf(hostname, azureState);
    if (loopback === undefined) {
        return undefined;
    }
    const server = createServer((near) => {
        const far = connect({ host: loopback, port: Number(port) });
        near.pipe(far).pipe(near);
        near.on("error", () => far.destroy());
        far.on("error", () => near.destroy());
    });
    await new Promise<void>((resolve, reject) => {
        server.once("error", reject).listen(0, "127.0.0.1", resolve);
    });
    const end = (server.address() as AddressInfo).port;
    return { dockerHost: `tcp://127.0.0.1:${end}`, close: () => server.close() };
}

function loopbackOf(privateAddress: string, azureState: string): string | undefined {
    return new Store(azureState)
        .list(TOKENS.networkInterface)
        .find(
            ({ properties, loopback }) =>
                loopback !== undefined &&
                listAt(properties, "ipConfigurations").some(
                    (one) => textAt(one, "privateIPAddress") === privateAddress,
                ),
        )?.loopback;
}
