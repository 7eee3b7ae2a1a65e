import type * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

/** What a DNS label is generated from, and the name of the host where none was chosen. */
export interface HostLabel {
    /** Labels are unique among all customers of a region. */
    readonly suffix: pulumi.Output<string>;
    /** The component's name when it was made. A rename by an alias must not rename what Azure has, nor replace it. */
    readonly rememberedName: pulumi.Output<string>;
}

/** Makes a host's random label, which remembers the host's first name. */
export function hostLabel(name: string, opts: pulumi.CustomResourceOptions): HostLabel {
    const text = new random.RandomString(
        `${name}-label`,
        { length: 8, upper: false, special: false, keepers: { name } },
        { ...opts, ignoreChanges: ["keepers"] },
    );
    return { suffix: text.result, rememberedName: text.keepers.apply((keepers) => keepers?.["name"] ?? name) };
}
