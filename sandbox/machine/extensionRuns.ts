import { createHash } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Disk } from "./disk";
import { readIfThere } from "../../shared/jsonFile";

/** Settings as they reach the agent: any JSON object. */
export type Settings = Readonly<Record<string, unknown>>;

/** The inputs of an extension, as sent to Azure. */
export interface ExtensionInputs {
    readonly settings: Settings;
    readonly protectedSettings: Settings;
    /** A new value runs the same settings again. */
    readonly forceUpdateTag: string | undefined;
}

/** The result of a run of an extension. */
interface Status {
    readonly number: number;
    /** The digest of the inputs that were run. */
    readonly digest: string;
    /** The message; undefined if it succeeded. */
    readonly failure?: string | undefined;
}

/**
 * Emulates Azure and its Linux agent for an extension that runs each sequence number only once, even if it fails. Changed
 * settings or a changed tag get a new number.
 *
 * @param folder the extension's own folder in the VM, with the record of the last run
 * @param enable Runs the extension, and returns its failure message; undefined if it succeeded.
 * @returns the failure message of this run, or of the last one if nothing was changed
 */
export async function runOnce(
    disk: Disk,
    folder: string,
    { settings, protectedSettings, forceUpdateTag }: ExtensionInputs,
    enable: (number: number) => Promise<string | undefined>,
): Promise<string | undefined> {
    const file = disk.path(join(folder, "status.json"));
    const former = JSON.parse(readIfThere(file) ?? "null") as Status | null;
    const digest = createHash("sha256")
        .update(JSON.stringify([settings, protectedSettings, forceUpdateTag]))
        .digest("hex");
    if (former?.digest === digest) {
        // "the script configuration has already been processed, will not run again": the status stays the same.
        return former.failure;
    }
    const number = (former?.number ?? -1) + 1;
    const failure = await enable(number).catch((error: unknown) => (error as Error).message);
    // The VM and its disk may have been deleted meanwhile.
    if (existsSync(disk.folder)) {
        mkdirSync(disk.path(folder), { recursive: true, mode: 0o700 });
        writeFileSync(file, JSON.stringify({ number, digest, failure } satisfies Status), { mode: 0o600 });
    }
    return failure;
}

/** Forgets what an extension has run, as its removal does. */
export async function forgetRuns(disk: Disk, folder: string): Promise<void> {
    await rm(disk.path(folder), { recursive: true, force: true });
}
