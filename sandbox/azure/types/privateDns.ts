import type { ArmType } from "../armType";
import { succeeded, topLevel } from "./common";

const API_VERSION = "2024-06-01";

export const privateZone: ArmType = {
    ...topLevel("Microsoft.Network", "privateDnsZones", "privateZoneName"),
    token: "azure-native:privatedns:PrivateZone",
    apiVersion: API_VERSION,
    replacingInputs: ["location"],
    project: () => succeeded,
};

export const virtualNetworkLink: ArmType = {
    token: "azure-native:privatedns:VirtualNetworkLink",
    armType: "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
    apiVersion: API_VERSION,
    nameInput: "virtualNetworkLinkName",
    pathInputs: ["resourceGroupName", "privateZoneName", "virtualNetworkLinkName"],
    requiredInputs: ["resourceGroupName", "privateZoneName", "location"],
    replacingInputs: ["location"],
    id: (inputs) => `${privateZone.id(inputs)}/virtualNetworkLinks/${String(inputs["virtualNetworkLinkName"])}`,
    project: ({ inputs: { registrationEnabled, virtualNetwork } }) => ({
        registrationEnabled: registrationEnabled ?? false,
        virtualNetwork,
        virtualNetworkLinkState: "Completed",
        ...succeeded,
    }),
};

/** A set of A records: the sandbox emulates no other ones. */
export const privateRecordSet: ArmType = {
    token: "azure-native:privatedns:PrivateRecordSet",
    armType: "Microsoft.Network/privateDnsZones/A",
    apiVersion: API_VERSION,
    nameInput: "relativeRecordSetName",
    pathInputs: ["resourceGroupName", "privateZoneName", "recordType", "relativeRecordSetName"],
    requiredInputs: ["resourceGroupName", "privateZoneName", "recordType"],
    replacingInputs: [],
    id: (inputs) =>
        `${privateZone.id(inputs)}/${String(inputs["recordType"])}/${String(inputs["relativeRecordSetName"])}`,
    project: ({ name, inputs: { aRecords, privateZoneName, ttl } }) => ({
        aRecords,
        fqdn: `${name}.${String(privateZoneName)}.`,
        isAutoRegistered: false,
        ttl,
    }),
};
