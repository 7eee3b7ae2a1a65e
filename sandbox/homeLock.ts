import { closeSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Home } from "./home";
import { identify, isAlive, type ProcessIdentity } from "./machine/processes";

/**
 * Takes the home for one operation at a time: each writes the stack's configuration and the plugins anew, under the feet of
 * an engine that runs already. It is given back when this process ends.
 *
 * @returns whether the operation before was killed, so that the engine's own lock may still be there
 * @throws Error that names the process when another operation runs.
 */
export function takeHome(home: Home): { readonly formerWasKilled: boolean } {
    const file = join(home.directory, "operation.lock");
    const former = readOwner(file);
    if (former !== undefined && isAlive(former)) {
        throw new Error(
            `another operation runs in ${home.directory} (process ${former.pid}). Wait for its end, or use another --home.`,
        );
    }
    rmSync(file, { force: true });
    // Fails if somebody else was quicker.
    const lock = openSync(file, "wx", 0o600);
    writeSync(lock, JSON.stringify(identify(process.pid)));
    closeSync(lock);
    process.once("exit", () => {
        rmSync(file, { force: true });
    });
    return { formerWasKilled: former !== undefined };
}

function readOwner(file: string): ProcessIdentity | undefined {
    try {
        return JSON.parse(readFileSync(file, "utf8")) as ProcessIdentity;
    } catch {
        return undefined;
    }
}
