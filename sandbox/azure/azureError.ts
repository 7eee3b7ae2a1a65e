/** An error from Azure Resource Manager, in the format of the azure-native provider. */
export class AzureError extends Error {
    override readonly name = "AzureError";

    constructor(
        /** HTTP status. */
        readonly status: number,
        /** Azure's error code, e.g. `NicInUse`. */
        readonly code: string,
        text: string,
    ) {
        super(`Code="${code}" Message="${text}"`);
    }
}
