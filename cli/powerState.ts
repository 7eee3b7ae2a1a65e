import { explained, printable } from "../shared/errors";
import { listAt, parsedJson, textAt } from "../shared/json";
import { type AzureCliOptions, runAzureCli } from "./azureCli";
import type { HostState } from "./stackState";

/** The power states of hosts' VMs, as far as Azure tells them. */
export interface PowerStates {
    /** By the name of the host: `running`, `stopped`, `deallocated`, or one of Azure's states in between. */
    readonly states: Readonly<Record<string, string>>;
    /** Why a state is unknown, in one line. */
    readonly problem: string | undefined;
}

/** A command that only lists something must not wait for long. */
const TIMEOUT_SECONDS = 20;

/** An ID as in the state. It becomes an argument of a program that may be a script for cmd. */
const VM_ID =
    /^\/subscriptions\/[\w-]+\/resourceGroups\/[\p{L}\p{N}_.()-]+\/providers\/Microsoft\.Compute\/virtualMachines\/[\w.-]+$/iu;

/** The ID of a host's VM; undefined if there is none yet. */
export function vmIdOf({ vmId }: Pick<HostState, "vmId">): string | undefined {
    return vmId !== undefined && VM_ID.test(vmId) ? vmId : undefined;
}

/** Asks Azure for the power states of hosts, with one call of the Azure CLI. Never fails: what is not known has a reason. */
export async function powerStatesOf(
    hosts: readonly HostState[],
    sandbox: AzureCliOptions["sandbox"],
): Promise<PowerStates> {
    const wanted = hosts.flatMap((host) => {
        const id = vmIdOf(host);
        return id === undefined ? [] : [{ name: host.name, id }];
    });
    if (wanted.length === 0) {
        return { states: {}, problem: undefined };
    }
    const args = ["vm", "get-instance-view", "--ids", ...wanted.map(({ id }) => id), "--output", "json"];
    const options = { purpose: "read the state of a VM", sandbox, timeoutSeconds: TIMEOUT_SECONDS };
    try {
        const { stdout, stderr } = await runAzureCli(args, options);
        const states = statesIn(stdout);
        const found = wanted.flatMap(({ name, id }) => {
            const state = states[id.toLowerCase()];
            return state === undefined ? [] : [[name, state] as const];
        });
        const problem = found.length === wanted.length ? undefined : `az vm get-instance-view: ${oneLine(stderr)}`;
        return { states: Object.fromEntries(found), problem };
    } catch (error) {
        return { states: {}, problem: explained(error) };
    }
}

/** The states by VM ID in lower case, because Azure varies the case. For a single VM, the Azure CLI prints no list. */
function statesIn(stdout: string): Readonly<Record<string, string | undefined>> {
    const entries = listAt({ vms: [parsedJson(stdout)].flat() }, "vms").map((vm) => {
        const codes = listAt(vm, "instanceView", "statuses").map((status) => textAt(status, "code") ?? "");
        const state = codes.find((code) => code.startsWith("PowerState/"))?.replace("PowerState/", "");
        return [textAt(vm, "id")?.toLowerCase() ?? "", state] as const;
    });
    return Object.fromEntries(entries);
}

function oneLine(text: string): string {
    return printable(text.trim().replaceAll(/\s*\n\s*/g, " ")) || "no answer";
}

/** A state for people to read. Azure bills a VM that was only shut down like a running one. */
export function powerText(state: string | undefined): string {
    return state === "stopped" ? "stopped, still billed" : (state ?? "-");
}
