import type * as pulumi from "@pulumi/pulumi";

/**
 * A component's outputs by their names: all that it adds to Pulumi's own properties. A component lists them once, in a
 * constant of this type, from which they are both assigned and registered; one that is forgotten does not compile.
 */
export type Outputs<Component extends pulumi.ComponentResource> = Omit<Component, keyof pulumi.ComponentResource>;
