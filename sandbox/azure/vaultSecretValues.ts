import { replaceFile } from "../../shared/atomicFile";
import { withFileLock } from "../../shared/fileLock";
import { readVaultSecrets, vaultSecretKey, type VaultSecrets } from "../../shared/vaultSecrets";

/**
 * The values of the secrets in the emulated vaults, in a file of their own. The store has none: Azure, too, gives them out at
 * another address, to other permissions.
 */
export class VaultSecretValues {
    constructor(private readonly file: string) {}

    put(vaultName: string, secretName: string, value: string): void {
        this.change((all) => ({ ...all, [vaultSecretKey(vaultName, secretName)]: value }));
    }

    /** Removes one secret of a vault, or all of them. */
    remove(vaultName: string, secretName?: string): void {
        const isGone = (key: string): boolean =>
            secretName === undefined
                ? key.startsWith(vaultSecretKey(vaultName, ""))
                : key === vaultSecretKey(vaultName, secretName);
        this.change((all) => Object.fromEntries(Object.entries(all).filter(([key]) => !isGone(key))));
    }

    private change(edit: (all: VaultSecrets) => VaultSecrets): void {
        withFileLock(`${this.file}.lock`, () => {
            replaceFile(this.file, JSON.stringify(edit(readVaultSecrets(this.file))), 0o600);
        });
    }
}
