import * as compute from "@pulumi/azure-native/compute";
import * as pulumi from "@pulumi/pulumi";
import { namesOnceThere } from "../outputs";
import type { Administrator } from "./administrator";
import type { Tags } from "../validation/tags";
import { attachment, createDataDisk } from "./dataDisk";
import { DEFAULT_DISK_TYPE, type DiskSettings } from "./diskSettings";
import { architectureOf, generationOf, imageReference, isPatched } from "./image";
import { authorizedKeysPath, FIRST_CREDENTIALS, IMMUTABLE_VM_PROPERTIES } from "./immutableProperties";
import { type IdentitySettings, vmIdentity } from "./identitySettings";
import type { MachineSettings, SpotSettings } from "./machineSettings";
import { PatchMode } from "../options";

/** The values for a VM. */
export interface VirtualMachineSpec {
    readonly hostName: pulumi.Input<string>;
    readonly resourceGroupName: pulumi.Input<string>;
    readonly location: pulumi.Input<string>;
    readonly networkInterfaceId: pulumi.Input<string>;
    readonly vmSize: string;
    readonly image: string;
    readonly trustedLaunch?: boolean;
    readonly patchMode?: PatchMode;
    readonly encryptionAtHost?: boolean;
    readonly machine?: MachineSettings;
    readonly identity?: IdentitySettings;
    readonly disks?: DiskSettings;
    readonly administrator: Administrator;
    readonly tags?: Tags;
}

/** Creates the VM, with a managed OS disk that is deleted with it, and its data disk, which is not. */
export function createVirtualMachine(
    name: string,
    spec: VirtualMachineSpec,
    opts: pulumi.CustomResourceOptions,
): compute.VirtualMachine {
    const subject = `DockerHostVm "${name}"`;
    const { zone, spot, bootDiagnostics: enabled } = spec.machine ?? {};
    const { osDisk, dataDisk } = spec.disks ?? {};
    const data = dataDisk && createDataDisk(name, { ...spec, ...dataDisk, zone }, opts);
    return new compute.VirtualMachine(
        `${name}-vm`,
        {
            resourceGroupName: spec.resourceGroupName,
            location: spec.location,
            tags: spec.tags,
            vmName: spec.hostName,
            ...(zone === undefined ? {} : { zones: [zone] }),
            ...(spot === undefined ? {} : spotProperties(spot)),
            // Without the URI of a storage account, Azure manages the storage.
            ...(enabled === undefined ? {} : { diagnosticsProfile: { bootDiagnostics: { enabled } } }),
            ...(spec.identity === undefined ? {} : { identity: vmIdentity(subject, spec.identity) }),
            hardwareProfile: { vmSize: spec.vmSize },
            networkProfile: { networkInterfaces: [{ id: spec.networkInterfaceId, primary: true }] },
            storageProfile: {
                imageReference: { ...imageReference(spec.image) },
                osDisk: {
                    name: pulumi.interpolate`${spec.hostName}-os-disk`,
                    createOption: "FromImage",
                    caching: "ReadWrite",
                    managedDisk: { storageAccountType: osDisk?.type ?? DEFAULT_DISK_TYPE },
                    ...(osDisk?.sizeGB === undefined ? {} : { diskSizeGB: osDisk.sizeGB }),
                    // Azure's default, Detach, would keep the disk and its cost.
                    deleteOption: "Delete",
                },
                ...(data === undefined ? {} : { dataDisks: [attachment(data)] }),
            },
            osProfile: osProfile(spec),
            securityProfile: securityProfile(spec),
        },
        // A name and an interface belong to one VM at a time, so the old VM is deleted first.
        {
            ...opts,
            deleteBeforeReplace: true,
            replaceOnChanges: IMMUTABLE_VM_PROPERTIES,
            ignoreChanges: FIRST_CREDENTIALS,
        },
    );
}

/** The principal of a VM's own identity; undefined if it is to have none. */
export function principalIdOf(
    vm: compute.VirtualMachine,
    { systemAssigned = false }: IdentitySettings = {},
): pulumi.Output<string> | undefined {
    return systemAssigned ? vm.identity.apply(ownPrincipal) : undefined;
}

/**
 * The principal of a VM's own identity.
 *
 * @throws Error if Azure returned none.
 */
export function ownPrincipal(identity: { readonly principalId?: string } | undefined): string {
    if (identity?.principalId === undefined) {
        throw new Error("Azure returned no principal for the identity of the VM.");
    }
    return identity.principalId;
}

/** The price is always present, because Azure keeps a former one if it is not. */
function spotProperties({ evictionPolicy, maxPrice = -1 }: SpotSettings): Partial<compute.VirtualMachineArgs> {
    return { priority: "Spot", evictionPolicy, billingProfile: { maxPrice } };
}

/**
 * Trusted launch, if the image is known to have the firmware for it or the caller asks for it. The profile is always present:
 * a change then shows as `securityProfile.securityType`, which replaces the VM, and not as the whole profile. `Standard` is
 * sent only if the caller turns trusted launch off: it is the only way to override a subscription whose default is trusted
 * launch, and it requires the feature `UseStandardSecurityType`.
 * https://learn.microsoft.com/azure/virtual-machines/trusted-launch
 */
function securityProfile(spec: VirtualMachineSpec): compute.VirtualMachineArgs["securityProfile"] {
    const generation = generationOf(spec.image);
    // Only some of the sizes for Arm64 support it.
    const trustedLaunch = spec.trustedLaunch ?? (generation === 2 && architectureOf(spec.image) === "x64");
    const trusted = { securityType: "TrustedLaunch", uefiSettings: { secureBootEnabled: true, vTpmEnabled: true } };
    const turnedOff = spec.trustedLaunch === false && generation !== 1;
    return {
        ...(trustedLaunch ? trusted : turnedOff ? { securityType: "Standard" } : {}),
        ...(spec.encryptionAtHost === true ? { encryptionAtHost: true } : {}),
    };
}

/** Azure patches only images that it supports. */
function patchSettings(spec: VirtualMachineSpec): { patchMode: PatchMode; assessmentMode: PatchMode } {
    const mode = spec.patchMode ?? (isPatched(spec.image) ? PatchMode.AutomaticByPlatform : PatchMode.ImageDefault);
    return { patchMode: mode, assessmentMode: mode };
}

function osProfile(spec: VirtualMachineSpec): compute.VirtualMachineArgs["osProfile"] {
    const { username, sshPublicKeys, password } = spec.administrator;
    const path = authorizedKeysPath(username);
    return {
        computerName: spec.hostName,
        adminUsername: username,
        ...(password === undefined ? {} : { adminPassword: password }),
        // The agent runs the extensions that install the engine and change the administrator's credentials.
        allowExtensionOperations: true,
        linuxConfiguration: {
            disablePasswordAuthentication: password === undefined,
            provisionVMAgent: true,
            patchSettings: patchSettings(spec),
            ssh: { publicKeys: sshPublicKeys.map((keyData) => ({ path, keyData })) },
        },
    };
}

/**
 * The ID that Azure gives a VM when it creates it. The preview of an update does not know it, although Azure keeps it: it is
 * read then, so that the preview does not show what depends on it.
 */
export function vmIdOf(vm: compute.VirtualMachine, opts: pulumi.InvokeOutputOptions): pulumi.Output<string> {
    if (!pulumi.runtime.isDryRun()) {
        return vm.vmId;
    }
    const { resourceGroupName, name: vmName } = namesOnceThere(vm);
    return compute.getVirtualMachineOutput({ resourceGroupName, vmName }, opts).vmId;
}
