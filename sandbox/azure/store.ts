import { closeSync, mkdirSync, openSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { isRecord } from "../../shared/json";
import { shellQuote } from "../../shared/shellQuote";
import { replaceFile } from "../../shared/atomicFile";
import { readJsonFile } from "../../shared/jsonFile";
import type { Values } from "../providers/values";

/** A resource as the emulated Azure keeps it. */
export interface StoredResource {
    /** ARM id, in the casing of its creation. */
    readonly id: string;
    /** Pulumi's type token. */
    readonly type: string;
    /** The answer of a GET, which never holds a secret. */
    readonly properties: Values;
    /**
     * Whether the operation that made it may not have told Pulumi of it yet: a killed one never will.
     *
     * @defaultValue - false
     */
    readonly isUnrecorded?: boolean;
}

const ABANDONED_AFTER_MS = 10_000;
const LOCK_MS = 30_000;

/**
 * The state of one emulated subscription: one JSON file. Writes are whole or not at all, and one at a time, since two
 * stacks of one home may be brought up at once.
 */
export class Store {
    constructor(private readonly file: string) {}

    /** The resource with that id, whatever its casing; ARM ids are case-insensitive. */
    get(id: string): StoredResource | undefined {
        return this.read()[id.toLowerCase()];
    }

    /** All resources, or those of one type. */
    list(type?: string): StoredResource[] {
        const all = Object.values(this.read());
        return type === undefined ? all : all.filter((resource) => resource.type === type);
    }

    /** The resources below that id, e.g. all of a resource group, that one itself left out. */
    below(id: string): StoredResource[] {
        return this.list().filter((resource) => resource.id.toLowerCase().startsWith(`${id.toLowerCase()}/`));
    }

    put(resource: StoredResource): void {
        this.change((all) => ({ ...all, [resource.id.toLowerCase()]: resource }));
    }

    /** Removes the resource and all below it. */
    remove(id: string): void {
        const gone = id.toLowerCase();
        this.change((all) =>
            Object.fromEntries(Object.entries(all).filter(([key]) => key !== gone && !key.startsWith(`${gone}/`))),
        );
    }

    /** Notes that Pulumi knows these resources. */
    markRecorded(ids: ReadonlySet<string>): void {
        if (this.list().some(({ id, isUnrecorded }) => isUnrecorded === true && ids.has(id.toLowerCase()))) {
            this.change((all) =>
                Object.fromEntries(
                    Object.entries(all).map(([key, { isUnrecorded, ...resource }]) => [
                        key,
                        isUnrecorded === true && !ids.has(key) ? { ...resource, isUnrecorded } : resource,
                    ]),
                ),
            );
        }
    }

    private read(): Record<string, StoredResource> {
        const home = shellQuote(dirname(this.file));
        return (
            readJsonFile(this.file, {
                isRight: isStore,
                name: "the state of the emulated Azure",
                fix: `Restore the file, or remove the whole sandbox: rm -rf ${home}`,
            }) ?? {}
        );
    }

    private change(edit: (all: Record<string, StoredResource>) => Record<string, StoredResource>): void {
        mkdirSync(dirname(this.file), { recursive: true });
        const lock = `${this.file}.lock`;
        acquire(lock);
        try {
            replaceFile(this.file, JSON.stringify(edit(this.read()), null, 4), 0o600);
        } finally {
            rmSync(lock, { force: true });
        }
    }
}

function isStore(document: unknown): document is Record<string, StoredResource> {
    return isRecord(document) && Object.values(document).every(isResource);
}

function isResource(value: unknown): boolean {
    return (
        isRecord(value) &&
        typeof value["id"] === "string" &&
        typeof value["type"] === "string" &&
        isRecord(value["properties"])
    );
}

/** Takes the lock file. A change lasts milliseconds, so that an old lock is that of a killed process. */
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
            throw new Error(`${lock}: expected another process to give it back within ${LOCK_MS / 1000} s. Run again.`);
        }
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
}

function ageOf(file: string): number {
    return Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
}
