import type { DaemonSettings } from "../../../../components";
import { daemonFlags, hardened } from "../../../../components/engine/daemonTable";
import { extensionSettings } from "../../../../components/engine/dockerExtension";
import { engineRevision, seccompFingerprint } from "../../../../components/engine/engineRevision";
import { LOWEST_SAFE_ENGINE } from "../../../../components/engine/engineVulnerabilities";
import { daemonJson } from "../../../../components/engine/daemonJson";
import { engineFindings } from "../../../../preview/findings/engineFindings";
import { findingLine } from "../../../../preview/findings/finding";
import type { Inputs, PlannedResource } from "../../../../preview/plan/plan";
import { planOf, planned } from "../support";

const NO_CONFIG = { before: {}, after: {} };
/** The URN of the host. */
export const HOST = "urn:pulumi:dev::docker-host-vm::docker-host-vm:index:DockerHostVm::docker-host";

/** Extension and gate of one host, as a way of installation registers them. */
export interface State {
    readonly extension: Inputs;
    readonly gate: Inputs;
}

/** The host that a way of installation makes by settings and flags of the daemon. */
type Way = (daemon: DaemonSettings, options?: string[]) => State;

/** A gate that is told that revision of the engine. */
export const gateOf = (revision: string): Inputs => ({ environment: { ENGINE_REVISION: revision }, stdin: "script" });

/** By the DockerExtension. */
export const dockerExtension: Way = (daemon, options = []) => {
    const settings = extensionSettings(4243, [...daemonFlags(hardened(daemon)), ...options]);
    return {
        extension: { type: "DockerExtension", settings },
        gate: gateOf(JSON.stringify(settings)),
    };
};

/** By the script of CustomScript. */
export const customScript = (daemon: DaemonSettings, options: string[] = [], version = LOWEST_SAFE_ENGINE): State => {
    const settings = hardened(daemon);
    const revision = engineRevision({
        source: "docker",
        version,
        daemonJson: daemonJson({ dockerPort: 4243, daemon: settings }),
        seccompFingerprint: seccompFingerprint(settings.seccompProfile),
        flags: options,
    });
    return { extension: { type: "CustomScript" }, gate: gateOf(revision) };
};

/** A state whose daemon uses a proxy of that fingerprint. */
export function withProxy({ extension, gate }: State, fingerprint: string): State {
    const { ENGINE_REVISION: revision } = gate["environment"] as { ENGINE_REVISION: string };
    return { extension, gate: gateOf(revision.replace("{\n", `{\n    "proxies": "${fingerprint}",\n`)) };
}

/** Both as they change. */
export function hostBetween(before: State, after: State, over: Partial<PlannedResource> = {}): PlannedResource[] {
    const common = { parent: HOST, operation: "update" } as const;
    return [
        planned("azure-native:compute:VirtualMachineExtension", "ext", {
            ...common,
            before: before.extension,
            after: after.extension,
            ...over,
        }),
        planned("command:local:Command", "ready", { ...common, before: before.gate, after: after.gate }),
    ];
}

/** What is found: level, kind and text. */
export const found = (resources: readonly PlannedResource[], configs = NO_CONFIG): string[] =>
    engineFindings(planOf(...resources), configs).map((one) => `${one.level} ${one.kind}: ${findingLine(one).source}`);
