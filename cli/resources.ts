import { isRecord, listAt, mapValues, recordAt, textAt } from "../shared/json";
import { CliError } from "../shared/errors";
import { isSecretMark } from "../shared/pulumiValues";

/** A resource in a stack's state. Its secrets are decrypted, or undefined. */
export interface Resource {
    readonly urn: string;
    readonly type: string;
    /** The provider's ID; undefined for a component. */
    readonly id: string | undefined;
    readonly parent: unknown;
    /** The URNs of the resources whose outputs it was made from. */
    readonly dependencies: readonly unknown[];
    readonly inputs: Readonly<Record<string, unknown>>;
    readonly outputs: Readonly<Record<string, unknown>>;
    /** The errors reported after it was created. */
    readonly initErrors: readonly string[];
}

/**
 * The resources in an exported stack.
 *
 * @throws CliError if the document is not an exported stack.
 */
export function resourcesOf(document: unknown): Resource[] {
    const deployment = isRecord(document) ? document["deployment"] : undefined;
    if (!isRecord(deployment)) {
        throw new CliError("The output of `pulumi stack export` has an unknown format. Update Pulumi and try again.");
    }
    return listAt(deployment, "resources").flatMap((resource) => {
        const { urn, type, id, parent, inputs, outputs, delete: superseded } = resource;
        // A resource that is pending deletion has a successor with the same URN.
        if (typeof urn !== "string" || typeof type !== "string" || superseded === true) {
            return [];
        }
        const properties = { inputs: bareProperties(inputs), outputs: bareProperties(outputs) };
        const initErrors = elementsOf(resource["initErrors"]).map(String);
        const dependencies = elementsOf(resource["dependencies"]);
        return [{ urn, type, id: textAt(id), parent, dependencies, ...properties, initErrors }];
    });
}

/** The last part of a resource's URN. */
export function resourceName({ urn }: Resource): string {
    return urn.split("::").at(-1) ?? "";
}

function elementsOf(value: unknown): readonly unknown[] {
    return Array.isArray(value) ? value : [];
}

/** A resource's properties without secret markers. A secret that is not decrypted is undefined. */
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
