import { readFileSync } from "node:fs";
import { parsedJson } from "./json";

/** What a file of the sandbox's must be, and what to do when it is not. */
export interface Expected<Content> {
    /** Whether the document has the right shape. */
    readonly isRight: (document: unknown) => document is Content;
    /** For the message: what the file holds. */
    readonly name: string;
    /** For the message: the way out, a sentence. */
    readonly fix: string;
}

/**
 * The document in a file that the sandbox wrote; nothing when there is no file. A file that is cut short, by a full disk or a
 * crash, never passes for one that is not there.
 *
 * @throws Error that names the file and the way out when it is not what the sandbox writes.
 */
export function readJsonFile<Content>(file: string, { isRight, name, fix }: Expected<Content>): Content | undefined {
    const text = readIfThere(file);
    if (text === undefined) {
        return undefined;
    }
    const document = parsedJson(text);
    if (!isRight(document)) {
        const got = text.trim() === "" ? "an empty file" : document === undefined ? "no JSON" : "another JSON document";
        throw new Error(`${file}: expected ${name}, got ${got}. ${fix}`);
    }
    return document;
}

/** The text in a file; nothing when there is no file. */
export function readIfThere(file: string): string | undefined {
    try {
        return readFileSync(file, "utf8");
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") {
            return undefined;
        }
        throw error;
    }
}
