import * as pulumi from "@pulumi/pulumi";
import { partsOf } from "../shared/azure/resourceIdParts";

/**
 * A component's outputs by name: the properties that it adds to Pulumi's own. A component lists them once, in a constant of
 * this type, and both assigns and registers them from there. A missing output does not compile.
 */
export type Outputs<Component extends pulumi.ComponentResource> = Omit<Component, keyof pulumi.ComponentResource>;

/** The resource group and the name of a resource that Azure can be asked about: unknown as long as it does not exist. */
export function namesOnceThere({ id, name }: Record<"id" | "name", pulumi.Output<string>>): {
    readonly resourceGroupName: pulumi.Output<string>;
    readonly name: pulumi.Output<string>;
} {
    return {
        // The name of its group may be known later than the ID.
        resourceGroupName: id.apply((known) => partsOf(known).resourceGroupName),
        name: pulumi.all([name, id]).apply(([known]) => known),
    };
}
