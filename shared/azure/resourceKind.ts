/** Azure's modules with a version of their API or without, as the one package or as generated for one version. */
const AZURE_TYPE = /^azure-native\w*:(\w+)(?:\/v\w+)?:(\w+)$/;
/** Other providers have one module, with a part of its own for each resource. */
const INDEX_TYPE = /^([\w-]+):index\/\w+:(\w+)$/;

/**
 * The kind of a resource, whatever version of Azure's API it is written for: `network:SecurityRule`, `tls:PrivateKey`.
 *
 * @param type - As in the resource's URN, e.g. `azure-native:network/v20230901:SecurityRule`.
 * @returns Nothing for a type in another form, e.g. a component's.
 */
export function kindOf(type: string): string | undefined {
    const [, module, name] = AZURE_TYPE.exec(type) ?? INDEX_TYPE.exec(type) ?? [];
    return module !== undefined && name !== undefined ? `${module}:${name}` : undefined;
}
