import { mkdirSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { withSocket } from "./controlSocket";
import { type Disk, ROOTLESSKIT } from "./disk";

/**
 * RootlessKit's answer to dockerd. Elsewhere RootlessKit runs a rootless dockerd in a user namespace; since engine 29,
 * dockerd does not start without it. There is no port driver, because published ports stay in the VM.
 */
const INFO = {
    apiVersion: "1.1.2",
    version: "none: the sandbox stands in for it",
    stateDir: ROOTLESSKIT,
    childPID: 1,
    networkDriver: { driver: "none" },
};

/** Serves RootlessKit's API (its pkg/api/openapi.yaml) to the daemon of a VM until this process ends. */
export async function serveRootlessKit(disk: Disk): Promise<void> {
    const folder = disk.path(ROOTLESSKIT);
    mkdirSync(folder, { recursive: true });
    const server = createServer((request, response) => {
        response.statusCode = request.url === "/v1/info" ? 200 : 404;
        response.setHeader("Content-Type", "application/json").end(JSON.stringify(INFO));
    });
    // The server must not keep this process alive.
    server.unref();
    await withSocket(folder, "api.sock", async (path) => {
        rmSync(path, { force: true });
        await new Promise<void>((resolve, reject) => server.once("error", reject).listen(path, resolve));
    });
}
