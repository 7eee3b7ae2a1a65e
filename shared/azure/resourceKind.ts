/** The type of an Azure resource, with or without a version of Azure's API, in the package or in the module. */
const AZURE_TYPE = /^azure-native\w*:(\w+)(?:\/v\w+)?:(\w+)$/;
/** The type of other providers' resources: a single module with one part for each resource. */
const INDEX_TYPE = /^([\w-]+):index\/\w+:(\w+)$/;

/**
 * The kind of a resource, whatever its version of Azure's API: `network:SecurityRule`, `tls:PrivateKey`.
 *
 * @param type - The type in the resource's URN, for example `azure-native:network/v20230901:SecurityRule`.
 * @returns Undefined for other types, for example a component's.
 */
export function kindOf(type: string): string | undefined {
    const [, module, name] = AZURE_TYPE.exec(type) ?? INDEX_TYPE.exec(type) ?? [];
    return module !== undefined && name !== undefined ? `${module}:${name}` : undefined;
}
