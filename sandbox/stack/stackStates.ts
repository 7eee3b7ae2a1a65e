import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { isRecord } from "../../shared/json";
import { shellQuote } from "../../shared/shellQuote";
import type { Home } from "./home";
import { readJsonFile } from "../../shared/jsonFile";

/** A change that an operation started and may not have finished. */
interface PendingOperation {
    readonly type: string;
}

/** The parts of a stack's state that the sandbox reads. Secrets in it are encrypted. */
export interface StackState {
    readonly resources: readonly { readonly id?: string; readonly protect?: boolean }[];
    readonly pendingOperations: readonly PendingOperation[];
}

/** A state file as Pulumi writes it. A stack that was never brought up has no `latest`. */
interface StateFile {
    readonly checkpoint: {
        readonly latest?: {
            readonly resources?: StackState["resources"] | null;
            readonly pending_operations?: readonly PendingOperation[] | null;
        } | null;
    };
}

/** The folder of Pulumi's state files: one folder per project, one file per stack. */
const stacksFolder = (home: Home): string => join(home.backend, ".pulumi", "stacks");

/**
 * Reads the state of one stack; an empty state if there is none yet.
 *
 * @throws Error that names the file and the fix if the file is damaged.
 */
export function readState(home: Home, project: string, stack: string): StackState {
    const file = join(stacksFolder(home), project, `${stack}.json`);
    const copy = `${file}.bak`;
    const restore = existsSync(copy)
        ? `Restore Pulumi's backup: mv ${shellQuote(copy)} ${shellQuote(file)}; or remove`
        : "Remove";
    const content = readJsonFile(file, {
        isRight: isStateFile,
        name: "the state of a stack",
        fix: `${restore} the whole sandbox: rm -rf ${shellQuote(home.directory)}`,
    });
    const { resources, pending_operations: pendingOperations } = content?.checkpoint.latest ?? {};
    return { resources: resources ?? [], pendingOperations: pendingOperations ?? [] };
}

/** Reads the states of all stacks in a home. */
export function readStates(home: Home): StackState[] {
    const folder = stacksFolder(home);
    return foldersIn(folder).flatMap((project) =>
        readdirSync(join(folder, project))
            .filter((file) => file.endsWith(".json"))
            .map((file) => readState(home, project, file.slice(0, -".json".length))),
    );
}

function foldersIn(folder: string): string[] {
    return existsSync(folder)
        ? readdirSync(folder, { withFileTypes: true })
              .filter((each) => each.isDirectory())
              .map(({ name }) => name)
        : [];
}

function isStateFile(document: unknown): document is StateFile {
    if (!isRecord(document) || !isRecord(document["checkpoint"])) {
        return false;
    }
    const latest = document["checkpoint"]["latest"] ?? {};
    return isRecord(latest) && [latest["resources"], latest["pending_operations"]].every(isListOfRecords);
}

function isListOfRecords(value: unknown): boolean {
    return value === undefined || value === null || (Array.isArray(value) && value.every(isRecord));
}
