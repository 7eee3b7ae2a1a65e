import * as authorization from "@pulumi/azure-native/authorization";
import * as keyvault from "@pulumi/azure-native/keyvault";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { clientsRule, identityOf } from "../certificates/clientCertificate";
import type { Outputs } from "../outputs";
import { throwIfInvalid, validatedInput } from "../validation/throwIfInvalid";
import { checkWhenKnown } from "../validation/walk";
import {
    type ClientVaultsArgs,
    clientVaultsProblems,
    clientVaultsRules,
    principalId,
    type VaultReader,
} from "./clientVaultsArgs";
import { VAULT_SECRET, type VaultDocument } from "./vaultDocument";

/** Azure's role Key Vault Secrets User, which reads secrets and their versions, and changes nothing. */
const SECRETS_USER = "4633458b-17de-408a-b874-0445c86b69e6";

/** Azure's shortest time. The next `up` can write the files again, so there is no need to recover a vault. */
const RETENTION_DAYS = 7;

/**
 * Azure Key Vaults with the files of Docker clients, for machines and people that fetch them with their own identity and have no
 * access to the stack: `npx docker-host-vm credentials --vault NAME`. Each client has a vault of its own with one secret, which
 * only its readers can read. A removed client's vault is deleted with its role assignments.
 *
 * The vaults accept connections from the Internet, with a sign-in to Entra ID.
 *
 * @throws pulumi.RunError if an argument is invalid, before any resource is registered.
 */
export class ClientVaults extends pulumi.ComponentResource {
    /** Names of the vaults, by the name of the client. */
    public readonly vaultNames!: pulumi.Output<Record<string, string>>;

    constructor(name: string, args: ClientVaultsArgs, opts?: pulumi.ComponentResourceOptions) {
        const subject = `ClientVaults "${name}"`;
        throwIfInvalid(subject, clientVaultsProblems(args));
        super("docker-host-vm:index:ClientVaults", name, {}, opts);
        checkWhenKnown(subject, args, clientVaultsRules);
        const { tenantId, subscriptionId } = authorization.getClientConfigOutput({ parent: this });
        const roles = pulumi.interpolate`/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions`;

        const vaults = Object.entries(args.readers).map(([client, readers]) => {
            const vault = this.createVault(`${name}-${client}`, client, args, tenantId);
            this.createSecret(`${name}-${client}`, documentOf(subject, client, args), args, vault);
            for (const [reader, identity] of Object.entries(readers)) {
                const argument = `readers.${client}.${reader}.principalId`;
                const id = validatedInput(subject, argument, principalId, identity.principalId);
                this.appoint(`${name}-${client}-reader-${reader}`, { ...identity, principalId: id }, vault, roles);
            }
            return [client, vault.name] as const;
        });

        const outputs: Outputs<ClientVaults> = { vaultNames: pulumi.output(Object.fromEntries(vaults)) };
        Object.assign(this, outputs);
        this.registerOutputs(outputs);
    }

    /**
     * A vault per client, because azure-native can delete a secret only from within its vault, for which who brings the stack up
     * needs a role there and may need to wait for it; a vault goes with its secret. Microsoft advises to assign roles for whole
     * vaults, too.
     */
    private createVault(
        name: string,
        client: string,
        { resourceGroupName, location, tags }: ClientVaultsArgs,
        tenantId: pulumi.Input<string>,
    ): keyvault.Vault {
        // Azure keeps a deleted vault's name, so that every new vault needs another one.
        const label = new random.RandomString(
            `${name}-label`,
            { length: 8, upper: false, special: false, keepers: { resourceGroupName, location } },
            { parent: this },
        );
        return new keyvault.Vault(
            `${name}-vault`,
            {
                resourceGroupName,
                location,
                tags,
                vaultName: pulumi.interpolate`${vaultPrefix(client)}-${label.result}`,
                properties: {
                    sku: { family: keyvault.SkuFamily.A, name: keyvault.SkuName.Standard },
                    tenantId,
                    enableRbacAuthorization: true,
                    softDeleteRetentionInDays: RETENTION_DAYS,
                    publicNetworkAccess: "Enabled",
                },
            },
            { parent: this },
        );
    }

    private createSecret(
        name: string,
        value: pulumi.Output<string>,
        { resourceGroupName }: ClientVaultsArgs,
        vault: keyvault.Vault,
    ): void {
        new keyvault.Secret(
            `${name}-secret`,
            {
                resourceGroupName,
                vaultName: vault.name,
                secretName: VAULT_SECRET,
                properties: { contentType: "application/json", value },
            },
            { parent: this, deletedWith: vault },
        );
    }

    private appoint(
        name: string,
        { principalId: id, principalType }: VaultReader,
        vault: keyvault.Vault,
        roles: pulumi.Input<string>,
    ): void {
        new authorization.RoleAssignment(
            name,
            {
                scope: vault.id,
                roleDefinitionId: pulumi.interpolate`${roles}/${SECRETS_USER}`,
                principalId: id,
                principalType,
            },
            // Azure updates none of them.
            { parent: this, replaceOnChanges: ["principalId", "principalType", "roleDefinitionId"] },
        );
    }
}

/** At most 15 characters of the 24 that a vault's name can have, without a hyphen at the end or two in a row. */
function vaultPrefix(client: string): string {
    return `dh-${client.slice(0, 12)}`.replaceAll(/-+/g, "-").replace(/-$/, "");
}

/** A client's files and the hosts that accept them, as one secret text. */
function documentOf(
    subject: string,
    client: string,
    { caCertPem, clients, dockerHosts = [] }: ClientVaultsArgs,
): pulumi.Output<string> {
    const choice = { argument: "clients", clients, chosen: client, rule: clientsRule };
    const { certPem, keyPem } = identityOf(`${subject}, readers.${client}`, choice);
    const document: { readonly [Name in keyof VaultDocument]: pulumi.Input<unknown> } = {
        client,
        ca: caCertPem,
        cert: certPem,
        key: keyPem,
        dockerHosts,
    };
    return pulumi.secret(pulumi.jsonStringify(document));
}
