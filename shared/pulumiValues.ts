/**
 * Whether a value is an output of Pulumi: reads the mark that `pulumi.Output.isInstance` reads. The SDK takes most of a
 * second to load, for which the command line, which shares its rules with the components, would wait each time.
 */
export function isOutput(value: unknown): boolean {
    return (value as { readonly __pulumiOutput?: unknown } | null | undefined)?.__pulumiOutput === true;
}
