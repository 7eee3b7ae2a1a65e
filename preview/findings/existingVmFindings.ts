import { kindOf } from "../../shared/azure/resourceKind";
import { caution, danger, type Finding } from "./finding";
import { type Markdown, prose } from "../markdown/markdown";
import { type Inputs, type Plan, type PlannedResource, typeOf } from "../plan/plan";
import { inWords, readable } from "../plan/properties";

/** The component that installs an engine on a VM that is there already. */
const ENGINE_COMPONENT = "docker-host-vm:index:DockerEngine";

/** Whether an extension is one on a VM that the components did not make. */
export const isOfExistingVm = ({ type, parent }: PlannedResource): boolean =>
    kindOf(type) === "compute:VirtualMachineExtension" && typeOf(parent) === ENGINE_COMPONENT;

/** An engine that comes to a VM that may hold anything, moves to another one, or leaves. A stack that is new does not make the VM new. */
export function existingVmFindings({ resources }: Plan): Finding[] {
    return resources.filter(isOfExistingVm).flatMap((extension) => {
        const { before, after } = extension;
        const [was, is] = [vmOf(before), vmOf(after)];
        if (was?.source === is?.source) {
            return [];
        }
        const text = prose`installs an engine on ${is ?? ""}, and runs code as root there.`;
        return [
            ...(is === undefined ? [] : [danger("hardening", "engine on an existing VM", [extension], text)]),
            ...(was === undefined ? [] : [leaving(extension, was)]),
        ];
    });
}

/** The VM that an extension is on. */
function vmOf(inputs: Inputs | undefined): Markdown | undefined {
    const [name, group] = ["vmName", "resourceGroupName"].map((part) => inWords(readable(inputs?.[part])));
    return inputs && prose`VM ${name ?? ""} of resource group ${group ?? ""}`;
}

/** What stays of an engine: only the DockerExtension removes it. */
function leaving(extension: PlannedResource, vm: Markdown): Finding {
    return extension.before?.["type"] === "DockerExtension"
        ? caution("replace", "engine removed", [extension], prose`the containers on ${vm} stop.`)
        : caution(
              "client",
              "engine left behind",
              [extension],
              prose`the daemon on ${vm} keeps running, and its clients keep access.`,
          );
}
