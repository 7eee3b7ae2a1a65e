import { nameOf } from "../components/certificates/broughtCertificate";
import { HOUR } from "../shared/time";
import type { Authority } from "./access";
import type { Certificate } from "./authorityState";
import { dateOf, endOf, type Expiry, expiryOf, renewalOf } from "./expiry";
import type { HostState } from "./stackState";
import { readBundle } from "./x509";

/** A time from now. */
export interface Duration {
    /** As the user wrote it, for example `30d`. */
    readonly text: string;
    readonly milliseconds: number;
}

/** A certificate that ends soon. */
export interface Expiring extends Expiry {
    /** The certificate, for example `server certificate of build`. */
    readonly what: string;
    /** A sentence that says what to do. */
    readonly action: string;
}

const HOURS = { h: 1, d: 24, w: 7 * 24 } as const;
/** Where the steps for an authority that ends are. */
export const ROTATION = "https://docker-host-vm.github.io/docker-host-vm/rotation.html";

/** Reads a time such as `12h`, `30d` or `8w`; undefined for any other text. */
export function durationOf(text: string): Duration | undefined {
    const [, number, unit] = /^([1-9]\d{0,4})([hdw])$/.exec(text) ?? [];
    return unit === undefined
        ? undefined
        : { text, milliseconds: Number(number) * HOURS[unit as keyof typeof HOURS] * HOUR };
}

/** A certificate with its name and the action that it needs. */
interface Candidate extends Certificate {
    readonly what: string;
    readonly action: string;
}

/**
 * Every certificate of hosts, clients and authorities that ends within a time or has ended, the first to end first. Those that an
 * `up` renews are among them: if nobody runs it, they end too.
 *
 * @param up the command that brings the hosts' stack up
 * @param now milliseconds since 1970
 */
export function expiringWithin(
    { milliseconds }: Duration,
    { hosts, authorities }: { readonly hosts: readonly HostState[]; readonly authorities: readonly Authority[] },
    up: string,
    now: number,
): Expiring[] {
    const servers = hosts.flatMap(({ name, server }) =>
        server === undefined
            ? []
            : [{ ...server, what: `server certificate of ${name}`, action: renewal(server, `: ${up}`, now) }],
    );
    return [...servers, ...authorities.flatMap((authority) => candidatesOf(authority, up, now))]
        .filter((certificate) => endOf(certificate) - now <= milliseconds)
        .sort((one, other) => endOf(one) - endOf(other))
        .map(({ what, action, ...certificate }) => ({ what, ...expiryOf(certificate, now), action }));
}

function candidatesOf({ access, stack, isKnown }: Authority, up: string, now: number): Candidate[] {
    const where = stack === undefined ? `: ${up}` : ` in the stack ${stack}`;
    const of = `of ${access.name}`;
    const clients = Object.entries(access.clients).flatMap(([client, { certificate }]) => {
        const what = `certificate of the client ${client} ${of}`;
        return certificate === undefined
            ? []
            : [{ ...certificate, what, action: `${renewal(certificate, where, now)}. Then fetch the client's files` }];
    });
    const issuers = Object.entries(access.clientIssuers).map(([client, issuer]) => {
        const successor = isKnown
            ? "Put its successor, from whoever runs it, into clientIssuers"
            : "Look into the stack of the authority";
        const action = issuer.earlyRenewalHours === undefined ? successor : renewal(issuer, where, now);
        return { ...issuer, what: `issuer of the client ${client} ${of}`, action };
    });
    const authorities = readBundle(access.caCertPem ?? "").map((certificate) => ({
        pem: certificate.toString(),
        earlyRenewalHours: undefined,
        what: `authority ${access.name}: ${nameOf(certificate.subject)}`,
        action: `Roll the authority: ${ROTATION}`,
    }));
    return [...clients, ...issuers, ...authorities];
}

/** @param where follows the words `Run up now` */
function renewal(certificate: Certificate, where: string, now: number): string {
    const time = renewalOf(certificate);
    return `Run up ${time <= now ? "now" : `on or after ${dateOf(time)}`}${where}`;
}
