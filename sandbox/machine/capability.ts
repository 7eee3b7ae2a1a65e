import { runProgram } from "../../shared/processes";
import { whyNoCgroups } from "./cgroups";
import { isRootless, type MachineSpec } from "./disk";
import { unshareFlags } from "./namespace";
import { findTools, type ToolSearch } from "./dockerTools";

/** The kind of VM that this host can run, and its tools. */
export interface Capability extends Pick<MachineSpec, "kind" | "tools"> {
    /** One line for the user: what runs and where it came from, or why a stand-in does. */
    readonly explanation: string;
}

/** Decides whether VMs run a real daemon: that needs the daemon itself, and namespaces to keep it in. */
export async function probeCapability(search: ToolSearch): Promise<Capability> {
    const obstacle = await whyNoNamespaces();
    const tools = await findTools(search).catch((error: unknown) => error as Error);
    if (tools instanceof Error) {
        return { kind: "standIn", tools: undefined, explanation: standIn(obstacle ?? tools.message) };
    }
    if (obstacle !== undefined) {
        return { kind: "standIn", tools, explanation: standIn(obstacle) };
    }
    const rights = isRootless() ? "a user namespace" : "namespaces";
    const care = isRootless() ? "" : " It is root of this machine: run nothing in it that you would not run as root.";
    return {
        kind: "real",
        tools,
        explanation: `A real dockerd runs in ${rights} of its own: ${tools.origin}.${care}`,
    };
}

function standIn(why: string): string {
    return `A small TLS server stands in for dockerd: ${why}.`;
}

/** Tries to make namespaces with the mounts of a VM. Gives the reason when that fails. */
async function whyNoNamespaces(): Promise<string | undefined> {
    const mounts = "mount -t proc proc /proc && mount -t sysfs sysfs /sys && mount -t tmpfs tmpfs /tmp";
    const args = [...unshareFlags(), "sh", "-c", mounts];
    const { code, stderr } = await runProgram("unshare", args, { timeoutSeconds: 30 });
    if (code !== 0) {
        return `namespaces cannot be made (${stderr.trim().split("\n")[0] ?? ""})`;
    }
    return isRootless() ? undefined : whyNoCgroups();
}
