import { nameOf } from "../../components/certificates/broughtCertificate";
import { engineVulnerabilitySentence } from "../../components/engine/engineVulnerabilities";
import { retirementOfSize } from "../../components/machine/vmSize";
import { EngineSource } from "../../components/options";
import { EXPIRING, printable } from "../../shared/errors";
import { accepts, type Authority, findAccess } from "../access";
import type { Certificate } from "../authorityState";
import { type Duration, type Expiring, expiringWithin } from "../expiring";
import { expiryOf, expiryText } from "../expiry";
import { expiryOrNull, hostSummary } from "../hostSummary";
import { type OpenStack, openStack, readOtherStack } from "../openHost";
import { powerStatesOf, powerText } from "../powerState";
import { type Report, table } from "../report";
import { type Selection, upCommand } from "../source";
import { type HostState, selectHost, type StackState } from "../stackState";
import { readBundle } from "../x509";

/** The options of `status`. */
export interface StatusOptions extends Selection {
    /** List only the certificates that end within this time. @defaultValue - list hosts, clients and authorities */
    readonly expiresWithin?: Duration;
}

/** A host with its warnings, and with the power state of its VM if that is known. */
type Host = HostState & { readonly warnings: readonly string[]; readonly powerState: string | undefined };

/**
 * Lists the hosts of a stack, the clients that they accept and their authorities, with the expiry of all certificates. Needs no
 * secrets.
 *
 * @throws CliError if there is no host with the name in `--host`.
 */
export async function status(options: StatusOptions): Promise<Report> {
    const { source, state } = await openStack(options);
    const now = Date.now();
    const selected = options.host === undefined ? state.hosts : [selectHost(state, options.host)];
    const others = options.host === undefined ? state.authorities : [];
    const up = upCommand(source);
    const read = async (stack: string): Promise<StackState> => await readOtherStack(source, stack);
    const { expiresWithin } = options;
    const [{ authorities, warnings: differences }, power] = await Promise.all([
        findAccess(selected, others, read, up),
        // A monitor of certificates needs no access to Azure.
        powerStatesOf(expiresWithin === undefined ? selected : [], source.sandbox),
    ]);
    const hosts = selected.map((host) => ({
        ...host,
        powerState: power.states[host.name],
        warnings: [differences[host.name] ?? [], warningsOf(host)].flat(),
    }));
    const document = {
        project: state.project,
        stack: state.stack,
        hosts: hosts.map((host) => ({
            ...hostSummary(host, now),
            powerState: host.powerState ?? null,
            warnings: host.warnings,
        })),
        powerStateProblem: power.problem ?? null,
        authorities: authorities.map((authority) => authoritySummary(authority, now)),
    };
    const title = titleOf({ source, state });
    if (expiresWithin !== undefined) {
        const expiring = expiringWithin(expiresWithin, { hosts, authorities }, up, now);
        return {
            document: { ...document, expiresWithin: expiresWithin.text, expiring },
            text: printable(`${title}: ${expiringText(expiring, expiresWithin)}`),
            ...(expiring.length > 0 ? { exitCode: EXPIRING } : {}),
        };
    }
    const warnings = hosts.flatMap((host) => host.warnings.map((warning) => `${host.name}: ${warning}`));
    const parts = [
        ...(hosts.length > 0 ? [hostTable(hosts, now)] : []),
        ...(authorities.length > 0 ? [clientTable(authorities, now), authorityTable(authorities, now)] : []),
        ...(warnings.length > 0 ? [warnings.join("\n")] : []),
        ...(power.problem === undefined ? [] : [`The state of a VM is unknown: ${power.problem}`]),
    ];
    const text =
        parts.length === 0 ? `${title} has no DockerHostVm and no DockerEngine` : [title, ...parts].join("\n\n");
    return { document, text: printable(text) };
}

function titleOf({ source, state }: OpenStack): string {
    const place = source.sandbox === undefined ? "" : ` (sandbox in ${source.sandbox.directory})`;
    return `Stack ${state.stack} of project ${state.project}${place}`;
}

