import type { VirtualMachineArgs } from "@pulumi/azure-native/compute";

/** A property of a VM by its path. The compiler checks the first name. */
type PropertyPath = `${keyof VirtualMachineArgs}${"" | `.${string}`}`;

/**
 * The properties that Azure does not allow to change on an existing VM, although the provider previews an update: without this
 * list the `up` would fail with 409 PropertyChangeNotAllowed (https://github.com/pulumi/pulumi-azure-native/issues/577). These
 * are the ForceNew properties of azurerm_linux_virtual_machine.
 */
export const IMMUTABLE_VM_PROPERTIES: PropertyPath[] = [
    "osProfile.computerName",
    "osProfile.adminUsername",
    "osProfile.customData",
    "osProfile.linuxConfiguration.provisionVMAgent",
    "storageProfile.imageReference",
    "storageProfile.osDisk.name",
    "storageProfile.osDisk.createOption",
    "storageProfile.osDisk.managedDisk.storageAccountType",
    // As a whole: if an interface must be deleted first, Pulumi compares with a value that is entirely unknown.
    "networkProfile",
    "zones",
    "plan",
    "priority",
    "evictionPolicy",
    "availabilitySet",
    "platformFaultDomain",
    "securityProfile.securityType",
    "securityProfile.uefiSettings",
];

/**
 * The credentials with which a VM is created. Azure does not allow them to change either, but VMAccess changes them on the VM.
 * A VM that is replaced for another reason is created with the new ones, since Pulumi ignores changes only in updates.
 */
export const FIRST_CREDENTIALS: PropertyPath[] = [
    "osProfile.adminPassword",
    "osProfile.linuxConfiguration.disablePasswordAuthentication",
    "osProfile.linuxConfiguration.ssh",
];

/** The file for an administrator's keys. Azure rejects any other path. */
export function authorizedKeysPath(adminUsername: string): string {
    return `/home/${adminUsername}/.ssh/authorized_keys`;
}
