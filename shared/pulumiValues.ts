import { isRecord } from "./json";

/**
 * Whether a value is a Pulumi output, by the mark that `pulumi.Output.isInstance` reads. Loading the SDK takes most of a
 * second, and the command line, which shares rules with the components, should not wait for it.
 */
export function isOutput(value: unknown): boolean {
    return (value as { readonly __pulumiOutput?: unknown } | null | undefined)?.__pulumiOutput === true;
}

/** The key with which Pulumi marks special values. Its value is the type of the value, for example a secret. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
/** The mark of every secret: https://www.pulumi.com/docs/iac/concepts/secrets/ */
export const SECRET_MARK: Readonly<Record<string, unknown>> = { [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270" };

/** The mark of an unknown text in a preview. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
/** The marks of an unknown text, list, object, number, boolean, asset and archive. */
const UNKNOWNS: ReadonlySet<unknown> = new Set([
    UNKNOWN,
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a",
]);

/** Whether a value is the mark of an unknown value. Marks within a list or an object do not count. */
export function isUnknownMark(value: unknown): boolean {
    return UNKNOWNS.has(value);
}

/** Whether a value is marked as a special value: a secret, an asset, an archive or a reference. */
export function isMarked(value: unknown): value is Record<string, unknown> {
    return isRecord(value) && SIGNATURE in value;
}

/** Whether a value is marked as a secret. It has a `value` in messages, and `plaintext` or `ciphertext` in a state. */
export function isSecretMark(value: unknown): value is Record<string, unknown> {
    return isMarked(value) && value[SIGNATURE] === SECRET_MARK[SIGNATURE];
}