function hostTable(hosts: readonly Host[], now: number): string {
    const heading = ["HOST", "STATE", "ENDPOINT", "NAME", "SERVER CERTIFICATE", "EXTENSION"];
    const rows = hosts.map((host) => [
        host.name,
        powerText(host.powerState),
        host.dockerHost ?? "not up",
        host.fqdn ?? "-",
        ends(host.server, now),
        host.extension?.type ?? "-",
    ]);
    return table([heading, ...rows]);
}

/** The clients that an authority lets in, and the hosts that accept them. */
function clientsOf({ access, hosts }: Authority) {
    const names = Object.keys(access.clientIssuers).sort();
    return names.flatMap((name) => {
        const issuer = access.clientIssuers[name];
        const certificate = Object.hasOwn(access.clients, name) ? access.clients[name]?.certificate : undefined;
        const hostsThat = (accept: boolean): string[] =>
            issuer === undefined
                ? []
                : hosts.filter((host) => accepts(host, issuer) === accept).map((host) => host.name);
        return [{ name, issuer, certificate, acceptedBy: hostsThat(true), notAcceptedBy: hostsThat(false) }];
    });
}

function clientTable(authorities: readonly Authority[], now: number): string {
    const heading = ["CLIENT", "AUTHORITY", "CERTIFICATE", "ISSUER", "ACCEPTED BY", "NOT ACCEPTED BY"];
    const rows = authorities.flatMap((authority) =>
        clientsOf(authority).map(({ name, issuer, certificate, acceptedBy, notAcceptedBy }) => [
            name,
            authorityName(authority),
            ends(certificate, now),
            ends(issuer, now),
            acceptedBy.join(", ") || "-",
            notAcceptedBy.join(", ") || "-",
        ]),
    );
    return table([heading, ...rows]);
}

function authorityTable(authorities: readonly Authority[], now: number): string {
    const rows = authorities.flatMap((authority) =>
        trustedBy(authority).map(({ subject, certificate }, index) => [
            authorityName(authority),
            subject,
            ends(certificate, now),
            index === 0 ? "signs server certificates" : "trusted by clients",
        ]),
    );
    return table([["AUTHORITY", "SUBJECT", "CERTIFICATE", "USE"], ...rows]);
}

/** The certificates that clients of an authority trust. */
function trustedBy({ access }: Authority): { subject: string; certificate: Certificate }[] {
    return readBundle(access.caCertPem ?? "").map((certificate) => ({
        subject: nameOf(certificate.subject),
        certificate: { pem: certificate.toString(), earlyRenewalHours: undefined },
    }));
}

function authorityName({ access, stack }: Authority): string {
    return stack === undefined ? access.name : `${access.name} in ${stack}`;
}

function expiringText(expiring: readonly Expiring[], { text }: Duration): string {
    const rows = expiring.map((one) => [expiryText(one), one.what, one.action]);
    return rows.length === 0
        ? `no certificate ends within ${text}`
        : `what ends within ${text}\n\n${table([["ENDS", "CERTIFICATE", "WHAT TO DO"], ...rows])}`;
}

/** Warnings about a host's size, and about its engine if the program chose one. */
function warningsOf({ engine, vmSize }: HostState): string[] {
    const vulnerable = engine?.source === EngineSource.Docker ? engineVulnerabilitySentence(engine.version) : undefined;
    const day = vmSize === undefined ? undefined : retirementOfSize(vmSize);
    return [
        ...(vulnerable === undefined ? [] : [vulnerable]),
        ...(day === undefined ? [] : [`Azure retires the VM series of ${String(vmSize)} on ${day}.`]),
    ];
}

function ends(certificate: Certificate | undefined, now: number): string {
    return certificate === undefined ? "-" : expiryText(expiryOf(certificate, now));
}

function authoritySummary(authority: Authority, now: number) {
    return {
        name: authority.access.name,
        stack: authority.stack ?? null,
        hosts: authority.hosts.map(({ name }) => name),
        clients: clientsOf(authority).map(({ certificate, issuer, ...client }) => ({
            ...client,
            certificate: expiryOrNull(certificate, now),
            issuer: expiryOrNull(issuer, now),
        })),
        certificates: trustedBy(authority).map(({ subject, certificate }) => ({
            subject,
            ...expiryOf(certificate, now),
        })),
    };
}
