import type * as pulumi from "@pulumi/pulumi";

/**
 * A component's outputs by name: the properties that it adds to Pulumi's own. A component lists them once, in a constant of
 * this type, and both assigns and registers them from there. A missing output does not compile.
 */
export type Outputs<Component extends pulumi.ComponentResource> = Omit<Component, keyof pulumi.ComponentResource>;
