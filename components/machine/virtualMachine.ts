import * as compute from "@pulumi/azure-native/compute";
import * as pulumi from "@pulumi/pulumi";
import { argumentRules } from "../validation/arguments";
import { gated } from "../validation/problems";
import { generationOf, imageReference, retirement } from "./image";
import { authorizedKeysPath, IMMUTABLE_VM_PROPERTIES } from "./immutableProperties";
import { PatchMode } from "../options";

/** What a VM is made from. */
export interface VirtualMachineOrder {
    readonly hostName: pulumi.Input<string>;
    readonly resourceGroupName: pulumi.Input<string>;
    readonly location: pulumi.Input<string>;
    readonly networkInterfaceId: pulumi.Input<string>;
    readonly vmSize: string;
    readonly image: string;
    readonly trustedLaunch?: boolean;
    readonly patchMode?: PatchMode;
    readonly encryptionAtHost?: boolean;
    readonly adminUsername: string;
    readonly adminPassword?: pulumi.Input<string>;
    readonly sshPublicKeys: readonly pulumi.Input<string>[];
}

/** Makes the VM, with a managed OS disk that goes when the VM goes. */
export function createVirtualMachine(
    name: string,
    order: VirtualMachineOrder,
    opts: pulumi.CustomResourceOptions,
): compute.VirtualMachine {
    return new compute.VirtualMachine(
        `${name}-vm`,
        {
            resourceGroupName: order.resourceGroupName,
            location: order.location,
            vmName: order.hostName,
            hardwareProfile: { vmSize: order.vmSize },
            networkProfile: { networkInterfaces: [{ id: order.networkInterfaceId, primary: true }] },
            storageProfile: {
                imageReference: { ...imageReference(order.image) },
                osDisk: {
                    name: pulumi.interpolate`${order.hostName}-os-disk`,
                    createOption: "FromImage",
                    caching: "ReadWrite",
                    managedDisk: { storageAccountType: "StandardSSD_LRS" },
                    // Azure's own default, Detach, leaves the disk behind, and the bill with it.
                    deleteOption: "Delete",
                },
            },
            osProfile: osProfile(`DockerHostVm "${name}"`, order),
            securityProfile: securityProfile(order),
        },
        // Name and interface can belong to one VM at a time: the old one goes first.
        { ...opts, deleteBeforeReplace: true, replaceOnChanges: IMMUTABLE_VM_PROPERTIES },
    );
}

/**
 * Trusted launch where the image is known to have the firmware for it, or where the caller says so. The profile is never
 * left out: what comes or goes is then seen as `securityProfile.securityType`, which replaces the VM, and not as the whole.
 * `Standard` is sent only where the caller turned it off: a subscription can have trusted launch as its default, which nothing
 * but that switches off, and it takes that value only with the feature `UseStandardSecurityType`.
 * https://learn.microsoft.com/azure/virtual-machines/trusted-launch
 */
function securityProfile(order: VirtualMachineOrder): compute.VirtualMachineArgs["securityProfile"] {
    const generation = generationOf(order.image);
    const trustedLaunch = order.trustedLaunch ?? generation === 2;
    const trusted = { securityType: "TrustedLaunch", uefiSettings: { secureBootEnabled: true, vTpmEnabled: true } };
    const turnedOff = order.trustedLaunch === false && generation !== 1;
    return {
        ...(trustedLaunch ? trusted : turnedOff ? { securityType: "Standard" } : {}),
        ...(order.encryptionAtHost === true ? { encryptionAtHost: true } : {}),
    };
}

/** Azure patches by itself only images that it knows, and old ones not at all. */
function patchSettings(order: VirtualMachineOrder): { patchMode: PatchMode; assessmentMode: PatchMode } {
    const patched = generationOf(order.image) !== undefined && retirement(order.image) === undefined;
    const mode = order.patchMode ?? (patched ? PatchMode.AutomaticByPlatform : PatchMode.ImageDefault);
    return { patchMode: mode, assessmentMode: mode };
}

function osProfile(subject: string, order: VirtualMachineOrder): compute.VirtualMachineArgs["osProfile"] {
    const publicKeys = order.sshPublicKeys.map((key, index) => ({
        path: authorizedKeysPath(order.adminUsername),
        // Azure takes a line end at the end for a change of the key.
        keyData: gated(
            subject,
            `sshPublicKeys[${index}]`,
            argumentRules.sshPublicKey,
            pulumi.output(key).apply((k) => k.trim()),
        ),
    }));
    const password = order.adminPassword;
    return {
        computerName: order.hostName,
        adminUsername: order.adminUsername,
        ...(password === undefined
            ? {}
            : { adminPassword: pulumi.secret(gated(subject, "adminPassword", argumentRules.adminPassword, password)) }),
        // The agent runs the extension that installs the engine.
        allowExtensionOperations: true,
        linuxConfiguration: {
            disablePasswordAuthentication: password === undefined,
            provisionVMAgent: true,
            patchSettings: patchSettings(order),
            ssh: { publicKeys },
        },
    };
}
