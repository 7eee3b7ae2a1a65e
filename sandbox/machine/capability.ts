import { runProgram } from "../../shared/processes";
import { whyNoCgroups } from "./cgroups";
import { isRootless, type MachineSpec } from "./disk";
import { unshareFlags } from "./namespace";
import { findTools, type ToolSearch } from "./dockerTools";

/** The kind of VM that this host can run and the tools for it. */
export interface Capability extends Pick<MachineSpec, "kind" | "tools"> {
    /** One line for the user: the daemon and its origin, or why a stand-in is used. */
    readonly explanation: string;
}

/** Finds out whether VMs can run a real daemon, which takes the daemon's programs and namespaces. */
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
    const care = isRootless() ? "" : " It runs as root on this machine: run only containers that you trust.";
    return {
        kind: "real",
        tools,
        explanation: `real dockerd in its own ${rights}: ${tools.origin}.${care}`,
    };
}

function standIn(why: string): string {
    return `a small TLS server stands in for dockerd: ${why}.`;
}

/** Tries to create namespaces with the mounts of a VM. Returns the reason if that fails. */
async function whyNoNamespaces(): Promise<string | undefined> {
    const mounts = "mount -t proc proc /proc && mount -t sysfs sysfs /sys && mount -t tmpfs tmpfs /tmp";
    const args = [...unshareFlags(), "sh", "-c", mounts];
    const { code, stderr } = await runProgram("unshare", args, { timeoutSeconds: 30 });
    if (code !== 0) {
        return `namespaces cannot be created (${stderr.trim().split("\n")[0] ?? ""})`;
    }
    return isRootless() ? undefined : whyNoCgroups();
}
