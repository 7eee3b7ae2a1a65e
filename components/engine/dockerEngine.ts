import * as compute from "@pulumi/azure-native/compute";
import * as pulumi from "@pulumi/pulumi";
import type { DaemonSettings } from "./daemonSettings";
import { type DaemonCertificates, certificatesFingerprint } from "./daemonCertificates";
import { daemonFlags, hardened } from "./daemonTable";
import { DEFAULT_ENGINE_VERSION } from "../defaults";
import { extensionProtectedSettings, extensionSettings } from "./dockerExtension";
import { engineRevision, seccompFingerprint } from "./engineRevision";
import { daemonJson } from "./daemonJson";
import { encodeInstallScript } from "./installScript";
import { EngineInstall, EngineSource } from "../options";

/** What the engine of a host is set up with. */
export interface EngineSpec {
    readonly resourceGroupName: pulumi.Input<string>;
    readonly location: pulumi.Input<string>;
    readonly engineInstall: EngineInstall;
    readonly engineSource: EngineSource;
    readonly engineVersion?: string;
    readonly engineMirror?: string;
    readonly dockerPort: pulumi.Input<number>;
    readonly daemonOptions: readonly string[];
    readonly daemon: DaemonSettings;
    readonly certificates: pulumi.Output<DaemonCertificates>;
}

/** An engine that is being installed. */
export interface InstalledEngine {
    readonly extension: compute.VirtualMachineExtension;
    /** Changes whenever the daemon has to be restarted. Holds no secret. */
    readonly revision: pulumi.Output<string>;
}

/** The parts of a VM extension that depend on the way of installation. */
interface Handler {
    readonly type: EngineInstall;
    readonly typeHandlerVersion: string;
    readonly settings?: pulumi.Output<object>;
    readonly protectedSettings: pulumi.Output<object>;
    readonly revision: pulumi.Output<string>;
}

/**
 * What replaces the extension. `#initerror` is the engine's name for a resource that failed: CustomScript does nothing with
 * settings that it was given before, also when it failed, so that it is deleted and made again. The DockerExtension runs
 * again by itself, and its removal would remove the engine.
 */
const REPLACING: Readonly<Record<EngineInstall, string[]>> = {
    [EngineInstall.CustomScript]: ["publisher", "type", "#initerror"],
    [EngineInstall.DockerExtension]: ["publisher", "type"],
};

/**
 * Attaches the VM extension that installs the engine and has it listen with the certificates of its protected settings.
 * Azure never gives those back, so that a refresh cannot see them drift.
 */
export function installDockerEngine(
    name: string,
    vm: compute.VirtualMachine,
    spec: EngineSpec,
    opts: pulumi.CustomResourceOptions,
): InstalledEngine {
    // The label says which certificates the daemon has, and makes both ways restart it when they change.
    const daemon = pulumi.unsecret(spec.certificates.apply(certificatesFingerprint)).apply((certs) => {
        const settings = hardened(spec.daemon);
        return { ...settings, labels: { ...settings.labels, certs } };
    });
    const make = spec.engineInstall === EngineInstall.CustomScript ? customScript : dockerExtension;
    const { revision, protectedSettings, ...handler } = make(spec, daemon);
    const extension = new compute.VirtualMachineExtension(
        `${name}-docker`,
        {
            resourceGroupName: spec.resourceGroupName,
            location: spec.location,
            vmName: vm.name,
            vmExtensionName: "docker",
            publisher: "Microsoft.Azure.Extensions",
            autoUpgradeMinorVersion: true,
            ...handler,
            protectedSettings: pulumi.secret(protectedSettings),
        },
        // An extension cannot be deleted while its VM does not run, and needs not be when the VM goes.
        { ...opts, deletedWith: vm, deleteBeforeReplace: true, replaceOnChanges: REPLACING[spec.engineInstall] },
    );
    refuseFailed(extension);
    return { extension, revision };
}

/**
 * Stops an operation that would leave a failed extension as it is. A refresh makes the engine forget that it failed.
 *
 * @throws pulumi.RunError with the command that runs it again.
 */
function refuseFailed(extension: compute.VirtualMachineExtension): void {
    pulumi.all([extension.provisioningState, extension.urn]).apply(([state, urn]) => {
        if (state === "Failed") {
            throw new pulumi.RunError(
                `The VM's extension "docker" has failed, and Azure does not run it again with the same settings. Mend the cause, then run: pulumi up --replace '${urn}'`,
            );
        }
    });
}

function dockerExtension(spec: EngineSpec, daemon: pulumi.Output<DaemonSettings>): Handler {
    const flags = daemon.apply((settings) => [...daemonFlags(settings), ...spec.daemonOptions]);
    const settings = pulumi
        .all([spec.dockerPort, flags])
        .apply(([dockerPort, options]) => extensionSettings(dockerPort, options));
    return {
        type: EngineInstall.DockerExtension,
        typeHandlerVersion: "1.2",
        settings,
        protectedSettings: spec.certificates.apply(extensionProtectedSettings),
        revision: pulumi.jsonStringify(settings),
    };
}

function customScript(spec: EngineSpec, daemon: pulumi.Output<DaemonSettings>): Handler {
    const { engineSource, engineMirror, daemonOptions } = spec;
    const pinned = engineSource === EngineSource.Docker ? DEFAULT_ENGINE_VERSION : "";
    const engineVersion = spec.engineVersion ?? pinned;
    const keepNewer = spec.engineVersion === undefined;
    const what = { engineSource, engineMirror, engineVersion, keepNewer, daemonOptions };
    const script = pulumi
        .all([spec.dockerPort, daemon, spec.certificates])
        .apply(([dockerPort, settings, certificates]) =>
            encodeInstallScript({ ...what, dockerPort, daemon: settings, certificates }),
        );
    return {
        type: EngineInstall.CustomScript,
        typeHandlerVersion: "2.1",
        protectedSettings: pulumi.output({ script }),
        revision: pulumi.all([spec.dockerPort, daemon]).apply(([dockerPort, settings]) =>
            engineRevision({
                source: engineSource,
                version: engineVersion,
                daemonJson: daemonJson({ dockerPort, daemon: settings }),
                seccompFingerprint: seccompFingerprint(settings.seccompProfile),
                flags: daemonOptions,
            }),
        ),
    };
}
