import type { Values } from "../../../../sandbox/providers/values";

/** Resources that the components do not create, but that a program can give their VMs, disks and interfaces. */

export const GROUP = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg";
const ZONE = `${GROUP}/providers/Microsoft.Network/privateDnsZones/example.internal`;
const inGroup = { resourceGroupName: "rg", location: "westus" };

export const FURTHER_TOKENS = {
    ProximityPlacementGroup: "azure-native:compute:ProximityPlacementGroup",
    DedicatedHostGroup: "azure-native:compute:DedicatedHostGroup",
    DedicatedHost: "azure-native:compute:DedicatedHost",
    DiskEncryptionSet: "azure-native:compute:DiskEncryptionSet",
    ApplicationSecurityGroup: "azure-native:network:ApplicationSecurityGroup",
    PrivateZone: "azure-native:privatedns:PrivateZone",
    VirtualNetworkLink: "azure-native:privatedns:VirtualNetworkLink",
    PrivateRecordSet: "azure-native:privatedns:PrivateRecordSet",
} as const;

type FurtherType = keyof typeof FURTHER_TOKENS;

export const FURTHER_IDS: Readonly<Record<FurtherType, string>> = {
    ProximityPlacementGroup: `${GROUP}/providers/Microsoft.Compute/proximityPlacementGroups/near`,
    DedicatedHostGroup: `${GROUP}/providers/Microsoft.Compute/hostGroups/own`,
    DedicatedHost: `${GROUP}/providers/Microsoft.Compute/hostGroups/own/hosts/first`,
    DiskEncryptionSet: `${GROUP}/providers/Microsoft.Compute/diskEncryptionSets/keys`,
    ApplicationSecurityGroup: `${GROUP}/providers/Microsoft.Network/applicationSecurityGroups/builders`,
    PrivateZone: ZONE,
    VirtualNetworkLink: `${ZONE}/virtualNetworkLinks/vnet`,
    PrivateRecordSet: `${ZONE}/A/build`,
};

export const FURTHER_INPUTS: Readonly<Record<FurtherType, Values>> = {
    ProximityPlacementGroup: { ...inGroup, proximityPlacementGroupName: "near" },
    DedicatedHostGroup: { ...inGroup, hostGroupName: "own", platformFaultDomainCount: 1 },
    DedicatedHost: {
        ...inGroup,
        hostGroupName: "own",
        hostName: "first",
        sku: { name: "DSv5-Type1" },
        platformFaultDomain: 0,
    },
    DiskEncryptionSet: {
        ...inGroup,
        diskEncryptionSetName: "keys",
        activeKey: { keyUrl: "https://team.vault.azure.net/keys/disks" },
    },
    ApplicationSecurityGroup: { ...inGroup, applicationSecurityGroupName: "builders" },
    PrivateZone: { ...inGroup, location: "global", privateZoneName: "example.internal" },
    VirtualNetworkLink: {
        ...inGroup,
        location: "global",
        privateZoneName: "example.internal",
        virtualNetworkLinkName: "vnet",
        virtualNetwork: { id: `${GROUP}/providers/Microsoft.Network/virtualNetworks/vnet` },
        registrationEnabled: false,
    },
    PrivateRecordSet: {
        resourceGroupName: "rg",
        privateZoneName: "example.internal",
        recordType: "A",
        relativeRecordSetName: "build",
        aRecords: [{ ipv4Address: "10.0.0.4" }],
        ttl: 300,
    },
};

const succeeded = { provisioningState: "Succeeded" };
const compute = { location: "westus", azureApiVersion: "2024-11-01", ...succeeded };
const network = { location: "westus", azureApiVersion: "2024-05-01", ...succeeded };

/** The properties in a response to a GET, with what an ETag and a GUID look like. */
export const furtherShapes = (etag: unknown, guid: unknown): Readonly<Record<FurtherType, Values>> => ({
    ProximityPlacementGroup: {
        ...compute,
        name: "near",
        type: "Microsoft.Compute/proximityPlacementGroups",
        proximityPlacementGroupType: "Standard",
    },
    DedicatedHostGroup: {
        name: "own",
        location: "westus",
        azureApiVersion: "2024-11-01",
        type: "Microsoft.Compute/hostGroups",
        platformFaultDomainCount: 1,
        supportAutomaticPlacement: false,
        zones: undefined,
    },
    DedicatedHost: {
        ...compute,
        name: "first",
        type: "Microsoft.Compute/hostGroups/hosts",
        autoReplaceOnFailure: true,
        platformFaultDomain: 0,
        sku: { name: "DSv5-Type1" },
    },
    DiskEncryptionSet: {
        ...compute,
        name: "keys",
        azureApiVersion: "2024-03-02",
        type: "Microsoft.Compute/diskEncryptionSets",
        activeKey: { keyUrl: "https://team.vault.azure.net/keys/disks" },
        encryptionType: "EncryptionAtRestWithCustomerKey",
    },
    ApplicationSecurityGroup: {
        ...network,
        name: "builders",
        type: "Microsoft.Network/applicationSecurityGroups",
        etag,
        resourceGuid: guid,
    },
    PrivateZone: {
        ...succeeded,
        name: "example.internal",
        location: "global",
        azureApiVersion: "2024-06-01",
        type: "Microsoft.Network/privateDnsZones",
    },
    VirtualNetworkLink: {
        ...succeeded,
        name: "vnet",
        location: "global",
        azureApiVersion: "2024-06-01",
        type: "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
        registrationEnabled: false,
        virtualNetwork: { id: `${GROUP}/providers/Microsoft.Network/virtualNetworks/vnet` },
        virtualNetworkLinkState: "Completed",
    },
    PrivateRecordSet: {
        name: "build",
        azureApiVersion: "2024-06-01",
        type: "Microsoft.Network/privateDnsZones/A",
        aRecords: [{ ipv4Address: "10.0.0.4" }],
        fqdn: "build.example.internal.",
        isAutoRegistered: false,
        ttl: 300,
    },
});
