import { isRecord, listAt, mapValues, recordAt, textAt } from "../shared/json";
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
    return listAt(deployment, "resources").flatMap((resource) => {
        const { urn, type, id, parent, inputs, outputs, initErrors, delete: superseded } = resource;
        // What waits for its deletion has a successor of the same URN.
        if (typeof urn !== "string" || typeof type !== "string" || superseded === true) {
            return [];
        }
        const errors: readonly unknown[] = Array.isArray(initErrors) ? initErrors : [];
        const properties = { inputs: bareProperties(inputs), outputs: bareProperties(outputs) };
        return [{ urn, type, id: textAt(id), parent, ...properties, initErrors: errors.map(String) }];
    });
}

/** The properties in a value, without marks of secrecy; a secret that was not decrypted is nothing. */
function bareProperties(value: unknown): Record<string, unknown> {
    const bare = (each: unknown): unknown => {
        if (!isSecretMark(each)) {
            return each;
        }
        const plaintext = textAt(each, "plaintext");
        return plaintext === undefined ? undefined : JSON.parse(plaintext);
    };
    return recordAt(mapValues(value, bare));
}
