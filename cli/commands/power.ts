import { CliError, explained, FAILURE, printable, USAGE } from "../../shared/errors";
import { quoteHere } from "../../shared/shells";
import { runAzureCli } from "../azureCli";
import { calledFromHere, type OpenStack, openStack } from "../openHost";
import { vmIdOf } from "../powerState";
import type { Report } from "../report";
import { ownCommand, type Selection, upCommand } from "../source";
import { type HostState, selectHost } from "../stackState";
import { isListening } from "../verify/tls";

/** The options of `start` and `stop`. */
export interface PowerOptions extends Selection {
    /** All hosts of the stack. @defaultValue `false` */
    readonly all?: boolean;
    /** Print only a JSON document. @defaultValue `false` */
    readonly json?: boolean;
}

/** The options of `start`. */
export interface StartOptions extends PowerOptions {
    /** How long to wait for the daemons after Azure has started the VMs, in seconds. */
    readonly timeout: number;
}

/** The result for one host. */
interface Outcome {
    readonly name: string;
    readonly detail: string;
    /** Whether it is now as wanted. */
    readonly ok: boolean;
}

/** An operation of the Azure CLI on one VM, which waits until Azure has done it. */
type Verb = "start" | "deallocate";

/** Advice for Azure's errors. */
const ADVICE: readonly (readonly [RegExp, (verb: Verb) => string])[] = [
    [
        /AllocationFailed|AllocationRequest|SkuNotAvailable/,
        () =>
            "Azure has no capacity for this size at the moment. Try again later, or run up with another vmSize: that also starts the VM",
    ],
    [
        /AuthorizationFailed/,
        (verb) =>
            `You need permission for Microsoft.Compute/virtualMachines/${verb}/action, as in the role Virtual Machine Contributor`,
    ],
    [/ResourceNotFound/, () => "The VM was deleted outside Pulumi. Run pulumi refresh, and then up"],
    [
        /SubscriptionNotFound|doesn't exist in cloud/,
        () =>
            "Sign in to the VM's tenant: az login --tenant TENANT. For another cloud of Azure, run az cloud set first",
    ],
];

/** Deallocates VMs, so that Azure does not bill them, and waits until that is done. */
export async function stop(options: PowerOptions): Promise<Report> {
    const { opened, hosts } = await openHosts(options);
    say(options, "Stopping", hosts, "waiting until Azure has deallocated");
    const outcomes = hosts.map(async (host) => {
        await runOnVm("deallocate", host, opened);
        return "Its VM is deallocated, so that Azure bills only its disks and its public address";
    });
    return await reportOf("Stopped", hosts, outcomes);
}

/** Starts VMs, and waits until their daemons answer. */
export async function start(options: StartOptions): Promise<Report> {
    const { opened, hosts } = await openHosts(options);
    say(options, "Starting", hosts, "waiting until Azure has started");
    const outcomes = hosts.map(async (host) => {
        await runOnVm("start", host, opened);
        if (host.dockerHost === undefined) {
            return `Its daemon has never answered. Bring the stack up: ${upCommand(opened.source)}`;
        }
        await awaitDaemon({ ...opened, host }, host.dockerHost, options);
        return `Its daemon listens on ${host.dockerHost}`;
    });
    return await reportOf("Started", hosts, outcomes);
}

async function openHosts(options: PowerOptions): Promise<{ opened: OpenStack; hosts: readonly HostState[] }> {
    if (options.all === true && options.host !== undefined) {
        throw new CliError("--all: expected no --host with it. Use one of the two.", USAGE);
    }
    const opened = await openStack(options);
    const { state } = opened;
    const isForAll = options.all === true && state.hosts.length > 0;
    return { opened, hosts: isForAll ? state.hosts : [selectHost(state, options.host)] };
}

function say({ json }: PowerOptions, doing: string, hosts: readonly HostState[], waiting: string): void {
    if (json !== true) {
        const names = hosts.map(({ name }) => name).join(", ");
        const vms = hosts.length === 1 ? "its VM" : "their VMs";
        process.stderr.write(`${doing} ${names}: ${waiting} ${vms}, which takes a minute or two\n`);
    }
}

async function runOnVm(verb: Verb, host: HostState, { source }: OpenStack): Promise<void> {
    const id = vmIdOf(host);
    if (id === undefined) {
        throw new CliError(`It has no VM yet. Bring the stack up: ${upCommand(source)}`);
    }
    const args = ["vm", verb, "--ids", id, "--output", "json"];
    const { code, stderr } = await runAzureCli(args, { purpose: `${verb} a VM`, sandbox: source.sandbox });
    if (code !== 0) {
        const advice = ADVICE.find(([pattern]) => pattern.test(stderr))?.[1](verb);
        const said = `az vm ${verb} failed: ${printable(stderr.trim())}`;
        throw new CliError(advice === undefined ? said : `${advice}. (${said})`);
    }
}

/** @throws CliError if the daemon does not answer in time. */
async function awaitDaemon(
    opened: OpenStack & { readonly host: HostState },
    dockerHost: string,
    { timeout, ...selection }: StartOptions,
): Promise<void> {
    const { hostname, port } = new URL(calledFromHere(dockerHost, opened).dockerHost);
    const end = Date.now() + timeout * 1000;
    const endpoint = { host: hostname, port: Number(port), timeoutMs: 5_000 };
    while (!(await isListening(endpoint))) {
        if (Date.now() > end) {
            const command = ownCommand("verify", { ...selection, host: opened.host.name }, quoteHere);
            throw new CliError(
                `Its VM is running, but no daemon answered on ${hostname}:${port} within ${timeout} s. Find out why: ${command}`,
            );
        }
        await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
}

async function reportOf(
    done: string,
    hosts: readonly HostState[],
    outcomes: readonly Promise<string>[],
): Promise<Report> {
    const settled = await Promise.allSettled(outcomes);
    const all = hosts.map(({ name }, index): Outcome => {
        const outcome = settled[index];
        return outcome?.status === "fulfilled"
            ? { name, ok: true, detail: outcome.value }
            : { name, ok: false, detail: explained(outcome?.reason) };
    });
    const isDone = all.every(({ ok }) => ok);
    return {
        document: { hosts: all },
        text: all.map(({ name, ok, detail }) => `${ok ? `${done} ${name}` : `${name} FAILED`}: ${detail}`).join("\n"),
        ...(isDone ? {} : { exitCode: FAILURE }),
    };
}
