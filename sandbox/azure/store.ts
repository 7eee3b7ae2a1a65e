import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { isRecord } from "../../shared/json";
import { shellQuote } from "../../shared/shellQuote";
import { replaceFile } from "../../shared/atomicFile";
import { withFileLock } from "../../shared/fileLock";
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
    /**
     * Whether it is a VM that was deallocated. Azure tells this only in the VM's instance view.
     *
     * @defaultValue - false
     */
    readonly isDeallocated?: boolean;
    /** The 127.x.y.z address that represents the private address of an interface without a public one. */
    readonly loopback?: string | undefined;
}

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
        withFileLock(`${this.file}.lock`, () => {
            replaceFile(this.file, JSON.stringify(edit(this.read()), null, 4), 0o600);
        });
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
