import { randomUUID } from "node:crypto";
import { at, listAt, textAt } from "../../../shared/json";
import type { Values } from "../../providers/values";
import type { ArmType } from "../armType";
import { nameOf, sameId } from "../resourceIds";
import type { Store, StoredResource } from "../store";
import { kept, succeeded, topLevel } from "./common";

export const disk: ArmType = {
    ...topLevel("Microsoft.Compute", "disks", "diskName"),
    token: "azure-native:compute:Disk",
    apiVersion: "2024-03-02",
    requiredInputs: ["resourceGroupName", "location", "creationData"],
    replacingInputs: ["location"],
    project: (write) => {
        const { inputs } = write;
        return {
            creationData: inputs["creationData"],
            diskSizeBytes: Number(inputs["diskSizeGB"]) * 2 ** 30,
            diskSizeGB: inputs["diskSizeGB"],
            encryption: inputs["encryption"] ?? { type: "EncryptionAtRestWithPlatformKey" },
            networkAccessPolicy: inputs["networkAccessPolicy"] ?? "AllowAll",
            publicNetworkAccess: inputs["publicNetworkAccess"] ?? "Enabled",
            sku: { ...(inputs["sku"] as Values | undefined), tier: textAt(inputs, "sku", "name")?.split("_")[0] },
            zones: inputs["zones"],
            ...kept(write, "timeCreated", () => new Date().toISOString()),
            ...kept(write, "uniqueId", randomUUID),
            ...succeeded,
        };
    },
};

/** The sandbox has no keys of vaults: an encryption set is one whose identity may use its key. */
export const diskEncryptionSet: ArmType = {
    ...topLevel("Microsoft.Compute", "diskEncryptionSets", "diskEncryptionSetName"),
    token: "azure-native:compute:DiskEncryptionSet",
    apiVersion: "2024-03-02",
    replacingInputs: ["location"],
    project: ({ inputs: { activeKey, encryptionType } }) => ({
        activeKey,
        encryptionType: encryptionType ?? "EncryptionAtRestWithCustomerKey",
        ...succeeded,
    }),
};

/** A data disk of a VM as its inputs or its properties describe it. */
interface Attachment {
    readonly lun: number;
    /** The ARM id of the disk. */
    readonly id: string;
    readonly deleteOption: string;
}

/** The data disks of a VM with these inputs or properties. */
export function attachmentsOf(vm: Values | undefined): Attachment[] {
    return listAt(vm, "storageProfile", "dataDisks").map((one) => ({
        lun: Number(one["lun"]),
        id: textAt(one, "managedDisk", "id") ?? "",
        deleteOption: textAt(one, "deleteOption") ?? "Detach",
    }));
}

/** Whether a VM with these properties has a disk as a data disk. */
export function usesDisk(vm: Values, id: string): boolean {
    return attachmentsOf(vm).some((one) => sameId(one.id, id));
}

/** The data disks in the response to a GET of a VM. */
export function projectedDataDisks(inputs: Values, store: Store): Values[] {
    return listAt(inputs, "storageProfile", "dataDisks").map((one) => {
        const id = textAt(one, "managedDisk", "id") ?? "";
        const found: StoredResource | undefined = store.get(id);
        return {
            diskSizeGB: found?.properties["diskSizeGB"],
            name: nameOf(id),
            toBeDetached: false,
            ...one,
            managedDisk: { id, storageAccountType: at(found?.properties, "sku", "name") },
        };
    });
}
