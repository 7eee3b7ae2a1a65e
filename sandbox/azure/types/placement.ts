import type { ArmType } from "../armType";
import { succeeded, topLevel } from "./common";

const API_VERSION = "2024-11-01";

export const proximityPlacementGroup: ArmType = {
    ...topLevel("Microsoft.Compute", "proximityPlacementGroups", "proximityPlacementGroupName"),
    token: "azure-native:compute:ProximityPlacementGroup",
    apiVersion: API_VERSION,
    replacingInputs: ["location"],
    project: ({ inputs }) => ({
        proximityPlacementGroupType: inputs["proximityPlacementGroupType"] ?? "Standard",
        ...succeeded,
    }),
};

export const dedicatedHostGroup: ArmType = {
    ...topLevel("Microsoft.Compute", "hostGroups", "hostGroupName"),
    token: "azure-native:compute:DedicatedHostGroup",
    apiVersion: API_VERSION,
    requiredInputs: ["resourceGroupName", "location", "platformFaultDomainCount"],
    replacingInputs: ["location"],
    project: ({ inputs: { platformFaultDomainCount, supportAutomaticPlacement, zones } }) => ({
        platformFaultDomainCount,
        supportAutomaticPlacement: supportAutomaticPlacement ?? false,
        zones,
    }),
};

export const dedicatedHost: ArmType = {
    token: "azure-native:compute:DedicatedHost",
    armType: "Microsoft.Compute/hostGroups/hosts",
    apiVersion: API_VERSION,
    nameInput: "hostName",
    pathInputs: ["resourceGroupName", "hostGroupName", "hostName"],
    requiredInputs: ["resourceGroupName", "hostGroupName", "location", "sku"],
    replacingInputs: ["location"],
    id: (inputs) => `${dedicatedHostGroup.id(inputs)}/hosts/${String(inputs["hostName"])}`,
    project: ({ inputs }) => ({
        autoReplaceOnFailure: inputs["autoReplaceOnFailure"] ?? true,
        platformFaultDomain: inputs["platformFaultDomain"],
        sku: inputs["sku"],
        ...succeeded,
    }),
};
