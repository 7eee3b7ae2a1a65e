import type * as compute from "@pulumi/azure-native/compute";
import * as pulumi from "@pulumi/pulumi";
import type { DaemonSettings } from "./daemonSettings";
import { type DaemonCertificates, certificatesFingerprint } from "./daemonCertificates";
import { daemonFlags, hardened } from "./daemonTable";
import { DATA_DISK_FOLDER } from "./dataRoot";
import { DEFAULT_ENGINE_VERSION } from "../defaults";
import {
    extensionProtectedSettings,
    extensionSettings,
    furtherProtectedSettings,
    furtherSettings,
} from "./dockerExtension";
import type { DockerExtensionSettings } from "./dockerExtensionSettings";
import { engineRevision, seccompFingerprint } from "./engineRevision";
import { daemonJson } from "./daemonJson";
import type { EngineSettings } from "./engineSettings";
import { encodeInstallScript } from "./installScript";
import { proxiesOf, proxyFingerprint } from "./proxySettings";
import { registryAuths } from "./registryLogins";
import { createVmExtension, type ExtensibleVm } from "../machine/vmExtension";
import { DaemonPreset, EngineInstall, EngineSource } from "../options";
import type { Tags } from "../validation/tags";

/** The values for a host's engine. */
export interface EngineSpec {
    /** The component in error messages. */
    readonly subject: string;
    readonly vm: ExtensibleVm;
    /** The extension's name in Azure. */
    readonly extensionName: string;
    readonly resourceGroupName: pulumi.Input<string>;
    readonly location: pulumi.Input<string>;
    readonly engineInstall: EngineInstall;
    readonly engineSource: EngineSource;
    readonly engineVersion?: string;
    readonly engineMirror?: string;
    readonly dockerPort: pulumi.Input<number>;
    readonly daemonOptions: readonly string[];
    readonly daemon: DaemonSettings;
    readonly daemonPreset?: DaemonPreset;
    readonly engine?: EngineSettings;
    readonly dockerExtension?: DockerExtensionSettings;
    /** The disks of the host, of which only a data disk concerns the engine. */
    readonly disks?: { readonly dataDisk?: { readonly sizeGB: number } };
    readonly certificates: pulumi.Output<DaemonCertificates>;
    readonly tags?: Tags;
}

/** An engine that is being installed. */
export interface InstalledEngine {
    readonly extension: compute.VirtualMachineExtension;
    /** A text that changes whenever the daemon must be restarted. It contains no secret. */
    readonly revision: pulumi.Output<string>;
}

/** The parts of a VM extension that depend on how the engine is installed. */
interface Handler {
    readonly type: EngineInstall;
    readonly typeHandlerVersion: string;
    readonly settings?: pulumi.Output<object>;
    readonly protectedSettings: pulumi.Output<object>;
    readonly revision: pulumi.Output<string>;
}

/**
 * The changes that replace the extension. Pulumi reports `#initerror` for a resource whose creation failed: CustomScript
 * ignores settings that it was given before, even if it failed, so it is deleted and created again. The DockerExtension runs
 * again without that, and removing it would remove the engine.
 */
const REPLACING: Readonly<Record<EngineInstall, string[]>> = {
    [EngineInstall.CustomScript]: ["publisher", "type", "#initerror"],
    [EngineInstall.DockerExtension]: ["publisher", "type"],
};

/**
 * Creates the VM extension that installs the engine and makes it listen with the certificates in the protected settings. Azure
 * never returns protected settings, so a refresh cannot detect drift in them.
 */
