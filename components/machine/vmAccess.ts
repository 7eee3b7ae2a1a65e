import type * as compute from "@pulumi/azure-native/compute";
import * as pulumi from "@pulumi/pulumi";
import type { Administrator } from "./administrator";
import type { Tags } from "../validation/tags";
import { createVmExtension } from "./vmExtension";

/** The values for VMAccess. */
export interface VmAccessSpec {
    readonly resourceGroupName: pulumi.Input<string>;
    readonly location: pulumi.Input<string>;
    readonly administrator: Administrator;
    readonly tags?: Tags;
}

/**
 * Creates the VM extension that gives the administrator these credentials, on a new VM and on an existing one, and removes the
 * earlier ones. Only a password cannot be removed. https://github.com/Azure/azure-linux-extensions/tree/master/VMAccess
 */
export function grantAccess(
    name: string,
    vm: compute.VirtualMachine,
    { resourceGroupName, location, administrator, tags }: VmAccessSpec,
    opts: pulumi.CustomResourceOptions,
): compute.VirtualMachineExtension {
    const { username, sshPublicKeys, password } = administrator;
    const extension = createVmExtension(
        `${name}-vmaccess`,
        vm,
        {
            resourceGroupName,
            location,
            tags,
            // The portal's own name for it. A VM can have only one extension of a type.
            vmExtensionName: "enablevmAccess",
            publisher: "Microsoft.OSTCExtensions",
            type: "VMAccessForLinux",
            typeHandlerVersion: "1.5",
            // VMAccess ignores this setting. It remembers that the VM has a password.
            ...(password === undefined ? {} : { settings: { hasPassword: true } }),
            // The public keys are not secret, so that a preview shows who can log in.
            protectedSettings: {
                username,
                ssh_key: pulumi.all([...sshPublicKeys]).apply((keys) => keys.join("\n")),
                remove_prior_keys: true,
                ...(password === undefined ? {} : { password }),
            },
        },
        {
            ...opts,
            // Like CustomScript, it ignores settings that it was given before, even if it failed.
            replaceOnChanges: ["publisher", "type", "#initerror"],
            ignoreChanges: password === undefined ? ["settings"] : [],
        },
    );
    if (password === undefined) {
        throwIfPasswordIsDropped(name, vm, extension);
    }
    return extension;
}

/**
 * Stops an operation that would leave a password on the VM although none is given any more.
 *
 * @throws pulumi.RunError with the ways to take the password out of use.
 */
function throwIfPasswordIsDropped(
    name: string,
    vm: compute.VirtualMachine,
    extension: compute.VirtualMachineExtension,
): void {
    pulumi.all([vm.osProfile, extension.settings, vm.urn]).apply(([profile, settings, urn]) => {
        const isFirst = profile?.linuxConfiguration?.disablePasswordAuthentication === false;
        if (isFirst || (settings as { hasPassword?: boolean } | undefined)?.hasPassword === true) {
            throw new pulumi.RunError(
                `DockerHostVm "${name}": adminPassword: expected a password, because the VM has one, which VMAccess can change but not remove. To take the earlier one out of use, set generateAdminPassword to true, or replace the VM: pulumi up --replace '${urn}'`,
            );
        }
    });
}
