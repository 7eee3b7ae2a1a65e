import { isIP } from "node:net";
import { CliError, printable } from "../../shared/errors";
import { hostSummary } from "../hostSummary";
import { endpointOf, openHost, openStack } from "../openHost";
import { powerStatesOf, powerText } from "../powerState";
import { type Report, table } from "../report";
import { type Selection, upCommand } from "../source";
import { selectHost } from "../stackState";

/** The options of `ls`. */
export interface LsOptions extends Selection {
    /** Print only the names. @defaultValue `false` */
    readonly quiet?: boolean;
}

/** Lists the hosts of a stack in one line each. */
export async function ls({ quiet, ...selection }: LsOptions): Promise<Report> {
    const { source, state } = await openStack(selection);
    const hosts = selection.host === undefined ? state.hosts : [selectHost(state, selection.host)];
    const names = hosts.map(({ name }) => name);
    if (quiet === true) {
        return { document: names, text: names.join("\n") };
    }
    const { states, problem } = await powerStatesOf(hosts, source.sandbox);
    const rows = hosts.map((host) => [
        host.name,
        powerText(states[host.name]),
        host.dockerHost ?? "not up",
        host.engine?.version ?? "-",
        host.vmSize ?? "-",
    ]);
    const document = hosts.map((host) => ({
        ...hostSummary(host, Date.now()),
        powerState: states[host.name] ?? null,
    }));
    const why = problem === undefined ? "" : `\n\nThe state of a VM is unknown: ${problem}`;
    return { document, text: printable(`${table([["NAME", "STATE", "URL", "ENGINE", "SIZE"], ...rows])}${why}`) };
}

/** Prints the address of a host: the private one, if it has no public one. */
export async function ip(selection: Selection): Promise<Report> {
    const { host, source } = await openHost(selection);
    const endpoint = host.dockerHost === undefined ? undefined : new URL(host.dockerHost).hostname;
    const address =
        host.publicIpAddress ?? host.privateIpAddress ?? (isIP(endpoint ?? "") === 0 ? undefined : endpoint);
    if (address === undefined && endpoint !== undefined) {
        throw new CliError(
            `${host.name} has no address in the state, because its VM existed already. Its name is ${printable(endpoint)}.`,
        );
    }
    if (address === undefined) {
        throw new CliError(`${host.name} has no address yet. Bring the stack up: ${upCommand(source)}`);
    }
    return { document: { address }, text: printable(address) };
}

/** Prints the endpoint of a host for use on this machine. */
export async function url(selection: Selection): Promise<Report> {
    const { dockerHost } = endpointOf(await openHost(selection), selection);
    return { document: { dockerHost }, text: printable(dockerHost) };
}

/** Prints the properties of a host in the state as JSON, without secrets. Does not ask Azure. */
export async function inspect(selection: Selection): Promise<Report> {
    const { host, state } = await openHost(selection);
    const document = {
        project: state.project,
        stack: state.stack,
        ...hostSummary(host, Date.now()),
        privateIpAddress: host.privateIpAddress ?? null,
        vmId: host.vmId ?? null,
        adminUsername: host.adminUsername ?? null,
        extensionFailure: host.extension?.failure ?? null,
        authorityStacks: host.authorityStacks,
    };
    return { document, text: JSON.stringify(document, null, 4) };
}
