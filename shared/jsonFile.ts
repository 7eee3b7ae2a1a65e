import { readFileSync } from "node:fs";
import { parsedJson } from "./json";

/** The expected contents of a sandbox's file, and how to fix unexpected ones. */
export interface Expected<Content> {
    /** Whether the document has the right shape. */
    readonly isRight: (document: unknown) => document is Content;
    /** A noun for the contents in the message. */
    readonly name: string;
    /** A sentence for the fix in the message. */
    readonly fix: string;
}

/**
 * The document in a file that the sandbox wrote; undefined if there is no file. A file that was cut short by a full disk or a
 * crash never counts as missing.
 *
 * @throws Error that names the file and the fix if the contents are not as expected.
 */
export function readJsonFile<Content>(file: string, { isRight, name, fix }: Expected<Content>): Content | undefined {
    const text = readIfThere(file);
    if (text === undefined) {
        return undefined;
    }
    const document = parsedJson(text);
    if (!isRight(document)) {
        const got =
            text.trim() === ""
                ? "an empty file"
                : document === undefined
                  ? "text that is not JSON"
                  : "another JSON document";
        throw new Error(`${file}: expected ${name}, got ${got}. ${fix}`);
    }
    return document;
}

/** The text in a file; undefined if there is no file. */
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
