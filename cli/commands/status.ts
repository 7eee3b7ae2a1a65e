import { engineVulnerabilitySentence } from "../../components/engine/engineVulnerabilities";
import { retirementOfSize } from "../../components/machine/vmSize";
import { EngineSource } from "../../components/options";
import { printable } from "../../shared/errors";
import { expiryOf, expiryText } from "../expiry";
import { openStack } from "../openHost";
import { type Report, table } from "../report";
import type { Selection } from "../source";
import { type Certificate, type HostState, selectHost } from "../stackState";

/**
 * Lists the hosts of a stack with the expiry of their certificates, and warns about their engines and sizes. Needs no secrets.
 *
 * @throws CliError if there is no host with the name in `--host`.
 */
export async function status(options: Selection): Promise<Report> {
    const { source, state } = await openStack(options);
    const now = Date.now();
    const hosts = options.host === undefined ? state.hosts : [selectHost(state, options.host)];
    const document = {
        project: state.project,
        stack: state.stack,
        hosts: hosts.map((host) => summary(host, now)),
    };
    const heading = ["HOST", "ENDPOINT", "NAME", "SERVER CERTIFICATE", "CLIENT", "AUTHORITY", "EXTENSION"];
    const rows = hosts.map((host) => [
        host.name,
        host.dockerHost ?? "not up",
        host.fqdn ?? "-",
        ...[host.server, host.client, host.authority].map((certificate) => ends(certificate, now)),
        host.extension?.type ?? "-",
    ]);
    const place = source.sandbox === undefined ? "" : ` (sandbox in ${source.sandbox.directory})`;
    const title = `Stack ${state.stack} of project ${state.project}${place}`;
    const warnings = hosts.flatMap((host) => warningsOf(host).map((warning) => `${host.name}: ${warning}`));
    const lines = [title, "", table([heading, ...rows]), ...(warnings.length === 0 ? [] : ["", ...warnings])];
    const text = hosts.length === 0 ? `${title} has no DockerHostVm` : lines.join("\n");
    return { document, text: printable(text) };
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

function summary(host: HostState, now: number) {
    const expiry = (certificate: Certificate | undefined) =>
        certificate === undefined ? null : expiryOf(certificate, now);
    return {
        name: host.name,
        dockerHost: host.dockerHost ?? null,
        fqdn: host.fqdn ?? null,
        publicIpAddress: host.publicIpAddress ?? null,
        dockerCertPath: host.dockerCertPath ?? null,
        engineInstall: host.extension?.type ?? null,
        engineVersion: host.engine?.version ?? null,
        vmSize: host.vmSize ?? null,
        warnings: warningsOf(host),
        clients: Object.keys(host.clients).sort(),
        serverCertificate: expiry(host.server),
        clientCertificate: expiry(host.client),
        authority: expiry(host.authority),
    };
}
