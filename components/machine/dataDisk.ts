import * as compute from "@pulumi/azure-native/compute";
import type * as pulumi from "@pulumi/pulumi";
import { DEFAULT_DISK_TYPE, type DataDiskSettings } from "./diskSettings";
import type { AvailabilityZone } from "../options";
import type { Tags } from "../validation/tags";

/** The values for a data disk. */
interface DataDiskSpec extends DataDiskSettings {
    readonly resourceGroupName: pulumi.Input<string>;
    readonly location: pulumi.Input<string>;
    readonly zone: AvailabilityZone | undefined;
    readonly tags?: Tags;
}

/**
 * Creates an empty disk, which the install script formats. The provider generates its name, so that a change of the host's
 * name does not replace it.
 */
export function createDataDisk(name: string, spec: DataDiskSpec, opts: pulumi.CustomResourceOptions): compute.Disk {
    const { zone } = spec;
    return new compute.Disk(
        `${name}-data-disk`,
        {
            resourceGroupName: spec.resourceGroupName,
            location: spec.location,
            tags: spec.tags,
            ...(zone === undefined ? {} : { zones: [zone] }),
            sku: { name: spec.type ?? DEFAULT_DISK_TYPE },
            creationData: { createOption: "Empty" },
            diskSizeGB: spec.sizeGB,
            // Azure's default lets its contents be exported to the Internet by a link.
            networkAccessPolicy: "DenyAll",
            publicNetworkAccess: "Disabled",
        },
        // A protection that the caller's component has stays, even if data loss is allowed.
        {
            ...opts,
            ...(spec.allowDataLoss === true ? {} : { protect: true }),
            replaceOnChanges: ["zones", "creationData"],
        },
    );
}

/** How a VM has the disk: a VM that is deleted leaves it behind. */
export function attachment(disk: compute.Disk) {
    return {
        lun: 0,
        createOption: "Attach",
        deleteOption: "Detach",
        caching: "ReadOnly",
        managedDisk: { id: disk.id },
    } as const;
}
