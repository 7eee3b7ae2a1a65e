import * as compute from "@pulumi/azure-native/compute";
import * as pulumi from "@pulumi/pulumi";
import { partsOf } from "../../shared/azure/resourceIdParts";
import { same } from "../../shared/azure/sameName";
import { EngineInstall } from "../options";
import type { Problem } from "../validation/problems";
import { subscriptionProblems } from "../validation/resourceIds";
import { throwIfInvalid } from "../validation/throwIfInvalid";
import { retirementOfReference } from "./image";
import { takeVm } from "./takenVms";
import { architectureOfSize } from "./vmSize";

/** A VM that is not a resource of the component. */
export interface ExistingVm {
    readonly name: pulumi.Output<string>;
    readonly resourceGroupName: pulumi.Output<string>;
    readonly location: pulumi.Output<string>;
    /** Another VM with the same ID has another GUID. */
    readonly guid: pulumi.Output<string>;
}

/** The engine to install. */
interface EngineToInstall {
    readonly engineInstall: EngineInstall;
    /** The name of its extension. */
    readonly extensionName: string;
}

/**
 * Reads a VM from Azure, in a preview as well, unless the same `up` creates it.
 *
 * @throws pulumi.RunError if it cannot have the engine, as soon as that is known.
 */
export function existingVm(
    subject: string,
    vmId: pulumi.Output<string>,
    engine: EngineToInstall,
    opts: pulumi.InvokeOptions,
): ExistingVm {
    const usable = vmId.apply(async (id) => {
        const { resourceGroupName, name: vmName } = partsOf(id);
        const vm = await compute.getVirtualMachine({ resourceGroupName, vmName }, opts).catch((error: unknown) => {
            throwIfInvalid(subject, missingProblems(id, error));
            throw error;
        });
        throwIfInvalid(subject, [
            ...subscriptionProblems("vmId", id, vm.id),
            ...existingVmProblems(vm, engine),
            ...takeVm(subject, id),
        ]);
        return { resourceGroupName, name: vm.name, location: vm.location, guid: vm.vmId };
    });
    // Pulumi lifts the properties of an output's value.
    return usable;
}

/** The problem of a VM that does not exist, if that is what Azure says. */
export function missingProblems(id: string, error: unknown): readonly Problem[] {
    return /\bResource(Group)?NotFound\b/.test(String(error))
        ? [vmProblem("a VM that exists", id, "Run `az vm list --query [].id` to list the IDs of VMs")]
        : [];
}

/** An extension of a VM. The provider's `type` of it can be Azure's type of resource, the same for all extensions. */
interface VmExtension {
    readonly name: string;
    readonly publisher?: string;
    readonly typeHandlerVersion?: string;
}

/** The properties of a VM that decide whether it can have an engine. */
export interface VmProperties {
    readonly hardwareProfile?: { readonly vmSize?: string };
    readonly osProfile?: {
        readonly allowExtensionOperations?: boolean;
        readonly linuxConfiguration?: { readonly provisionVMAgent?: boolean };
    };
    readonly storageProfile?: {
        readonly imageReference?: { readonly publisher?: string; readonly offer?: string; readonly sku?: string };
        readonly osDisk?: { readonly osType?: string };
    };
    /** Its extensions. */
    readonly resources?: readonly VmExtension[];
}

/** Publishers of images without apt, which the script needs. */
const WITHOUT_APT = ["RedHat", "SUSE", "Oracle", "almalinux", "resf", "OpenLogic", "MicrosoftCBLMariner"];

/** The problems of a VM that cannot have the engine. */
export function existingVmProblems(vm: VmProperties, engine: EngineToInstall): readonly Problem[] {
    const { osProfile, storageProfile, hardwareProfile } = vm;
    const image = storageProfile?.imageReference ?? {};
    const osType = storageProfile?.osDisk?.osType ?? "Linux";
    if (!same(osType, "Linux")) {
        return [vmProblem("a VM with Linux", osType, "Use another VM")];
    }
    const agent = osProfile?.linuxConfiguration?.provisionVMAgent !== false;
    const isClosed = !agent || osProfile?.allowExtensionOperations === false;
    const isScript = engine.engineInstall === EngineInstall.CustomScript;
    const isUnsupported =
        isScript &&
        (retirementOfReference(image) !== undefined || WITHOUT_APT.some((one) => same(image.publisher, one)));
    const urn = [image.publisher, image.offer, image.sku].join(":");
    const size = hardwareProfile?.vmSize ?? "";
    return [
        ...(isClosed
            ? [
                  vmProblem(
                      "a VM that allows extensions",
                      agent ? "allowExtensionOperations false" : "provisionVMAgent false",
                      "Set it to true where the VM is created, or use another VM",
                  ),
              ]
            : []),
        ...(isUnsupported
            ? [vmProblem("a VM with an image for which Docker has packages", urn, "Use one with Ubuntu 22.04 or later")]
            : []),
        // Its Makefile builds for amd64 only: https://github.com/Azure/azure-docker-extension
        ...(!isScript && architectureOfSize(size) === "Arm64"
            ? [
                  vmProblem(
                      "a VM with x64 processors, because the DockerExtension is built only for them",
                      size,
                      "Set engineInstall to CustomScript, or use another VM",
                  ),
              ]
            : []),
        ...extensionProblems(vm, engine),
    ];
}

/** Azure allows one extension of a type on a VM, and two that install an engine would change the same daemon. */
function extensionProblems(
    { resources = [] }: VmProperties,
    { engineInstall, extensionName }: EngineToInstall,
): readonly Problem[] {
    const expected = `a VM without another extension of the type ${engineInstall}, of which Azure allows one, and without another engine`;
    const fix = "Remove that extension where it was created, or use another VM";
    return resources.flatMap((extension) => {
        const type = installerOf(extension);
        const isInTheWay = type === engineInstall || type === EngineInstall.DockerExtension;
        return isInTheWay && !same(extension.name, extensionName)
            ? [vmProblem(expected, `${extension.name} of the type ${type}`, fix)]
            : [];
    });
}

/** The first numbers of the versions of this publisher's two extensions. */
const VERSIONS: Readonly<Record<string, EngineInstall>> = {
    "1": EngineInstall.DockerExtension,
    "2": EngineInstall.CustomScript,
};

/** The way of installation that an extension belongs to; undefined for all other extensions. */
function installerOf({ publisher, typeHandlerVersion = "" }: VmExtension): EngineInstall | undefined {
    return same(publisher, "Microsoft.Azure.Extensions") ? VERSIONS[typeHandlerVersion.split(".")[0] ?? ""] : undefined;
}

const vmProblem = (expected: string, got: string, fix: string): Problem => ({ argument: "vmId", expected, got, fix });
