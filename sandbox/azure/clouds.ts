/**
 * A cloud of Azure, with the names that its services give to what users create:
 * github.com/Azure/go-autorest/blob/main/autorest/azure/environments.go
 */
export interface Cloud {
    /** Its values for `azure-native:environment`, in lower case; the real provider takes any other for the public cloud. */
    readonly environments: readonly string[];
    /** The end of the domain names of public addresses. */
    readonly publicNames: string;
    /** The end of the domain names within virtual networks. */
    readonly internalNames: string;
    /** The end of the domain names of key vaults. */
    readonly vaultNames: string;
    /** The form of the names of its regions. https://learn.microsoft.com/azure/reliability/regions-list */
    readonly regions: RegExp;
    /** Some of its regions, for messages. */
    readonly someRegions: readonly string[];
}

const CHINA: Cloud = {
    environments: ["china", "azurechinacloud"],
    publicNames: "cloudapp.chinacloudapi.cn",
    internalNames: "internal.chinacloudapp.cn",
    vaultNames: "vault.azure.cn",
    regions: /^china/,
    someRegions: ["chinaeast2", "chinaeast3", "chinanorth2", "chinanorth3"],
};

const GOVERNMENT: Cloud = {
    environments: ["usgov", "usgovernment", "azureusgovernment", "azureusgovernmentcloud", "usgovernmentl4"],
    publicNames: "cloudapp.usgovcloudapi.net",
    internalNames: "internal.usgovcloudapp.net",
    vaultNames: "vault.usgovcloudapi.net",
    regions: /^us(gov|dod)/,
    someRegions: ["usgovarizona", "usgovtexas", "usgovvirginia"],
};

const PUBLIC: Cloud = {
    environments: ["public", "azurecloud"],
    publicNames: "cloudapp.azure.com",
    internalNames: "internal.cloudapp.net",
    vaultNames: "vault.azure.net",
    regions: /^(?!china|us(gov|dod))/,
    someRegions: ["eastus", "northeurope", "westeurope", "westus"],
};

/**
 * The cloud of the provider's own setting `environment`.
 *
 * @throws Error if there is no such cloud.
 */
export function cloudOf(environment = "public"): Cloud {
    const cloud = [PUBLIC, CHINA, GOVERNMENT].find(({ environments }) =>
        environments.includes(environment.toLowerCase()),
    );
    if (cloud === undefined) {
        throw new Error(
            `azure-native:environment: expected public, china or usgovernment, got "${environment}", which the real provider takes for the public cloud`,
        );
    }
    return cloud;
}
