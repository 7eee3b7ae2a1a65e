import type { VirtualMachineArgs } from "@pulumi/azure-native/compute";

/** A property of a VM by its path. The compiler checks the first name. */
type PropertyPath = `${keyof VirtualMachineArgs}${"" | `.${string}`}`;

/**
 * What Azure refuses to change on a VM, although the provider previews an update: without these the `up` would fail with
 * 409 PropertyChangeNotAllowed. https://github.com/pulumi/pulumi-azure-native/issues/577; the list is that of the
 * ForceNew properties of azurerm_linux_virtual_machine.
 */
export const IMMUTABLE_VM_PROPERTIES: PropertyPath[] = [
    "osProfile.computerName",
    "osProfile.adminUsername",
    "osProfile.adminPassword",
    "osProfile.customData",
    "osProfile.linuxConfiguration.disablePasswordAuthentication",
    "osProfile.linuxConfiguration.ssh",
    "osProfile.linuxConfiguration.provisionVMAgent",
    "storageProfile.imageReference",
    "storageProfile.osDisk.name",
    "storageProfile.osDisk.createOption",
    // As a whole: where an interface must go first, Pulumi asks with nothing of it known.
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

/** Where Azure puts an administrator's keys; it refuses any other path. */
export function authorizedKeysPath(adminUsername: string): string {
    return `/home/${adminUsername}/.ssh/authorized_keys`;
}
