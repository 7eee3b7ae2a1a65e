import { describe, expect, it } from "@jest/globals";
import { cloudOf } from "../../../../sandbox/azure/clouds";
import { AzureDriver, changed, INPUTS } from "./support";

/** The emulated Azure of a cloud, in which the resources before a public address are in a region. */
async function inCloud(environment: string, location: string): Promise<AzureDriver> {
    const azure = new AzureDriver();
    azure.provider.configure?.({ environment });
    await azure.create("ResourceGroup", { ...INPUTS.ResourceGroup, location });
    return azure;
}

describe("a cloud of Azure", () => {
    it.each([
        ["public", "westus", "build-1.westus.cloudapp.azure.com", "https://dh-ci-1.vault.azure.net/"],
        ["china", "chinanorth3", "build-1.chinanorth3.cloudapp.chinacloudapi.cn", "https://dh-ci-1.vault.azure.cn/"],
        [
            "usgovernment",
            "usgovvirginia",
            "build-1.usgovvirginia.cloudapp.usgovcloudapi.net",
            "https://dh-ci-1.vault.usgovcloudapi.net/",
        ],
    ])("gives names of its own: %s", async (environment, location, fqdn, vaultUri) => {
        const azure = await inCloud(environment, location);
        const address = await azure.create("PublicIPAddress", { ...INPUTS.PublicIPAddress, location });
        expect(address.outputs["dnsSettings"]).toEqual({ domainNameLabel: "build-1", fqdn });
        const vault = await azure.create("Vault", { ...INPUTS.Vault, location });
        expect(vault.outputs["properties"]).toMatchObject({ vaultUri });
    });

    it.each([
        ["public", "westus", "chinanorth3"],
        ["china", "chinanorth3", "westus"],
        ["china", "chinaeast2", "usgovvirginia"],
        ["usgovernment", "usgovvirginia", "usgermany"],
    ])("has regions of its own: %s has %s, not %s", async (environment, own, other) => {
        const azure = await inCloud(environment, own);
        await expect(
            azure.create("PublicIPAddress", { ...INPUTS.PublicIPAddress, location: other }),
        ).rejects.toMatchObject({
            status: 400,
            message: expect.stringContaining(
                `Code="LocationNotAvailableForResourceType" Message="The provided location '${other}' is not available for resource type 'Microsoft.Network/publicIPAddresses'. List of available regions is '`,
            ),
        });
        const group = changed("ResourceGroup", "location", other);
        await expect(azure.create("ResourceGroup", { ...group, resourceGroupName: "rg-2" })).rejects.toMatchObject({
            status: 400,
            message: expect.stringContaining(
                `The provided location '${other}' is not available for resource group. List of available regions is '`,
            ),
        });
    });

    it("has the names that the provider knows, in any case", () => {
        expect(cloudOf(undefined)).toBe(cloudOf("Public"));
        expect(cloudOf("AzureChinaCloud")).toBe(cloudOf("china"));
        expect(cloudOf("AzureUSGovernment")).toBe(cloudOf("usgov"));
        expect(() => cloudOf("german")).toThrow(
            'azure-native:environment: expected public, china or usgovernment, got "german", which the real provider takes for the public cloud',
        );
    });
});
