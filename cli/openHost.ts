import { CliError } from "../shared/errors";
import { type Called, calledByAddress } from "../shared/sandboxHome";
import { exportState } from "./pulumi";
import { quoteHere } from "../shared/shells";
import { findSource, ownCommand, type Selection, type Source, upCommand } from "./source";
import { type HostState, readStackState, selectHost, type StackState } from "./stackState";

/** A stack's state and its source. */
export interface OpenStack {
    readonly source: Source;
    readonly state: StackState;
}

/** The same with the selected host. */
export interface OpenHost extends OpenStack {
    readonly host: HostState;
}

/**
 * Reads the state of the selected stack.
 *
 * @param secrets whether to decrypt secrets
 * @throws CliError if there is no such stack.
 */
export async function openStack(selection: Selection, secrets = false): Promise<OpenStack> {
    const source = findSource(selection);
    return { source, state: readStackState(await exportState(source, secrets), upCommand(source)) };
}

/**
 * Reads the state of another stack with the same Pulumi. Needs no secrets.
 *
 * @param stack its name as in a stack reference
 * @throws CliError if it cannot be read.
 */
export async function readOtherStack(source: Source, stack: string): Promise<StackState> {
    return readStackState(await exportState({ ...source, stack }, false));
}

/** Reads the state of the selected stack, and selects the host. */
export async function openHost(selection: Selection, secrets = false): Promise<OpenHost> {
    const { source, state } = await openStack(selection, secrets);
    return { source, state, host: selectHost(state, selection.host) };
}

/** A host's endpoint for use on this machine: DNS servers do not know the names of a sandbox. */
export function calledFromHere(dockerHost: string, { host, source }: OpenHost): Called {
    const isName = new URL(dockerHost).hostname === host.fqdn?.toLowerCase();
    return calledByAddress(dockerHost, source.sandbox !== undefined && isName ? host.publicIpAddress : undefined);
}

/**
 * The host's endpoint for use on this machine.
 *
 * @throws CliError if the daemon has not answered yet.
 */
export function endpointOf(opened: OpenHost, selection: Selection): Called {
    const { host } = opened;
    if (host.dockerHost === undefined) {
        throw new CliError(
            `${host.name} has no endpoint yet, because its daemon has not answered. Find out why: ${ownCommand("verify", selection, quoteHere)}`,
        );
    }
    return calledFromHere(host.dockerHost, opened);
}

/** The administrator and the address to log in to over SSH; undefined if one of them is unknown. */
export function loginOf(opened: OpenHost): { readonly user: string; readonly address: string } | undefined {
    const { dockerHost, fqdn, adminUsername: user } = opened.host;
    const address = dockerHost === undefined ? fqdn : new URL(calledFromHere(dockerHost, opened).dockerHost).hostname;
    return user === undefined || address === undefined ? undefined : { user, address };
}

/**
 * The same for a command that logs in.
 *
 * @throws CliError if one of them is unknown, or the host is in a sandbox.
 */
export function requiredLogin(opened: OpenHost): { readonly user: string; readonly address: string } {
    const { source, host } = opened;
    if (source.sandbox !== undefined) {
        throw new CliError(
            "The VMs of a sandbox have no SSH server. For a host in Azure, add --no-home. To use the daemon, run npx docker-host-vm-sandbox docker.",
        );
    }
    const login = loginOf(opened);
    if (host.vmId !== undefined && host.adminUsername === undefined) {
        throw new CliError(
            `${host.name} has no administrator in the state, because its VM existed already. Log in with your own SSH client.`,
        );
    }
    if (login === undefined) {
        throw new CliError(`${host.name} has no VM or no address yet. Bring the stack up: ${upCommand(source)}`);
    }
    return login;
}
