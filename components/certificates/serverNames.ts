import { isIP } from "node:net";
import { matches, rule } from "../validation/rules";

/** The names and addresses that clients can use for a host. */
export interface HostIdentity {
    readonly fqdn?: string | undefined;
    readonly hostName: string;
    readonly publicIpAddress?: string | undefined;
    /** Only if it is static or belongs to the host's interface: any other might belong to another host tomorrow. */
    readonly privateIpAddress?: string | undefined;
    /** Additional names and addresses from the user. */
    readonly serverNames: readonly string[];
}

/** The subject alternative names of a server certificate. Go programs such as the Docker client check nothing else. */
export interface SubjectAlternativeNames {
    readonly dnsNames: string[];
    readonly ipAddresses: string[];
}

/** The names in a host's server certificate, each once, in a stable order. */
export function subjectAlternativeNames(host: HostIdentity): SubjectAlternativeNames {
    const own = [host.fqdn, host.hostName, host.publicIpAddress, host.privateIpAddress];
    const names = [...own, "localhost", "127.0.0.1", ...host.serverNames].filter((name) => name !== undefined);
    const distinct = [...new Set(names.map((name) => name.toLowerCase()))];
    return {
        dnsNames: distinct.filter((name) => isIP(name) === 0),
        ipAddresses: distinct.filter((name) => isIP(name) !== 0),
    };
}

/**
 * An additional name or address for a server certificate. The last label is never all digits: that would be an invalid
 * address.
 */
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
