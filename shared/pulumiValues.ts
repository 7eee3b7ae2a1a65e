import { isRecord } from "./json";

/**
 * Whether a value is an output of Pulumi: reads the mark that `pulumi.Output.isInstance` reads. The SDK takes most of a
 * second to load, for which the command line, which shares its rules with the components, would wait each time.
 */
export function isOutput(value: unknown): boolean {
    return (value as { readonly __pulumiOutput?: unknown } | null | undefined)?.__pulumiOutput === true;
}

/** The key by which Pulumi marks what is no plain value; under it is what it is, e.g. a secret. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
/** What every secret has: https://www.pulumi.com/docs/iac/concepts/secrets/ */
export const SECRET_MARK: Readonly<Record<string, unknown>> = { [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270" };

/** What stands in a preview for a text that only an `up` finds out. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
/** The same for a list, an object, a number, a boolean, an asset and an archive. */
const UNKNOWNS: ReadonlySet<unknown> = new Set([
    UNKNOWN,
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a",
]);

/** Whether a value stands for one that only an `up` finds out; one within a list or an object does not count. */
export function isUnknownMark(value: unknown): boolean {
    return UNKNOWNS.has(value);
}

/** Whether a value is marked as no plain one: a secret, an asset, an archive or a reference. */
export function isMarked(value: unknown): value is Record<string, unknown> {
    return isRecord(value) && SIGNATURE in value;
}

/** Whether it is a secret: with a `value` on its way, with `plaintext` or `ciphertext` in a state. */
export function isSecretMark(value: unknown): value is Record<string, unknown> {
    return isMarked(value) && value[SIGNATURE] === SECRET_MARK[SIGNATURE];
}
