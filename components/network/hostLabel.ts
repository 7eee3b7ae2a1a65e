import type * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

/** The random part of a generated DNS label, and the default name of the host. */
export interface HostLabel {
    /** A label must be unique among all Azure customers in a region. */
    readonly suffix: pulumi.Output<string>;
    /**
     * The component's name when it was created. Renaming the component with an alias must neither rename nor replace anything
     * in Azure.
     */
    readonly rememberedName: pulumi.Output<string>;
}

/** Creates a host's random label, which also remembers the host's first name. */
export function hostLabel(name: string, opts: pulumi.CustomResourceOptions): HostLabel {
    const text = new random.RandomString(
        `${name}-label`,
        { length: 8, upper: false, special: false, keepers: { name } },
        { ...opts, ignoreChanges: ["keepers"] },
    );
    return { suffix: text.result, rememberedName: text.keepers.apply((keepers) => keepers?.["name"] ?? name) };
}
