import { join } from "node:path";
import { isRecord } from "./json";
import { readJsonFile } from "./jsonFile";

/** The values of the secrets in a sandbox's emulated vaults, by {@link vaultSecretKey}. */
export type VaultSecrets = Readonly<Record<string, string>>;

/** The file with these values, which only its owner can read. */
export function vaultSecretsFile(home: string): string {
    return join(home, "vault-secrets.json");
}

/** The key of a secret: the name of the vault and its own. Azure ignores case in both. */
export function vaultSecretKey(vaultName: string, secretName: string): string {
    return `${vaultName}/${secretName}`.toLowerCase();
}

/**
 * Reads the values of all secrets in a sandbox.
 *
 * @throws Error that names the file if it has other contents.
 */
export function readVaultSecrets(file: string): VaultSecrets {
    const fix = "Restore the file, or remove it and bring the sandbox up again";
    return readJsonFile(file, { isRight: isVaultSecrets, name: "the secrets of emulated vaults", fix }) ?? {};
}

function isVaultSecrets(document: unknown): document is VaultSecrets {
    return isRecord(document) && Object.values(document).every((value) => typeof value === "string");
}
