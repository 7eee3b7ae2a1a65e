import { closeSync, openSync, rmSync, statSync } from "node:fs";

/** An action takes milliseconds, so a lock this old was left by a killed process. */
const ABANDONED_AFTER_MS = 10_000;
const LOCK_MS = 30_000;

/**
 * Runs a short action while holding a lock file: of several processes, one at a time runs it.
 *
 * @throws Error that names the lock if another process holds it for 30 seconds.
 */
export function withFileLock<Result>(lock: string, action: () => Result): Result {
    acquire(lock);
    try {
        return action();
    } finally {
        rmSync(lock, { force: true });
    }
}

function acquire(lock: string): void {
    const end = Date.now() + LOCK_MS;
    for (;;) {
        try {
            closeSync(openSync(lock, "wx"));
            return;
        } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
                throw error;
            }
        }
        if (ageOf(lock) > ABANDONED_AFTER_MS) {
            rmSync(lock, { force: true });
        }
        if (Date.now() > end) {
            throw new Error(`${lock}: another process has held this lock for ${LOCK_MS / 1000} s. Try again.`);
        }
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
}

function ageOf(file: string): number {
    return Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
}
