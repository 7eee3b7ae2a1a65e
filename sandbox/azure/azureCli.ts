import { nameOf } from "./resourceIds";
import type { Power } from "./power";
import type { Store, StoredResource } from "./store";
import { TOKENS } from "./types";

/** What a run of the Azure CLI prints and ends with. */
export interface AzResult {
    readonly stdout: string;
    readonly stderr: string;
    readonly code: number;
}

/** The exit code of the Azure CLI for an invalid command line. */
const INVALID = 2;
/** The exit code of the Azure CLI for a resource that does not exist. */
const NOT_FOUND = 3;

/**
 * The commands of the Azure CLI that the emulated Azure knows: `az vm start`, `deallocate` and `get-instance-view`, with
 * `--ids ID` as their only option besides `--output json`. Like the real ones, the first two wait until they are done.
 */
export async function runAz(args: readonly string[], store: Store, power: Power): Promise<AzResult> {
    const [group, verb = "", ...options] = args;
    const ids = options.slice(options.indexOf("--ids") + 1, options.indexOf("--output"));
    const isKnown = group === "vm" && /^--ids( [^-]\S*)+ --output json$/.test(options.join(" "));
    const command = isKnown ? COMMANDS[verb] : undefined;
    if (command === undefined) {
        return failure(INVALID, `unrecognized arguments: ${args.join(" ")}`);
    }
    const vms = ids.map((id) => store.get(id));
    const missing = ids.find((_, index) => vms[index]?.type !== TOKENS.virtualMachine);
    if (missing !== undefined) {
        const [, group = ""] = /\/resourceGroups\/([^/]+)/i.exec(missing) ?? [];
        return failure(
            NOT_FOUND,
            `(ResourceNotFound) The Resource 'Microsoft.Compute/virtualMachines/${nameOf(missing)}' under resource group '${group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
        );
    }
    const answers = await Promise.all(vms.flatMap((vm) => (vm === undefined ? [] : [command(vm, power)])));
    const [answer, another] = answers;
    // For one resource, the Azure CLI prints no list, and for an operation nothing.
    const document = another === undefined ? answer : answers;
    return { stdout: answer === undefined ? "" : `${JSON.stringify(document, null, 2)}\n`, stderr: "", code: 0 };
}

const COMMANDS: Readonly<Record<string, (vm: StoredResource, power: Power) => Promise<unknown>>> = {
    start: async (vm, power) => {
        await power.start(vm);
    },
    deallocate: async (vm, power) => {
        await power.deallocate(vm);
    },
    "get-instance-view": async (vm, power) => {
        const state = power.stateOf(vm);
        const statuses = [
            { code: "ProvisioningState/succeeded", displayStatus: "Provisioning succeeded", level: "Info" },
            { code: `PowerState/${state}`, displayStatus: `VM ${state}`, level: "Info" },
        ];
        return await Promise.resolve({ ...vm.properties, instanceView: { statuses } });
    },
};

function failure(code: number, message: string): AzResult {
    return { stdout: "", stderr: `ERROR: ${message}\n`, code };
}
