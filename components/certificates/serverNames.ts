import { isIP } from "node:net";
import { matches, rule } from "../validation/rules";

/** What clients may call a host. */
export interface HostIdentity {
    readonly fqdn: string;
    readonly hostName: string;
    readonly publicIpAddress: string;
    /** Only where it is fixed: a dynamic one may be another host's tomorrow. */
    readonly privateIpAddress?: string;
    /** The user's own names and addresses. */
    readonly serverNames: readonly string[];
}

/** The subject alternative names of a server certificate. Go clients, Docker's among them, look at nothing else. */
export interface SubjectAlternativeNames {
    readonly dnsNames: string[];
    readonly ipAddresses: string[];
}

/** The names that a host's server certificate holds, each once, in a stable order. */
export function subjectAlternativeNames(host: HostIdentity): SubjectAlternativeNames {
    const names = [
        host.fqdn,
        host.hostName,
        host.publicIpAddress,
        ...(host.privateIpAddress === undefined ? [] : [host.privateIpAddress]),
        "localhost",
        "127.0.0.1",
        ...host.serverNames,
    ];
    const distinct = [...new Set(names.map((name) => name.toLowerCase()))];
    return {
        dnsNames: distinct.filter((name) => isIP(name) === 0),
        ipAddresses: distinct.filter((name) => isIP(name) !== 0),
    };
}

/** A name or address that a server certificate may hold beside its own. The last label is never all digits: that would be a wrong address. */
export const serverName = rule(
    (value) =>
        matches(
            /^(?=.{1,253}$)(\*\.)?([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*(?![0-9]+$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/,
            value,
        ) ||
        (typeof value === "string" && isIP(value) !== 0 && !value.includes("%")),
    "a DNS name or an IP address",
    "Write only the name, without scheme, port or path",
);
