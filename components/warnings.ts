import * as pulumi from "@pulumi/pulumi";
import { clearPasswordWarnings } from "./engine/clearPasswords";
import type { DaemonSettings } from "./engine/daemonSettings";
import { EngineInstall, EngineSource } from "./options";
import { type Defaults, defaults } from "./defaults";
import type { DockerDaemonArgs } from "./dockerDaemonArgs";
import type { DockerHostVmArgs } from "./dockerHostVmArgs";
import { dataRootWarnings } from "./engine/dataRoot";
import { isLoopbackRegistry } from "./engine/daemonRules";
import { presetWarnings } from "./engine/daemonPreset";
import { engineVulnerabilitySentence } from "./engine/engineVulnerabilities";
import { diskWarnings } from "./machine/diskProblems";
import { proxyWarnings } from "./engine/proxySettings";
import { retirement } from "./machine/image";
import { perRun } from "./perRun";
import { retirementOfSize } from "./machine/vmSize";

/** Ways of installation that Azure has retired, with the consequences. */
const RETIRED_INSTALLS: Partial<Record<EngineInstall, string>> = {
    [EngineInstall.DockerExtension]:
        "Azure retired the DockerExtension in November 2018. The last engine for Ubuntu 14.04 is 18.06, which current " +
        "Docker clients can use only with DOCKER_API_VERSION=1.38 in their environment",
};

/** Says that Azure has retired a way of installation; undefined for one that it supports. */
export function installRetirement(engineInstall: EngineInstall): string | undefined {
    return RETIRED_INSTALLS[engineInstall];
}

/** Replacements that Azure supports today. */
const INSTEAD: Readonly<Record<string, string>> = { image: "ubuntu-24.04", engineInstall: EngineInstall.CustomScript };

/** Warnings about a retired image or way of installation, with the setting to change. */
export function retirementWarnings(image: string, engineInstall: EngineInstall): string[] {
    const found = { image: retirement(image), engineInstall: installRetirement(engineInstall) };
    return Object.entries(found).flatMap(([setting, why]) =>
        why === undefined ? [] : [`${why}. Set ${setting} to ${INSTEAD[setting] ?? ""}.`],
    );
}

/** Warnings about a size that Azure retires. */
export function sizeWarnings(vmSize: string): string[] {
    const day = retirementOfSize(vmSize);
    return day === undefined
        ? []
        : [
              `Azure retires the VM series of ${vmSize} on ${day}, and new subscriptions might not get it. Set vmSize to ${defaults.vmSize} or another current size.`,
          ];
}

/** Warnings about registries whose certificates the daemon does not check. */
export function insecureRegistryWarnings({ insecureRegistries = [] }: DaemonSettings = {}): string[] {
    const others = insecureRegistries.filter((registry) => !isLoopbackRegistry(registry));
    const names = others.join(", ");
    return others.length === 0
        ? []
        : [
              `daemon.insecureRegistries contains ${names}: anyone who can impersonate them can serve the host any image.`,
          ];
}

/** Warnings about a chosen engine version with known vulnerabilities. */
export function engineVersionWarnings(engineSource: EngineSource, engineVersion = ""): string[] {
    const sentence = engineSource === EngineSource.Docker ? engineVulnerabilitySentence(engineVersion) : undefined;
    return sentence === undefined ? [] : [`${sentence} Set engineVersion accordingly, or omit it.`];
}

/** Valid settings of a daemon, with their defaults. */
type DaemonSettled = Pick<Defaults, "image" | "engineInstall" | "engineSource"> &
    Pick<DockerDaemonArgs, "engineVersion" | "daemon" | "daemonPreset" | "engine" | "dockerExtension">;

/** Warnings about the settings of a daemon. */
export function daemonWarnings(daemon: DaemonSettled): string[] {
    return [
        ...retirementWarnings(daemon.image, daemon.engineInstall),
        ...engineVersionWarnings(daemon.engineSource, daemon.engineVersion),
        ...insecureRegistryWarnings(daemon.daemon),
        ...presetWarnings(daemon.daemon, daemon.daemonPreset),
        ...proxyWarnings(daemon.engine),
        ...clearPasswordWarnings(daemon.dockerExtension),
        ...dataRootWarnings(daemon.daemon?.dataRoot),
    ];
}

/** Warnings about a host's valid settings. */
export function hostWarnings(
    host: DaemonSettled & Pick<Defaults, "vmSize"> & Pick<DockerHostVmArgs, "disks">,
): string[] {
    return [...daemonWarnings(host), ...sizeWarnings(host.vmSize), ...diskWarnings(host.disks)];
}

/** The warnings already shown in a run. */
const shown = perRun(() => new Set<string>());

/** Shows each warning once per run, however many hosts it concerns. */
export function warn(warnings: readonly string[], resource: pulumi.Resource): void {
    const before = shown();
    for (const warning of warnings.filter((one) => !before.has(one))) {
        before.add(warning);
        void pulumi.log.warn(warning, resource);
    }
}
