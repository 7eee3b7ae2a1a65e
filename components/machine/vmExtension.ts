import * as compute from "@pulumi/azure-native/compute";
import * as pulumi from "@pulumi/pulumi";

/** A VM that gets extensions: a resource of the same component, or one that exists. */
export interface ExtensibleVm {
    readonly name: pulumi.Input<string>;
    /** The GUID of one that exists. If another VM takes its place, it gets the extension, too. */
    readonly guid?: pulumi.Input<string>;
}

/** An extension's arguments, apart from those that follow from its VM. */
type VmExtensionArgs = Omit<compute.VirtualMachineExtensionArgs, "vmName" | "vmExtensionName"> & {
    /** Its name in Azure. */
    readonly vmExtensionName: string;
};

/** Creates a VM extension, and stops an operation that would leave it failed. */
export function createVmExtension(
    name: string,
    vm: ExtensibleVm,
    args: VmExtensionArgs,
    opts: pulumi.CustomResourceOptions,
): compute.VirtualMachineExtension {
    const extension = new compute.VirtualMachineExtension(
        name,
        {
            ...args,
            vmName: vm.name,
            ...(vm.guid === undefined ? {} : { forceUpdateTag: vm.guid }),
            autoUpgradeMinorVersion: true,
        },
        // An extension cannot be deleted while its VM is stopped, and need not be if the VM is deleted.
        { ...opts, ...(pulumi.Resource.isInstance(vm) ? { deletedWith: vm } : {}), deleteBeforeReplace: true },
    );
    throwIfFailed(args.vmExtensionName, extension);
    return extension;
}

/**
 * Stops an operation that would leave a failed extension as it is. Pulumi forgets the failure after a refresh.
 *
 * @throws pulumi.RunError with the command that runs it again.
 */
function throwIfFailed(name: string, extension: compute.VirtualMachineExtension): void {
    pulumi.all([extension.provisioningState, extension.urn]).apply(([state, urn]) => {
        if (state === "Failed") {
            throw new pulumi.RunError(
                `The VM extension "${name}" failed, and Azure does not run it again with the same settings. Fix the cause, then run: pulumi up --replace '${urn}'`,
            );
        }
    });
}
