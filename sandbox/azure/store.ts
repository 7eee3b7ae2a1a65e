import { closeSync, mkdirSync, openSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { isRecord } from "../../shared/json";
import { shellQuote } from "../../shared/shellQuote";
import { replaceFile } from "../../shared/atomicFile";
import { readJsonFile } from "../../shared/jsonFile";
import type { Values } from "../providers/values";

/** A resource in the store of the emulated Azure. */
export interface StoredResource {
    /** Its ARM id, with the casing from its creation. */
    readonly id: string;
    /** Pulumi's type token. */
    readonly type: string;
    /** The response to a GET, which never contains a secret. */
    readonly properties: Values;
    /**
     * Whether Pulumi may not know of it yet. If the operation that created it was killed, Pulumi never will.
     *
     * @defaultValue - false
     */
    readonly isUnrecorded?: boolean;
}

const ABANDONED_AFTER_MS = 10_000;
const LOCK_MS = 30_000;

/**
 * The state of one emulated subscription, in one JSON file. Writes are atomic and happen one at a time, because more than one
 * process can write.
 */
export class Store {
    constructor(private readonly file: string) {}

    /** The resource with this id; ARM ids are case-insensitive. */
    get(id: string): StoredResource | undefined {
        return this.read()[id.toLowerCase()];
    }

    /** All resources, or those of one type. */
    list(type?: string): StoredResource[] {
        const all = Object.values(this.read());
        return type === undefined ? all : all.filter((resource) => resource.type === type);
    }

    /** The resources below this id, for example those in a resource group, without the group itself. */
    below(id: string): StoredResource[] {
        return this.list().filter((resource) => resource.id.toLowerCase().startsWith(`${id.toLowerCase()}/`));
    }

    put(resource: StoredResource): void {
        this.change((all) => ({ ...all, [resource.id.toLowerCase()]: resource }));
    }

    /** Removes the resource and all resources below it. */
    remove(id: string): void {
        const gone = id.toLowerCase();
        this.change((all) =>
            Object.fromEntries(Object.entries(all).filter(([key]) => key !== gone && !key.startsWith(`${gone}/`))),
        );
    }

    /** Records that Pulumi knows of these resources. */
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

/** Creates the lock file. A change takes milliseconds, so an old lock was left by a killed process. */
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
