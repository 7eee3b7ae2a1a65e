import { mkdirSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { withSocket } from "./controlSocket";
import { type Disk, ROOTLESSKIT } from "./disk";

/**
 * The answer to dockerd's question to RootlessKit, which keeps it in a user namespace on other machines: since engine 29 it
 * does not start without one. There is no port driver, since published ports stay in the VM.
 */
const INFO = {
    apiVersion: "1.1.2",
    version: "none: the sandbox stands in for it",
    stateDir: ROOTLESSKIT,
    childPID: 1,
    networkDriver: { driver: "none" },
};

/** Answers the API of RootlessKit (its pkg/api/openapi.yaml) for the daemon of a VM, until this process ends. */
export async function serveRootlessKit(disk: Disk): Promise<void> {
    const folder = disk.path(ROOTLESSKIT);
    mkdirSync(folder, { recursive: true });
    const server = createServer((request, response) => {
        response.statusCode = request.url === "/v1/info" ? 200 : 404;
        response.setHeader("Content-Type", "application/json").end(JSON.stringify(INFO));
    });
    // It keeps no process alive that has nothing else to do.
    server.unref();
    await withSocket(folder, "api.sock", async (path) => {
        rmSync(path, { force: true });
        await new Promise<void>((resolve, reject) => server.once("error", reject).listen(path, resolve));
    });
}
