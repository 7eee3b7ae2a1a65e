import { isVaultDocument, VAULT_SECRET, type VaultDocument } from "../components/client/vaultDocument";
import { CliError, printable, USAGE } from "../shared/errors";
import { parsedJson } from "../shared/json";
import { readVaultSecrets, vaultSecretKey, vaultSecretsFile } from "../shared/vaultSecrets";
import { runAzureCli } from "./azureCli";
import { findSandbox, type Selection } from "./source";

/** Azure's rule, without hyphens in a row. */
const VAULT_NAME = /^[a-z](-?[a-z0-9]){2,23}$/i;

/** What the Azure CLI says of a vault that cannot be read, and what to do about it. */
const PROBLEMS: readonly (readonly [RegExp, (vault: string) => string])[] = [
    [
        /SecretNotFound/,
        (vault) =>
            `The vault ${vault} has no secret ${VAULT_SECRET}. Either it is not the vault of a client, or the up that creates it has not finished.`,
    ],
    [
        /ForbiddenByFirewall|ForbiddenByConnection|Client address is not authorized|Public network access is disabled/,
        (vault) =>
            `The vault ${vault} does not accept connections from this address. Somebody has restricted its network access: have them allow the address.`,
    ],
    [
        /AKV10032|Invalid issuer/,
        (vault) =>
            `The vault ${vault} belongs to another tenant than the one you are signed in to. Sign in to its own: az login --tenant TENANT`,
    ],
    [
        /Forbidden/,
        (vault) =>
            `You are signed in, but have no permission to read the vault ${vault}. Have your principal ID added to the client's readers. If it has just been added, wait for up to ten minutes.`,
    ],
    [
        /Failed to resolve|getaddrinfo|Name or service not known|nodename nor servname|No address associated/,
        (vault) =>
            `No name server knows the vault ${vault} in the cloud of Azure that az uses. Compare the name with the stack's output vaultNames: a client that was removed and added again has another vault. For another cloud, run az cloud set and az login first.`,
    ],
];

/**
 * Reads a client's files from its vault. This needs no access to the stack.
 *
 * @throws CliError that says how to get access, or what the vault has instead.
 */
export async function readVault(vault: string, selection: Selection): Promise<VaultDocument> {
    if (!VAULT_NAME.test(vault)) {
        throw new CliError(
            `--vault: expected the name of a Key Vault, 3 to 24 letters, digits and hyphens, got "${vault}". The stack's output vaultNames has the names.`,
            USAGE,
        );
    }
    const sandbox = findSandbox(selection);
    const value = sandbox === undefined ? await valueInAzure(vault) : valueInSandbox(vault, sandbox.directory);
    const document = parsedJson(value);
    if (!isVaultDocument(document)) {
        throw new CliError(
            `--vault: expected a client's files in the secret ${VAULT_SECRET} of the vault ${vault}, got something else, which is not shown. Remove the client from the readers and add it again, for a new vault.`,
        );
    }
    return document;
}

async function valueInAzure(vault: string): Promise<string> {
    const secret = ["--vault-name", vault, "--name", VAULT_SECRET];
    const args = ["keyvault", "secret", "show", ...secret, "--query", "value", "--output", "json"];
    const { code, stdout, stderr } = await runAzureCli(args, { purpose: "read a vault" });
    if (code !== 0) {
        const explain = PROBLEMS.find(([pattern]) => pattern.test(stderr))?.[1];
        throw new CliError(explain?.(vault) ?? `az keyvault secret show failed: ${printable(stderr.trim())}`);
    }
    const value = parsedJson(stdout);
    return typeof value === "string" ? value : "";
}

function valueInSandbox(vault: string, home: string): string {
    const secrets = readVaultSecrets(vaultSecretsFile(home));
    const value = secrets[vaultSecretKey(vault, VAULT_SECRET)];
    if (value === undefined) {
        const names = Object.keys(secrets).map((key) => key.split("/")[0]);
        throw new CliError(
            `--vault: expected a vault in the sandbox ${home} (${names.join(", ") || "it has none"}), got ${vault}. For a vault in Azure, add --no-home.`,
            USAGE,
        );
    }
    return value;
}
