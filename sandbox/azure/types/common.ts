import type { Values } from "../../providers/values";
import { textAt } from "../../../shared/json";
import type { ArmType, Write } from "../armType";
import { resourceGroupId } from "../resourceIds";

/** The state of every created resource. */
export const succeeded = { provisioningState: "Succeeded" };

/** A property that keeps its value from the first write. */
export function kept(write: Write, property: string, make: () => unknown): Values {
    return { [property]: write.before?.properties[property] ?? make() };
}

/** A region in Azure's own form: `westus` for `West US`. */
export function regionOf(inputs: Values): string | undefined {
    return textAt(inputs, "location")?.toLowerCase().replaceAll(" ", "");
}

/** The common part of the types directly below a resource group. */
export function topLevel(
    provider: string,
    collection: string,
    nameInput: string,
): Pick<ArmType, "armType" | "nameInput" | "pathInputs" | "requiredInputs" | "id"> {
    return {
        armType: `${provider}/${collection}`,
        nameInput,
        pathInputs: ["resourceGroupName", nameInput],
        requiredInputs: ["resourceGroupName", "location"],
        id: (inputs) =>
            `${resourceGroupId(String(inputs["resourceGroupName"]))}/providers/${provider}/${collection}/${String(inputs[nameInput])}`,
    };
}
