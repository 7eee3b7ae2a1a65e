/** The parts of a resource ID that identify the resource within its subscription. */
export interface ResourceIdParts {
    readonly resourceGroupName: string;
    /** The resource's name; for a subnet, that of its virtual network. */
    readonly name: string;
    /** The name of a subnet; empty for other kinds. */
    readonly childName: string;
}

/** The parts of the resource ID of an Azure resource in a resource group. */
export function partsOf(id: string): ResourceIdParts {
    const [, resourceGroupName = "", name = "", childName = ""] =
        /\/resourceGroups\/([^/]+)\/providers\/[^/]+\/[^/]+\/([^/]+)(?:\/[^/]+\/([^/]+))?$/i.exec(id) ?? [];
    return { resourceGroupName, name, childName };
}
