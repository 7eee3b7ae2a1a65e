/** An error of Azure Resource Manager, printed as the azure-native provider prints it. */
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
