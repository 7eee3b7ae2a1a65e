import { rmSync } from "node:fs";
import { join } from "node:path";
import { replaceFile } from "../../shared/atomicFile";
import { withFileLock } from "../../shared/fileLock";
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
    const owner = withFileLock(`${file}.lock`, () => {
        const former = readOwner(file);
        if (former !== undefined && isAlive(former)) {
            return former;
        }
        replaceFile(file, JSON.stringify(identify(process.pid)), 0o600);
        return undefined;
    });
    if (owner !== undefined) {
        throw new Error(
            `another operation is running in ${home.directory} (process ${owner.pid}). Wait for it to end, or use another --home.`,
        );
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
