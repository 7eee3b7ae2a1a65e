import { describe, expect, it } from "@jest/globals";
import type { Values } from "../../../../sandbox/providers/values";
import { furtherShapes } from "./furtherTypes";
import { AzureDriver, changed, GROUP, IDS, INPUTS, type TypeName } from "./support";

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const guid: unknown = expect.stringMatching(GUID);
const etag: unknown = expect.stringMatching(/^W\/"[0-9a-f-]{36}"$/);
const succeeded = { provisioningState: "Succeeded" };
const network = { location: "westus", azureApiVersion: "2024-05-01", ...succeeded };
const compute = { location: "westus", azureApiVersion: "2024-11-01", ...succeeded };

/** The output shapes from azure-native's recording `TestProviderUpgrade/upgrade-networked-vm`, with the components' values. */
const SHAPES: Record<TypeName, Values> = {
    ResourceGroup: {
        name: "rg",
        type: "Microsoft.Resources/resourceGroups",
        location: "westus",
        azureApiVersion: "2024-03-01",
        properties: succeeded,
    },
    NetworkSecurityGroup: {
        ...network,
        name: "nsg",
        type: "Microsoft.Network/networkSecurityGroups",
        etag,
        resourceGuid: guid,
        flowLogs: [],
        networkInterfaces: [],
        subnets: [],
        securityRules: (INPUTS.NetworkSecurityGroup["securityRules"] as Values[]).map((rule) => ({
            ...rule,
            ...succeeded,
            id: `${IDS.NetworkSecurityGroup}/securityRules/${String(rule["name"])}`,
            type: "Microsoft.Network/networkSecurityGroups/securityRules",
            etag,
            destinationAddressPrefixes: [],
            destinationPortRanges: [],
            sourcePortRanges: [],
        })),
    },
    NatGateway: {
        ...network,
        name: "nat",
        type: "Microsoft.Network/natGateways",
        etag,
        resourceGuid: guid,
        idleTimeoutInMinutes: 4,
        publicIpAddresses: undefined,
        sku: { name: "Standard" },
    },
    ...furtherShapes(etag, guid),
    VirtualNetwork: {
        ...network,
        name: "vnet",
        type: "Microsoft.Network/virtualNetworks",
        etag,
        resourceGuid: guid,
        addressSpace: { addressPrefixes: ["10.0.0.0/16"] },
        enableDdosProtection: false,
        subnets: [],
        virtualNetworkPeerings: [],
    },
    Subnet: {
        ...succeeded,
        name: "subnet",
        type: "Microsoft.Network/virtualNetworks/subnets",
        azureApiVersion: "2024-05-01",
        etag,
        addressPrefix: "10.0.0.0/24",
        delegations: [],
        privateEndpointNetworkPolicies: "Disabled",
        privateLinkServiceNetworkPolicies: "Enabled",
    },
    PublicIPAddress: {
        ...network,
        name: "ip",
        type: "Microsoft.Network/publicIPAddresses",
        etag,
        resourceGuid: guid,
        idleTimeoutInMinutes: 4,
        ipAddress: "127.40.0.1",
        ipTags: [],
        publicIPAddressVersion: "IPv4",
        publicIPAllocationMethod: "Static",
        sku: { name: "Standard", tier: "Regional" },
        dnsSettings: { domainNameLabel: "build-1", fqdn: "build-1.westus.cloudapp.azure.com" },
    },
    NetworkInterface: {
        ...network,
        name: "nic",
        type: "Microsoft.Network/networkInterfaces",
        etag,
        resourceGuid: guid,
        auxiliaryMode: "None",
        auxiliarySku: "None",
        disableTcpStateTracking: false,
        enableAcceleratedNetworking: false,
        enableIPForwarding: false,
        vnetEncryptionSupported: false,
        nicType: "Standard",
        hostedWorkloads: [],
        tapConfigurations: [],
        dnsSettings: {
            appliedDnsServers: [],
            dnsServers: [],
            internalDomainNameSuffix: expect.stringMatching(/^\w{26}\.\w\w\.internal\.cloudapp\.net$/),
        },
        networkSecurityGroup: { id: IDS.NetworkSecurityGroup },
        ipConfigurations: [
            {
                ...succeeded,
                id: `${IDS.NetworkInterface}/ipConfigurations/primary`,
                name: "primary",
                type: "Microsoft.Network/networkInterfaces/ipConfigurations",
                etag,
                primary: true,
                privateIPAddress: "10.0.0.4",
                privateIPAddressVersion: "IPv4",
                privateIPAllocationMethod: "Dynamic",
                publicIPAddress: { id: IDS.PublicIPAddress },
                subnet: { id: IDS.Subnet },
            },
        ],
    },
    Disk: {
        ...compute,
        azureApiVersion: "2024-03-02",
        name: "data",
        type: "Microsoft.Compute/disks",
        creationData: { createOption: "Empty" },
        diskSizeBytes: 68_719_476_736,
        diskSizeGB: 64,
        encryption: { type: "EncryptionAtRestWithPlatformKey" },
        networkAccessPolicy: "AllowAll",
        publicNetworkAccess: "Enabled",
        sku: { name: "StandardSSD_LRS", tier: "StandardSSD" },
        timeCreated: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        uniqueId: guid,
    },
    VirtualMachine: {
        ...compute,
        name: "build",
        type: "Microsoft.Compute/virtualMachines",
        hardwareProfile: { vmSize: "Standard_B2ls_v2" },
        networkProfile: { networkInterfaces: [{ id: IDS.NetworkInterface, primary: true }] },
        osProfile: {
            computerName: "build",
            adminUsername: "azureuser",
            allowExtensionOperations: true,
            requireGuestProvisionSignal: true,
            secrets: [],
            linuxConfiguration: {
                disablePasswordAuthentication: false,
                patchSettings: { assessmentMode: "ImageDefault", patchMode: "ImageDefault" },
                provisionVMAgent: true,
                ssh: { publicKeys: [{ path: "/home/azureuser/.ssh/authorized_keys", keyData: "ssh-ed25519 AAAA" }] },
            },
        },
        storageProfile: {
            dataDisks: [],
            imageReference: {
                publisher: "Canonical",
                offer: "UbuntuServer",
                sku: "14.04.5-LTS",
                version: "latest",
                exactVersion: "14.04.201911070",
            },
            osDisk: {
                caching: "ReadWrite",
                createOption: "FromImage",
                deleteOption: "Delete",
                diskSizeGB: 30,
                managedDisk: {
                    id: `${GROUP}/providers/Microsoft.Compute/disks/build-os-disk`,
                    storageAccountType: "StandardSSD_LRS",
                },
                name: "build-os-disk",
                osType: "Linux",
            },
        },
        timeCreated: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        vmId: guid,
    },
    VirtualMachineExtension: {
        ...compute,
        name: "docker",
        publisher: "Microsoft.Azure.Extensions",
        type: "DockerExtension",
        typeHandlerVersion: "1.2",
        autoUpgradeMinorVersion: true,
        settings: INPUTS.VirtualMachineExtension["settings"],
    },
    GlobalSchedule: {
        ...succeeded,
        name: "shutdown-computevm-build",
        type: "Microsoft.DevTestLab/schedules",
        location: "westus",
        azureApiVersion: "2018-09-15",
        status: "Enabled",
        taskType: "ComputeVmShutdownTask",
        targetResourceId: IDS.VirtualMachine,
        dailyRecurrence: { time: "1900" },
        timeZoneId: "W. Europe Standard Time",
        notificationSettings: { status: "Disabled", timeInMinutes: 0 },
        createdDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        uniqueIdentifier: guid,
    },
    Vault: {
        name: "dh-ci-1",
        type: "Microsoft.KeyVault/vaults",
        location: "westus",
        azureApiVersion: "2024-11-01",
        properties: {
            sku: { family: "A", name: "standard" },
            tenantId: "00000000-0000-0000-0000-000000000003",
            accessPolicies: [],
            enabledForDeployment: false,
            enableRbacAuthorization: true,
            enableSoftDelete: true,
            publicNetworkAccess: "Enabled",
            softDeleteRetentionInDays: 7,
            vaultUri: "https://dh-ci-1.vault.azure.net/",
            ...succeeded,
        },
    },
    Secret: {
        name: "docker-client",
        type: "Microsoft.KeyVault/vaults/secrets",
        azureApiVersion: "2024-11-01",
        properties: {
            contentType: "application/json",
            attributes: { enabled: true, created: expect.any(Number), updated: expect.any(Number) },
            secretUri: "https://dh-ci-1.vault.azure.net/secrets/docker-client",
            secretUriWithVersion: expect.stringMatching(
                /^https:\/\/dh-ci-1\.vault\.azure\.net\/secrets\/docker-client\/[0-9a-f]{32}$/,
            ),
        },
    },
    UserAssignedIdentity: {
        name: "team",
        type: "Microsoft.ManagedIdentity/userAssignedIdentities",
        location: "westus",
        azureApiVersion: "2023-01-31",
        clientId: guid,
        principalId: guid,
        tenantId: "00000000-0000-0000-0000-000000000003",
    },
    RoleAssignment: {
        ...INPUTS.RoleAssignment,
        name: INPUTS.RoleAssignment["roleAssignmentName"],
        roleAssignmentName: undefined,
        type: "Microsoft.Authorization/roleAssignments",
        azureApiVersion: "2022-04-01",
        createdBy: "00000000-0000-0000-0000-000000000002",
        createdOn: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        updatedBy: "00000000-0000-0000-0000-000000000002",
        updatedOn: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    },
};

