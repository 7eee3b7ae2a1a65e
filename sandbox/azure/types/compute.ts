import { randomUUID } from "node:crypto";
import type { Values } from "../../providers/values";
import { at } from "../../../shared/json";
import type { ArmType, Write } from "../armType";
import { catalogueVersion } from "../catalogue";
import { projectedDataDisks } from "./disk";
import { kept, succeeded, topLevel } from "./common";
import { vmIdentity } from "./managedIdentity";

const API_VERSION = "2024-11-01";

/** The properties of a VM that Azure returns as they were given, or not at all. */
const OPTIONAL = [
    ...["zones", "priority", "evictionPolicy", "billingProfile", "diagnosticsProfile"],
    ...["proximityPlacementGroup", "host", "plan"],
];

export const virtualMachine: ArmType = {
    ...topLevel("Microsoft.Compute", "virtualMachines", "vmName"),
    token: "azure-native:compute:VirtualMachine",
    apiVersion: API_VERSION,
    replacingInputs: ["location"],
    project: (write) => ({
        hardwareProfile: write.inputs["hardwareProfile"],
        networkProfile: write.inputs["networkProfile"],
        osProfile: osProfile(write.inputs),
        securityProfile: write.inputs["securityProfile"],
        storageProfile: storageProfile(write),
        ...pickGiven(write.inputs, OPTIONAL),
        ...vmIdentity(write),
        ...kept(write, "timeCreated", () => new Date().toISOString()),
        ...kept(write, "vmId", randomUUID),
        ...succeeded,
    }),
    // https://learn.microsoft.com/rest/api/compute/virtual-machines/get: "The virtual machine child extension resources."
    related: (id, store) => ({
        resources: store
            .below(id)
            .filter(({ type }) => type === virtualMachineExtension.token)
            .map(({ properties }) => properties),
    }),
};

/** The inputs of these names that are there. */
function pickGiven(inputs: Values, names: readonly string[]): Values {
    return Object.fromEntries(Object.entries(inputs).filter(([name]) => names.includes(name)));
}

/** Azure never returns the password or the custom data. */
function osProfile(inputs: Values): Values {
    const { adminPassword, customData, ...shown } = (inputs["osProfile"] ?? {}) as Values;
    return {
        requireGuestProvisionSignal: true,
        secrets: [],
        ...shown,
        linuxConfiguration: {
            patchSettings: { assessmentMode: "ImageDefault", patchMode: "ImageDefault" },
            ...(shown["linuxConfiguration"] as Values | undefined),
        },
    };
}

function storageProfile({ id, inputs, before, store }: Write): Values {
    const image = at(inputs, "storageProfile", "imageReference") as Values | undefined;
    const disk = at(inputs, "storageProfile", "osDisk") as Values | undefined;
    const [group = ""] = id.split("/providers/");
    return {
        dataDisks: projectedDataDisks(inputs, store),
        imageReference: { ...image, exactVersion: catalogueVersion(image) },
        osDisk: {
            diskSizeGB: at(before?.properties, "storageProfile", "osDisk", "diskSizeGB") ?? 30,
            osType: "Linux",
            ...disk,
            managedDisk: {
                ...(disk?.["managedDisk"] as Values | undefined),
                id: `${group}/providers/Microsoft.Compute/disks/${String(disk?.["name"])}`,
            },
        },
    };
}

export const virtualMachineExtension: ArmType = {
    token: "azure-native:compute:VirtualMachineExtension",
    armType: "Microsoft.Compute/virtualMachines/extensions",
    apiVersion: API_VERSION,
    nameInput: "vmExtensionName",
    pathInputs: ["resourceGroupName", "vmName", "vmExtensionName"],
    requiredInputs: ["resourceGroupName", "vmName", "location"],
    replacingInputs: ["location"],
    id: (inputs) => `${virtualMachine.id(inputs)}/extensions/${String(inputs["vmExtensionName"])}`,
    // The protected settings go to the VM's agent and are not kept.
    project: ({ inputs }) => ({
        publisher: inputs["publisher"],
        // Overwrites the resource's own type, which has the same name in Azure's response.
        type: inputs["type"],
        typeHandlerVersion: inputs["typeHandlerVersion"],
        autoUpgradeMinorVersion: inputs["autoUpgradeMinorVersion"],
        settings: inputs["settings"],
        ...succeeded,
    }),
};
