import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
    if (former !== undefined && !isAlive(former)) {
        rmSync(file, { force: true });
    }
    // Written beside its place and linked there: nobody ever reads half a lock, and of two only one gets it.
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, JSON.stringify(identify(process.pid)), { mode: 0o600 });
    try {
        linkSync(draft, file);
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
            throw error;
        }
        const owner = String(readOwner(file)?.pid);
        throw new Error(
            `another operation runs in ${home.directory} (process ${owner}). Wait for its end, or use another --home.`,
            { cause: error },
        );
    } finally {
        rmSync(draft, { force: true });
    }
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
