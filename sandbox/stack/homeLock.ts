import { linkSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isRecord } from "../../shared/json";
import { shellQuote } from "../../shared/shellQuote";
import type { Home } from "./home";
import { readJsonFile } from "../../shared/jsonFile";
import { identify, isAlive, type ProcessIdentity } from "../machine/processes";

/**
 * Locks the home, so that only one operation runs at a time: each one replaces the stack's configuration and the plugins,
 * which another Pulumi may be using. The lock is released when this process ends.
 *
 * @throws Error that names the process if another operation is running, or the lock file if it cannot be read.
 */
export function lockHome(home: Home): void {
    const file = join(home.directory, "operation.lock");
    const former = readOwner(file);
    if (former !== undefined && !isAlive(former)) {
        rmSync(file, { force: true });
    }
    // Written to a draft and then linked into place: no one reads half a lock, and only one of two processes gets it.
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
            `another operation is running in ${home.directory} (process ${owner}). Wait for it to end, or use another --home.`,
            { cause: error },
        );
    } finally {
        rmSync(draft, { force: true });
    }
    process.once("exit", () => {
        rmSync(file, { force: true });
    });
}

function readOwner(file: string): ProcessIdentity | undefined {
    return readJsonFile(file, {
        isRight: isIdentity,
        name: "the lock of an operation",
        fix: `If no operation is running, remove it: rm ${shellQuote(file)}`,
    });
}

function isIdentity(document: unknown): document is ProcessIdentity {
    return (
        isRecord(document) &&
        typeof document["pid"] === "number" &&
        typeof document["startTime"] === "string" &&
        typeof document["bootId"] === "string"
    );
}
