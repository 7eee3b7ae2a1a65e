import type { Certificate } from "./authorityState";
import { type Expiry, expiryOf } from "./expiry";
import type { HostState } from "./stackState";

/** What JSON documents say of a host according to the state. It contains no secret. */
export function hostSummary(host: HostState, now: number) {
    return {
        name: host.name,
        dockerHost: host.dockerHost ?? null,
        fqdn: host.fqdn ?? null,
        publicIpAddress: host.publicIpAddress ?? null,
        dockerCertPath: host.dockerCertPath ?? null,
        engineInstall: host.extension?.type ?? null,
        engineVersion: host.engine?.version ?? null,
        vmSize: host.vmSize ?? null,
        clients: host.dockerHost === undefined ? [] : Object.keys(host.clientIssuers).sort(),
        serverCertificate: expiryOrNull(host.server, now),
    };
}

/** The expiry of a certificate for a JSON document. */
export function expiryOrNull(certificate: Certificate | undefined, now: number): Expiry | null {
    return certificate === undefined ? null : expiryOf(certificate, now);
}
