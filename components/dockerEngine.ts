import * as compute from "@pulumi/azure-native/compute";
import * as pulumi from "@pulumi/pulumi";
import {
    type DaemonCertificates,
    certificatesFingerprint,
    extensionProtectedSettings,
    extensionSettings,
} from "./internal/dockerExtension";

/** What the engine of a host is set up with. */
export interface EngineOrder {
    readonly resourceGroupName: pulumi.Input<string>;
    readonly location: pulumi.Input<string>;
    readonly dockerPort: number;
    readonly daemonOptions: readonly string[];
    readonly certificates: pulumi.Output<DaemonCertificates>;
}

/** An engine that is being installed. */
export interface InstalledEngine {
    readonly extension: compute.VirtualMachineExtension;
    /** Changes whenever the daemon has to be restarted. Holds no secret. */
    readonly revision: pulumi.Output<string>;
}

/**
 * Attaches the Docker VM extension, which installs the engine and lets it listen with the certificates of its protected
 * settings. Azure never gives those back, so that a refresh cannot see them drift.
 */
export function installDockerEngine(
    name: string,
    vm: compute.VirtualMachine,
    order: EngineOrder,
    opts: pulumi.CustomResourceOptions,
): InstalledEngine {
    const fingerprint = pulumi.unsecret(order.certificates.apply(certificatesFingerprint));
    const settings = fingerprint.apply((print) => extensionSettings(order.dockerPort, order.daemonOptions, print));
    const extension = new compute.VirtualMachineExtension(
        `${name}-docker`,
        {
            resourceGroupName: order.resourceGroupName,
            location: order.location,
            vmName: vm.name,
            vmExtensionName: "docker",
            publisher: "Microsoft.Azure.Extensions",
            type: "DockerExtension",
            typeHandlerVersion: "1.2",
            autoUpgradeMinorVersion: true,
            settings,
            protectedSettings: pulumi.secret(order.certificates.apply(extensionProtectedSettings)),
        },
        // An extension cannot be deleted while its VM does not run, and needs not be when the VM goes.
        { ...opts, deletedWith: vm, deleteBeforeReplace: true, replaceOnChanges: ["publisher", "type"] },
    );
    return { extension, revision: pulumi.jsonStringify(settings) };
}
