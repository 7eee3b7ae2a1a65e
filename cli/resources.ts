import { isRecord } from "../shared/json";
import { CliError } from "../shared/errors";
import { isSecretMark } from "../shared/pulumiValues";

/** A resource of a stack's state, its secrets either bare or nothing. */
export interface Resource {
    readonly urn: string;
    readonly type: string;
    /** The provider's id; nothing for a component. */
    readonly id: string | undefined;
    readonly parent: unknown;
    readonly inputs: Readonly<Record<string, unknown>>;
    readonly outputs: Readonly<Record<string, unknown>>;
    /** What failed after it was made. */
    readonly initErrors: readonly string[];
}

/**
 * The resources of an export of a stack.
 *
 * @throws CliError when it has not the form of one.
 */
export function resourcesOf(document: unknown): Resource[] {
    const deployment = isRecord(document) ? document["deployment"] : undefined;
    if (!isRecord(deployment)) {
        throw new CliError("Pulumi's export is not what `pulumi stack export` prints. Update Pulumi and try again.");
    }
    return listOf(deployment["resources"]).flatMap((resource) => {
        const { urn, type, id, parent, inputs, outputs, initErrors, delete: superseded } = resource;
        // What waits for its deletion has a successor of the same URN.
        if (typeof urn !== "string" || typeof type !== "string" || superseded === true) {
            return [];
        }
        const errors: readonly unknown[] = Array.isArray(initErrors) ? initErrors : [];
        const properties = { inputs: bareRecord(inputs), outputs: bareRecord(outputs) };
        return [{ urn, type, id: text(id), parent, ...properties, initErrors: errors.map(String) }];
    });
}

/** The objects in a list; none when it is no list. */
export function listOf(value: unknown): Record<string, unknown>[] {
    const list: unknown[] = Array.isArray(value) ? value : [];
    return list.filter(isRecord);
}

/** A value without Pulumi's mark of a secret; nothing when it was not decrypted. */
function bare(value: unknown): unknown {
    if (!isSecretMark(value)) {
        return value;
    }
    return typeof value["plaintext"] === "string" ? JSON.parse(value["plaintext"]) : undefined;
}

/** The properties of a value without their marks; none when it is no object. */
export function bareRecord(value: unknown): Record<string, unknown> {
    const record = bare(value);
    return isRecord(record) ? Object.fromEntries(Object.entries(record).map(([key, each]) => [key, bare(each)])) : {};
}

/** A text; nothing when it is something else. */
export function text(value: unknown): string | undefined {
    return typeof value === "string" ? value : undefined;
}
