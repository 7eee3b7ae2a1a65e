import { connect, type Socket } from "node:net";

/**
 * Runs inside a VM's network namespace: gets each connection that the public endpoint let in, with the port it is for, and joins it
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
    const refuse = (): unknown => client.resetAndDestroy();
    service.once("error", refuse);
    service.once("connect", () => {
        service.off("error", refuse);
        // A daemon that closes in a hurry resets the connection; what it sent before must still arrive.
        service.on("error", () => client.end());
    });
});
process.on("disconnect", () => {
    process.exit();
});
