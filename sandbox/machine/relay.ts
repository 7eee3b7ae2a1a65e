import { connect, type Socket } from "node:net";

/**
 * Runs inside a VM's network namespace: receives each connection that the public endpoint has let in, with its port, and
 * connects it to that port inside. Ends with the machine process, and the VM ends with the relay.
 */
process.on("message", (port: number, client: Socket | undefined) => {
    if (client === undefined) {
        return;
    }
    const service = connect({ host: "127.0.0.1", port, allowHalfOpen: true });
    client.allowHalfOpen = true;
    client.pipe(service).pipe(client);
    client.on("error", () => service.destroy());
    // If nothing listens on the port, a real VM's kernel answers with a reset.
    const refuse = (): unknown => client.resetAndDestroy();
    service.once("error", refuse);
    service.once("connect", () => {
        service.off("error", refuse);
        // A daemon that closes abruptly resets the connection; the data that it sent before must still arrive.
        service.on("error", () => client.end());
    });
});
process.on("disconnect", () => {
    process.exit();
});
