import { linkSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isRecord } from "../../shared/json";
import { shellQuote } from "../../shared/shellQuote";
import type { Home } from "./home";
import { readJsonFile } from "../../shared/jsonFile";
import { identify, isAlive, type ProcessIdentity } from "../machine/processes";

/**
 * Locks the home for one operation at a time: each replaces the stack's configuration and the plugins, which another
 * Pulumi may be using. The lock is released when this process ends.
 *
 * @throws Error that names the process when another operation runs, or the lock when it cannot be read.
 */
export function lockHome(home: Home): void {
    const file = join(home.directory, "operation.lock");
    const former = readOwner(file);
    if (former !== undefined && !isAlive(former)) {
        rmSync(file, { force: true });
    }
    // Written to a draft and linked to its place: nobody ever reads half a lock, and of two only one gets it.
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
}

function readOwner(file: string): ProcessIdentity | undefined {
    return readJsonFile(file, {
        isRight: isIdentity,
        name: "the lock of an operation",
        fix: `If none runs there, remove it: rm ${shellQuote(file)}`,
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