export function installDockerEngine(
    name: string,
    spec: EngineSpec,
    opts: pulumi.CustomResourceOptions,
): InstalledEngine {
    // The label identifies the daemon's certificates, and makes both extensions restart it when they change.
    const daemon = pulumi.unsecret(spec.certificates.apply(certificatesFingerprint)).apply((certs) => {
        const onDisk = spec.disks?.dataDisk === undefined ? {} : { dataRoot: DATA_DISK_FOLDER };
        const settings = hardened({ ...spec.daemon, ...onDisk }, spec.daemonPreset);
        return { ...settings, labels: { ...settings.labels, certs } };
    });
    const { revision, protectedSettings, ...handler } =
        spec.engineInstall === EngineInstall.CustomScript ? customScript(spec, daemon) : dockerExtension(spec, daemon);
    const extension = createVmExtension(
        `${name}-docker`,
        spec.vm,
        {
            resourceGroupName: spec.resourceGroupName,
            location: spec.location,
            tags: spec.tags,
            vmExtensionName: spec.extensionName,
            publisher: "Microsoft.Azure.Extensions",
            ...handler,
            protectedSettings: pulumi.secret(protectedSettings),
        },
        { ...opts, replaceOnChanges: REPLACING[spec.engineInstall] },
    );
    return { extension, revision };
}

function dockerExtension(spec: EngineSpec, daemon: pulumi.Output<DaemonSettings>): Handler {
    const { subject, dockerExtension: further = {}, certificates, daemonOptions, dockerPort } = spec;
    const flags = daemon.apply((settings) => [...daemonFlags(settings), ...daemonOptions]);
    const settings = pulumi.all([dockerPort, flags]).apply(([port, options]) => extensionSettings(port, options));
    return {
        type: EngineInstall.DockerExtension,
        typeHandlerVersion: "1.2",
        settings: settings.apply((ofDaemon) => ({ ...ofDaemon, ...furtherSettings(further) })),
        protectedSettings: pulumi
            .all([certificates, furtherProtectedSettings(subject, further)])
            .apply(([known, others]) => ({ ...extensionProtectedSettings(known), ...others })),
        // The extension restarts the daemon only if its flags change.
        revision: pulumi.jsonStringify(settings),
    };
}

function customScript(spec: EngineSpec, daemon: pulumi.Output<DaemonSettings>): Handler {
    const { subject, engineSource, engineMirror, daemonOptions, daemonPreset, engine = {} } = spec;
    const pinned = engineSource === EngineSource.Docker ? DEFAULT_ENGINE_VERSION : "";
    const engineVersion = spec.engineVersion ?? pinned;
    const keepNewer = spec.engineVersion === undefined;
    const audit = daemonPreset === DaemonPreset.Cis;
    const { composeVersion, buildxVersion, prune, automaticUpdates, nvidia } = engine;
    const packages = { engineSource, engineMirror, engineVersion, keepNewer, composeVersion, buildxVersion };
    const what = {
        ...packages,
        daemonOptions,
        prune,
        automaticUpdates,
        nvidia,
        audit,
        dataDiskGiB: spec.disks?.dataDisk?.sizeGB,
    };
    const proxies = proxiesOf(subject, engine);
    const auths = registryAuths(subject, engine.registries);
    const script = pulumi
        .all([spec.dockerPort, daemon, spec.certificates, proxies, auths])
        .apply(([dockerPort, settings, certificates, known, logins]) =>
            encodeInstallScript({
                ...{ ...what, dockerPort, daemon: settings, certificates, proxies: known },
                registryAuths: logins,
            }),
        );
    const fingerprint = pulumi.unsecret(
        pulumi
            .all([proxies, spec.certificates])
            .apply(([known, certificates]) => known && proxyFingerprint(known, certificates)),
    );
    return {
        type: EngineInstall.CustomScript,
        typeHandlerVersion: "2.1",
        protectedSettings: pulumi.output({ script }),
        revision: pulumi.all([spec.dockerPort, daemon, fingerprint]).apply(([dockerPort, settings, proxies]) =>
            engineRevision({
                source: engineSource,
                version: engineVersion,
                daemonJson: daemonJson({ dockerPort, daemon: settings, proxies, nvidia }),
                seccompFingerprint: seccompFingerprint(settings.seccompProfile),
                flags: daemonOptions,
            }),
        ),
    };
}
