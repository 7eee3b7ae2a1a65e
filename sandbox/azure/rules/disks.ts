import { isDeepStrictEqual } from "node:util";
import { at, textAt } from "../../../shared/json";
import type { Write } from "../armType";
import { nameOf } from "../resourceIds";
import type { StoredResource } from "../store";
import { TOKENS } from "../types";
import { attachmentsOf, usesDisk } from "../types/disk";
import { otherWith, SOURCES, type WriteRule } from "./rule";

/** The sizes of the disks of Ubuntu's images in GiB. */
const IMAGE_GIB = 30;
/** The largest size in GiB to which Azure expands a disk without downtime. */
const LARGEST_LIVE_GIB = 4096;

/** Whether a size supports premium disks: it has an `s` in its name, as Azure's naming conventions say. */
function hasPremium(vmSize: string): boolean {
    return /^(standard|basic)_(ds|gs)\d|^standard_[a-z]+\d+(-\d+)?[a-z]*s[a-z]*(_|$)/i.test(vmSize);
}

const sizeOf = (properties: unknown): number => Number(at(properties, "diskSizeGB"));

/** The VM that has a disk and is not deallocated; undefined if there is none. */
function runningOwner(write: Write): StoredResource | undefined {
    return write.store
        .list(TOKENS.virtualMachine)
        .find(({ properties, isDeallocated }) => isDeallocated !== true && usesDisk(properties, write.id));
}

/** The disks that a VM attaches, with their resources. */
const attached = ({ inputs, store }: Write): StoredResource[] =>
    attachmentsOf(inputs).flatMap(({ id }) => store.get(id) ?? []);

