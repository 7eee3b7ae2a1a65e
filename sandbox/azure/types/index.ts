import type { Values } from "../../providers/values";
import type { ArmType, Write } from "../armType";
import { resourceGroupId } from "../resourceIds";
import { roleAssignment } from "./authorization";
import { regionOf, succeeded } from "./common";
import { virtualMachine, virtualMachineExtension } from "./compute";
import { globalSchedule } from "./devTestLab";
import { disk, diskEncryptionSet } from "./disk";
import { vault, vaultSecret } from "./keyVault";
import { userAssignedIdentity } from "./managedIdentity";
import {
    applicationSecurityGroup,
    natGateway,
    networkInterface,
    networkSecurityGroup,
    publicIpAddress,
    subnet,
    virtualNetwork,
} from "./network";
import { dedicatedHost, dedicatedHostGroup, proximityPlacementGroup } from "./placement";
import { privateRecordSet, privateZone, virtualNetworkLink } from "./privateDns";

const resourceGroup: ArmType = {
    token: "azure-native:resources:ResourceGroup",
    armType: "Microsoft.Resources/resourceGroups",
    apiVersion: "2024-03-01",
    nameInput: "resourceGroupName",
    pathInputs: ["resourceGroupName"],
    requiredInputs: ["location"],
    replacingInputs: ["location"],
    id: (inputs) => resourceGroupId(String(inputs["resourceGroupName"])),
    project: () => ({ properties: succeeded }),
};

/** The types of resources that the components can create, and what a program can give their VMs, disks and interfaces. */
export const ARM_TYPES: readonly ArmType[] = [
    resourceGroup,
    virtualNetwork,
    subnet,
    networkSecurityGroup,
    publicIpAddress,
    natGateway,
    networkInterface,
    disk,
    virtualMachine,
    virtualMachineExtension,
    globalSchedule,
    vault,
    vaultSecret,
    roleAssignment,
    userAssignedIdentity,
    proximityPlacementGroup,
    dedicatedHostGroup,
    dedicatedHost,
    diskEncryptionSet,
    applicationSecurityGroup,
    privateZone,
    virtualNetworkLink,
    privateRecordSet,
];

/** The types that the components read, because they may exist already. */
export const READABLE: readonly ArmType[] = [
    resourceGroup,
    virtualNetwork,
    networkSecurityGroup,
    publicIpAddress,
    networkInterface,
    virtualMachine,
];

/** The type tokens by the short names that rules and effects use. */
export const TOKENS = {
    resourceGroup: resourceGroup.token,
    virtualNetwork: virtualNetwork.token,
    subnet: subnet.token,
    networkSecurityGroup: networkSecurityGroup.token,
    publicIpAddress: publicIpAddress.token,
    natGateway: natGateway.token,
    networkInterface: networkInterface.token,
    disk: disk.token,
    virtualMachine: virtualMachine.token,
    virtualMachineExtension: virtualMachineExtension.token,
    globalSchedule: globalSchedule.token,
    vault: vault.token,
    vaultSecret: vaultSecret.token,
    roleAssignment: roleAssignment.token,
    proximityPlacementGroup: proximityPlacementGroup.token,
    dedicatedHostGroup: dedicatedHostGroup.token,
    dedicatedHost: dedicatedHost.token,
    diskEncryptionSet: diskEncryptionSet.token,
    applicationSecurityGroup: applicationSecurityGroup.token,
    privateZone: privateZone.token,
} as const;

/**
 * The response to a GET, as azure-native's outputs. Their form comes from the provider's own recording
 * `TestProviderUpgrade/upgrade-networked-vm` (pulumi/pulumi-azure-native), plus `azureApiVersion` from version 3.
 */
export function answer(type: ArmType, write: Write): Values {
    const region = regionOf(write.inputs);
    const tags = write.inputs["tags"];
    return {
        id: write.id,
        name: write.name,
        type: type.armType,
        ...(region === undefined ? {} : { location: region }),
        azureApiVersion: type.apiVersion,
        ...(tags === undefined ? {} : { tags }),
        ...type.project(write),
    };
}