describe("the response", () => {
    it.each(Object.entries(SHAPES) as [TypeName, Values][])(
        "for a %s has azure-native's structure",
        async (type, shape) => {
            const azure = await new AzureDriver().up(type);
            expect((await azure.create(type)).outputs).toEqual({ id: IDS[type], ...shape });
        },
    );

    it("writes a region as Azure does", async () => {
        const azure = new AzureDriver();
        const { outputs } = await azure.create("ResourceGroup", changed("ResourceGroup", "location", "West US 2"));
        expect(outputs["location"]).toBe("westus2");
    });
});

describe("a private address", () => {
    const nic = (networkInterfaceName: string, subnetId: string): Values => ({
        ...INPUTS.NetworkInterface,
        networkInterfaceName,
        ipConfigurations: [{ name: "primary", subnet: { id: subnetId } }],
    });
    const addressOf = (outputs: Values): unknown => (outputs["ipConfigurations"] as Values[])[0]?.["privateIPAddress"];
    const created = async (azure: AzureDriver, inputs: Values) =>
        addressOf((await azure.create("NetworkInterface", inputs)).outputs);

    it("is the first free one of its own subnet", async () => {
        const azure = await new AzureDriver().up("NetworkInterface");
        const subnets = { ...INPUTS.Subnet, virtualNetworkName: "vnet-2" };
        await azure.create("VirtualNetwork", { ...INPUTS.VirtualNetwork, virtualNetworkName: "vnet-2" });
        const { id: twin } = await azure.create("Subnet", subnets);
        const next = { ...subnets, subnetName: "next", addressPrefix: "10.0.1.0/24" };
        const { id: neighbour } = await azure.create("Subnet", next);
        expect(await created(azure, INPUTS.NetworkInterface)).toBe("10.0.0.4");
        expect(await created(azure, nic("nic-2", IDS.Subnet))).toBe("10.0.0.5");
        expect(await created(azure, nic("nic-3", twin))).toBe("10.0.0.4");
        expect(await created(azure, nic("nic-5", neighbour))).toBe("10.0.1.4");
        await azure.delete("NetworkInterface");
        // nic-3, which has no public address, is found by 10.0.0.4.
        expect(await created(azure, nic("nic-4", IDS.Subnet))).toBe("10.0.0.6");
    });

    it("stays the same in an update", async () => {
        const azure = await new AzureDriver().up("VirtualMachine");
        expect(addressOf(await azure.update("NetworkInterface", INPUTS.NetworkInterface))).toBe("10.0.0.4");
    });
});