/** The rules for managed disks. */
export const diskRules: readonly WriteRule[] = [
    {
        code: "InvalidParameter",
        status: 400,
        source: SOURCES.azurerm,
        on: TOKENS.disk,
        violation: ({ inputs }) => {
            const size = sizeOf(inputs);
            return Number.isInteger(size) && size >= 1 && size <= 32_767
                ? undefined
                : `The value '${String(inputs["diskSizeGB"])}' of parameter 'disk.diskSizeGB' is out of range. The value must be between '1' and '32767', inclusive.`;
        },
    },
    {
        code: "InvalidAccountType",
        status: 400,
        source: SOURCES.vmErrors,
        on: TOKENS.disk,
        violation: ({ inputs }) => {
            const type = textAt(inputs, "sku", "name") ?? "Standard_LRS";
            return /^(Standard|StandardSSD|Premium|PremiumV2|UltraSSD)_LRS$|^(StandardSSD|Premium)_ZRS$/.test(type)
                ? undefined
                : `The AccountType ${type} is invalid.`;
        },
    },
    {
        code: "PropertyChangeNotAllowed",
        status: 409,
        source: SOURCES.rest,
        on: TOKENS.disk,
        violation: ({ inputs, before }) => {
            const changed = ["creationData", "zones"].find(
                (name) => before && !isDeepStrictEqual(inputs[name], before.properties[name]),
            );
            return changed && `Changing property '${changed}' is not allowed.`;
        },
    },
    {
        code: "BadRequest",
        status: 400,
        source: SOURCES.recorded,
        on: TOKENS.disk,
        violation: ({ id, inputs, before }) =>
            before !== undefined && sizeOf(inputs) < sizeOf(before.properties)
                ? `The disk/snapshot resource with id ${id} cannot be resized down. Reducing disk/snapshot size is not supported in Azure to prevent data loss. If you do need to reduce the size of the disk, please create new snapshot/disks with the appropriate size. More information is available at https://aka.ms/AzureDisksFAQ.`
                : undefined,
    },
    {
        code: "OperationNotAllowed",
        status: 409,
        source: SOURCES.expandDisks,
        on: TOKENS.disk,
        violation: (write) => {
            const [size, vm] = [sizeOf(write.inputs), runningOwner(write)];
            const former = sizeOf(write.before?.properties);
            return vm !== undefined && former <= LARGEST_LIVE_GIB && size > LARGEST_LIVE_GIB
                ? `Cannot resize disk ${write.name} while it is attached to running VM ${vm.id}. Resizing a disk of an Azure Virtual Machine requires the virtual machine to be deallocated. Please stop your VM and retry the operation.`
                : undefined;
        },
    },
    {
        code: "OperationNotAllowed",
        status: 409,
        source: SOURCES.convertDisks,
        on: TOKENS.disk,
        violation: (write) => {
            const vm = runningOwner(write);
            const former = textAt(write.before?.properties, "sku", "name");
            return vm !== undefined && textAt(write.inputs, "sku", "name") !== former
                ? `Cannot change the account type of disk ${write.name} while it is attached to running VM ${vm.id}. Changing it requires the virtual machine to be deallocated. Please stop your VM and retry the operation.`
                : undefined;
        },
    },
    {
        code: "InvalidParameter",
        status: 400,
        source: SOURCES.vmErrors,
        on: TOKENS.virtualMachine,
        violation: ({ inputs }) => {
            const luns = attachmentsOf(inputs).map(({ lun }) => lun);
            const twice = luns.find((lun, index) => luns.indexOf(lun) !== index);
            return twice === undefined ? undefined : `A disk at LUN ${twice} already exists.`;
        },
    },
    {
        code: "ConflictingUserInput",
        status: 409,
        source: SOURCES.vmErrors,
        on: TOKENS.virtualMachine,
        violation: (write) => {
            const taken = attached(write).flatMap(({ id }) => {
                const holder = otherWith(write, TOKENS.virtualMachine, ({ properties }) => usesDisk(properties, id));
                return holder === undefined ? [] : { id, holder };
            })[0];
            return (
                taken &&
                `Disk '${nameOf(taken.id)}' cannot be attached as the disk is already owned by VM '${taken.holder.id}'.`
            );
        },
    },
    {
        code: "BadRequest",
        status: 400,
        source: SOURCES.recorded,
        on: TOKENS.virtualMachine,
        violation: (write) => {
            const zone = textAt(write.inputs, "zones", "0");
            const other = attached(write).find(({ properties }) => textAt(properties, "zones", "0") !== zone);
            if (other === undefined) {
                return undefined;
            }
            const its = textAt(other.properties, "zones", "0");
            const text = `Disk ${other.id} cannot be attached to the VM because it is not in`;
            return its === undefined
                ? `${text} zone '${String(zone)}'.`
                : `${text} the same zone as the VM. VM zone: '${zone ?? ""}'. Disk zone: '${its}'.`;
        },
    },
    {
        code: "InvalidParameter",
        status: 400,
        source: SOURCES.recorded,
        on: TOKENS.virtualMachine,
        violation: (write) => {
            const size = textAt(write.inputs, "hardwareProfile", "vmSize") ?? "";
            const osDisk = at(write.inputs, "storageProfile", "osDisk");
            const disks = [
                { name: textAt(osDisk, "name"), type: textAt(osDisk, "managedDisk", "storageAccountType") },
                ...attached(write).map(({ id, properties }) => ({
                    name: nameOf(id),
                    type: textAt(properties, "sku", "name"),
                })),
            ];
            const premium = disks.find(({ type = "" }) => type.startsWith("Premium"));
            return premium === undefined || hasPremium(size)
                ? undefined
                : `Requested operation cannot be performed because the VM size ${size} does not support the storage account type ${premium.type ?? ""} of disk '${premium.name ?? ""}'. Consider updating the VM to a size that supports Premium storage.`;
        },
    },
    {
        code: "OperationNotAllowed",
        status: 409,
        source: SOURCES.vmErrors,
        on: TOKENS.virtualMachine,
        violation: ({ inputs, before }) => {
            const size = at(inputs, "storageProfile", "osDisk", "diskSizeGB");
            return before === undefined && size !== undefined && Number(size) < IMAGE_GIB
                ? `Disk with size ${Number(size)}GB, which is smaller than the size ${IMAGE_GIB}GB of corresponding disk in Image, is not allowed.`
                : undefined;
        },
    },
    {
        code: "Conflict",
        status: 409,
        source: SOURCES.vmErrors,
        on: TOKENS.virtualMachine,
        violation: (write) =>
            resizesOsDisk(write) && write.before?.isDeallocated !== true
                ? "Disk resizing is allowed only when creating a VM or when the VM is deallocated."
                : undefined,
    },
    {
        code: "ResizeDiskError",
        status: 409,
        source: SOURCES.recorded,
        on: TOKENS.virtualMachine,
        violation: (write) =>
            resizesOsDisk(write)
                ? `Managed disk resize via Virtual Machine '${write.name}' is not allowed. Please resize disk resource at ${String(at(write.before?.properties, "storageProfile", "osDisk", "managedDisk", "id"))}.`
                : undefined,
    },
];

/** Whether a VM that exists is to have an OS disk of another size. */
function resizesOsDisk({ inputs, before }: Write): boolean {
    const path = ["storageProfile", "osDisk", "diskSizeGB"];
    const [wanted, former] = [at(inputs, ...path), at(before?.properties, ...path)];
    return before !== undefined && wanted !== undefined && wanted !== former;
}
