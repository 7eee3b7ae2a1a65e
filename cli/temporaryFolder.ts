import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Provides a folder that only this user can read, and removes it after use, also when this process is interrupted. */
export async function withTemporaryFolder<Result>(use: (directory: string) => Promise<Result>): Promise<Result> {
    const directory = mkdtempSync(join(tmpdir(), "docker-host-vm-"));
    const remove = (): void => {
        rmSync(directory, { recursive: true, force: true });
    };
    // An interrupt, or a closed terminal, ends this process without its `finally`.
    const stop = (): void => {
        remove();
        process.exit(130);
    };
    process.once("SIGINT", stop).once("SIGTERM", stop).once("SIGHUP", stop);
    try {
        return await use(directory);
    } finally {
        remove();
        process.off("SIGINT", stop).off("SIGTERM", stop).off("SIGHUP", stop);
    }
}
