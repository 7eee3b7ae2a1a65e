import { connect, type Socket } from "node:net";

/**
 * Runs inside a VM's network namespace: gets each connection that the edge let in, with the port it is for, and joins it
 * to that port there. Ends with the machine process, and the VM with it.
 */
process.on("message", (port: number, client: Socket | undefined) => {
    if (client === undefined) {
        return;
    }
    const service = connect({ host: "127.0.0.1", port, allowHalfOpen: true });
    client.allowHalfOpen = true;
    client.pipe(service).pipe(client);
    client.on("error", () => service.destroy());
    // Nothing listens on the port: the VM's kernel would answer with a reset.
    service.on("error", () => client.resetAndDestroy());
});
process.on("disconnect", () => {
    process.exit();
});
