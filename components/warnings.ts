import * as pulumi from "@pulumi/pulumi";
import type { DaemonSettings } from "./engine/daemonSettings";
import { EngineInstall, EngineSource } from "./options";
import { type Defaults, defaults } from "./defaults";
import type { DockerHostVmArgs } from "./dockerHostVmArgs";
import { dataRootWarnings } from "./engine/dataRoot";
import { isLoopbackRegistry } from "./engine/daemonRules";
import { engineVulnerabilitySentence } from "./engine/engineVulnerabilities";
import { retirement } from "./machine/image";
import { perRun } from "./perRun";
import { retirementOfSize } from "./machine/vmSize";

/** The ways of installation that Azure no longer serves, and what that means. */
const RETIRED_INSTALLS: Partial<Record<EngineInstall, string>> = {
    [EngineInstall.DockerExtension]:
        "Azure retired the DockerExtension in November 2018. The last engine for Ubuntu 14.04 is 18.06, to which present " +
        "Docker clients speak only with DOCKER_API_VERSION=1.38 in their environment",
};

/** Why Azure no longer serves a way of installation; nothing for one that it serves. */
export function installRetirement(engineInstall: EngineInstall): string | undefined {
    return RETIRED_INSTALLS[engineInstall];
}

/** What to set instead: what Azure serves today. */
const INSTEAD: Readonly<Record<string, string>> = { image: "ubuntu-24.04", engineInstall: EngineInstall.CustomScript };

/** What to tell the user of an image or a way of installation that Azure no longer serves, with the setting to change. */
export function retirementWarnings(image: string, engineInstall: EngineInstall): string[] {
    const found = { image: retirement(image), engineInstall: installRetirement(engineInstall) };
    return Object.entries(found).flatMap(([setting, why]) =>
        why === undefined ? [] : [`${why}. Setting to change: ${setting}, to ${INSTEAD[setting] ?? ""}.`],
    );
}

/** What to tell the user of a size that Azure retires. */
export function sizeWarnings(vmSize: string): string[] {
    const day = retirementOfSize(vmSize);
    return day === undefined
        ? []
        : [
              `Azure retires the series of ${vmSize} on ${day}, and new subscriptions may not get it. Setting to change: vmSize, to ${defaults.vmSize} or another size of today.`,
          ];
}

/** What to tell the user of registries that are spoken to without a check of who answers. */
export function insecureRegistryWarnings({ insecureRegistries = [] }: DaemonSettings = {}): string[] {
    const others = insecureRegistries.filter((registry) => !isLoopbackRegistry(registry));
    const names = others.join(", ");
    return others.length === 0
        ? []
        : [`daemon.insecureRegistries holds ${names}: whoever can answer in their place can give the host any image.`];
}

/** What to tell the user of a chosen engine that is known to be vulnerable. */
export function engineVersionWarnings(engineSource: EngineSource, engineVersion = ""): string[] {
    const sentence = engineSource === EngineSource.Docker ? engineVulnerabilitySentence(engineVersion) : undefined;
    return sentence === undefined ? [] : [`${sentence} Setting to change: engineVersion.`];
}

/** What to tell the user of a host's settings, each by itself right. */
export function hostWarnings(
    host: Pick<Defaults, "image" | "engineInstall" | "vmSize" | "engineSource"> &
        Pick<DockerHostVmArgs, "engineVersion" | "daemon">,
): string[] {
    return [
        ...retirementWarnings(host.image, host.engineInstall),
        ...sizeWarnings(host.vmSize),
        ...engineVersionWarnings(host.engineSource, host.engineVersion),
        ...insecureRegistryWarnings(host.daemon),
        ...dataRootWarnings(host.daemon?.dataRoot),
    ];
}

/** The warnings that a run has shown. */
const shown = perRun(() => new Set<string>());

/** Shows warnings, each once a run, however many hosts it is about. */
export function warn(warnings: readonly string[], resource: pulumi.Resource): void {
    const before = shown();
    for (const warning of warnings.filter((one) => !before.has(one))) {
        before.add(warning);
        void pulumi.log.warn(warning, resource);
    }
}
