import { DiskType } from "../options";
import { oneOf, trueOrFalse, wholeNumber } from "../validation/rules";
import { membersOf, type Rules } from "../validation/walk";

/** The disks of a host. */
export interface DiskSettings {
    /**
     * The disk with the operating system, which is deleted with the VM.
     *
     * @defaultValue - a Standard SSD with the size of the image
     */
    osDisk?: OsDiskSettings;
    /**
     * A separate disk for the engine's data: images, containers and volumes. It outlives the VM. Only with `CustomScript`.
     * Cannot be used with `daemon.dataRoot`. Adding it restarts the daemon with an empty data root.
     *
     * @defaultValue - none: the data is on the OS disk
     */
    dataDisk?: DataDiskSettings;
}

/** The disk with the operating system. */
export interface OsDiskSettings {
    /**
     * Size in GiB, which Azure calls GB: 30 to 4095, and not less than the image. Azure **cannot enlarge an OS disk through its
     * VM**: enlarge the disk itself first, as docs/disks.md describes. Azure cannot shrink a disk.
     *
     * @defaultValue - the size of the image, 30 for Ubuntu
     * @see https://learn.microsoft.com/azure/virtual-machines/linux/expand-disks
     */
    sizeGB?: number;
    /**
     * Type of the disk. `Premium_LRS` needs a size with an `s`, such as `Standard_B2ls_v2`. A change **replaces the VM**.
     *
     * @defaultValue `StandardSSD_LRS`
     * @see https://learn.microsoft.com/azure/virtual-machines/disks-types
     */
    type?: DiskType;
}

/** A separate disk for the engine's data. */
export interface DataDiskSettings {
    /**
     * Size in GiB, which Azure calls GB: 4 to 4095. A larger value grows the disk and its file system in place, without a
     * restart. Azure cannot shrink a disk.
     *
     * @see https://learn.microsoft.com/azure/virtual-machines/linux/expand-disks#expand-without-downtime
     */
    sizeGB: number;
    /**
     * Type of the disk. `Premium_LRS` needs a size with an `s`, such as `Standard_B2ls_v2`. A change converts the disk in place
     * and keeps the data, but only while the VM is deallocated.
     *
     * @defaultValue `StandardSSD_LRS`
     * @see https://learn.microsoft.com/azure/virtual-machines/disks-convert-types
     */
    type?: DiskType;
    /**
     * Whether Pulumi may delete or replace the disk. Otherwise the disk is protected: Pulumi rejects each operation that would
     * delete it, including `pulumi destroy`. Before a deletion, run `up` with `allowDataLoss`; for a replacement, the same `up`
     * is enough.
     *
     * @defaultValue false
     * @see https://www.pulumi.com/docs/iac/concepts/resources/options/protect/
     */
    allowDataLoss?: boolean;
}

const LARGEST_GIB = 4_095;
const type = oneOf(Object.values(DiskType));

/**
 * Azure expands Standard and Premium disks without downtime, and caches them at the VM's host, only up to 4095 GiB.
 * https://learn.microsoft.com/azure/virtual-machines/premium-storage-performance#disk-caching
 */
const dataDisk = {
    sizeGB: wholeNumber("GiB", 4, LARGEST_GIB),
    type,
    allowDataLoss: trueOrFalse,
} as const satisfies Rules<DataDiskSettings>;

const osDisk = { sizeGB: wholeNumber("GiB", 30, LARGEST_GIB), type } as const satisfies Rules<OsDiskSettings>;

const rules = {
    osDisk: membersOf("settings of the OS disk by name", osDisk, Object.keys(osDisk)),
    dataDisk: membersOf("settings of the data disk by name", dataDisk, ["type", "allowDataLoss"]),
} as const satisfies Rules<DiskSettings>;

/** The rule for the disks of a host. */
export const disks = membersOf("the disks by name", rules, Object.keys(rules));

/** The type of a disk for which none is chosen. */
export const DEFAULT_DISK_TYPE: DiskType = DiskType.StandardSsd;
