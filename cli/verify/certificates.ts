import { createPrivateKey, type X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { nameOf } from "../../components/certificates/broughtCertificate";
import { hasIssued } from "../../components/certificates/chain";
import { authorityEndWarning } from "../../components/certificates/lifetimes";
import { type Certificate, clientOf } from "../authorityState";
import type { ClientFiles } from "../clientFiles";
import { ROTATION } from "../expiring";
import { expiryOf, expiryText } from "../expiry";
import type { HostState } from "../stackState";
import { commonNameOf, parseCertificate, readBundle, trusts } from "../x509";
import type { Advice } from "./advice";
import { type Check, failed, ok, warning } from "./check";

/** Checks the daemon's certificate against the authorities, the state and the name that clients use. */
export function checkServer(
    shown: X509Certificate,
    host: string,
    state: HostState,
    { up }: Pick<Advice, "up">,
): Check[] {
    return [checkServerIssuer(shown, state, up), checkShown(shown, state.server, up), checkNames(shown, host, up)];
}

/** Checks that one of the authorities that clients trust signed the daemon's certificate. */
function checkServerIssuer(shown: X509Certificate, { caCertPem }: HostState, up: string): Check {
    const name = "server's issuer";
    if (caCertPem === undefined) {
        return warning(name, "the state does not contain the authority's certificate", `Bring the stack up: ${up}`);
    }
    const authorities = readBundle(caCertPem);
    const issuer = authorities.find((authority) => hasIssued(authority, shown));
    return issuer === undefined
        ? failed(
              name,
              `issued by "${nameOf(shown.issuer)}", not by the host's authority (${subjectsOf(authorities)})`,
              `Another program answers there, or the authority was replaced. Run: ${up}`,
          )
        : ok(name, `issued by the host's authority (${nameOf(issuer.subject)})`);
}

function subjectsOf(certificates: readonly X509Certificate[]): string {
    return certificates.map(({ subject }) => nameOf(subject)).join("; ");
}

function checkShown(shown: X509Certificate, server: Certificate | undefined, up: string): Check {
    const name = "server certificate";
    if (server === undefined) {
        return warning(name, "the state has no server certificate to compare with", `Bring the stack up: ${up}`);
    }
    return shown.fingerprint256 === parseCertificate(server.pem)?.fingerprint256
        ? ok(name, "the daemon presents the certificate in the stack's state")
        : failed(
              name,
              "the daemon presents a different certificate than the one in the stack's state",
              `It was not restarted after the certificate was renewed, or another program answers. Run: ${up}`,
          );
}

function checkNames(shown: X509Certificate, host: string, up: string): Check {
    const name = "server's names";
    const covered = isIP(host) === 0 ? shown.checkHost(host) : shown.checkIP(host);
    const names = shown.subjectAltName ?? "none";
    return covered === undefined
        ? failed(
              name,
              `${host} is not among the certificate's names (${names})`,
              `Use one of those names, or add it to serverNames and run: ${up}`,
          )
        : ok(name, names);
}

/**
 * Checks that the client's files trust the host, that the host accepts them, and that certificate and key belong together.
 */
export function checkIdentity(files: ClientFiles, state: HostState, { fetch }: Pick<Advice, "fetch">): Check[] {
    const cert = parseCertificate(files.cert);
    if (cert === undefined) {
        return [failed("client certificate", "cert.pem contains no certificate", fetch)];
    }
    const client = clientOf(cert, state);
    return [
        checkTrust(files.ca, state, fetch),
        client === undefined
            ? refusedClient(cert, state, fetch)
            : ok("client's issuer", `the host accepts it as the client ${client}`),
        ...(client === undefined ? [] : [checkCurrent(cert, client, state, fetch)]),
        belongsTo(cert, files.key)
            ? ok("client's key", "key.pem belongs to cert.pem")
            : failed("client's key", "key.pem does not belong to cert.pem", fetch),
    ];
}

/** Checks that the client will still trust the host when another of its authorities signs. */
function checkTrust(ca: string, { caCertPem = "" }: HostState, fetch: string): Check {
    const name = "ca.pem";
    const authorities = readBundle(caCertPem);
    const missing = authorities.filter((authority) => !trusts(ca, `${authority.toString()}${caCertPem}`));
    return missing.length === 0
        ? ok(name, `trusts every authority of the host (${subjectsOf(authorities)})`)
        : warning(
              name,
              `lacks an authority that the stack has added (${subjectsOf(missing)})`,
              `The client is locked out once that authority signs for the host. ${fetch}`,
          );
}

/** The cause of its own: the daemon accepts no client whose issuer is not in its bundle. */
function refusedClient(cert: X509Certificate, { clientIssuers }: HostState, fetch: string): Check {
    const name = "client's issuer";
    const client = commonNameOf(cert.subject) ?? "";
    const names = Object.keys(clientIssuers).sort();
    if (names.length === 0) {
        return warning(name, "the state does not say which clients the host accepts", "Bring the stack up first");
    }
    return failed(
        name,
        `this client is not accepted any more: the issuer of cert.pem (${nameOf(cert.issuer)}) is none of those that the host accepts (${names.join(", ")})`,
        names.includes(client)
            ? `The key of ${client} was replaced. ${fetch}`
            : `The client ${client} was removed. Ask whoever maintains the stack for access`,
    );
}

/** An earlier certificate stays valid until it expires. The certificate of a client with a brought issuer is not in the state. */
function checkCurrent(cert: X509Certificate, client: string, { clients }: HostState, fetch: string): Check {
    const name = "client certificate";
    const current = Object.hasOwn(clients, client) ? clients[client]?.certificate : undefined;
    return current === undefined || parseCertificate(current.pem)?.fingerprint256 === cert.fingerprint256
        ? ok(name, `cert.pem belongs to the client ${client}`)
        : warning(name, `cert.pem is an earlier certificate of the client ${client}, which was renewed since`, fetch);
}

/** Checks that a certificate is valid now and for some time. @param now milliseconds since 1970 */
export function checkExpiry(name: string, certificate: Certificate, advice: string, now: number): Check {
    const expiry = expiryOf(certificate, now);
    const text = expiryText(expiry);
    switch (expiry.state) {
        case "valid":
            return ok(name, `expires on ${text}`);
        case "renewal":
            return warning(name, `expires on ${text}`, advice);
        case "expired":
            return failed(name, `expired on ${text}`, advice);
        case "early":
            return failed(name, "is not valid yet", "Correct this machine's clock, which seems to be slow");
    }
}

/** An authority that ends is announced as early as in each `up`. @param now milliseconds since 1970 */
export function checkAuthorityExpiry(authority: X509Certificate, now: number): Check {
    const pem = authority.toString();
    const isAnnounced = authorityEndWarning("", pem, now) !== undefined;
    const certificate = { pem, earlyRenewalHours: isAnnounced ? Infinity : undefined };
    return checkExpiry("authority's expiry", certificate, `Roll the authority: ${ROTATION}`, now);
}

function belongsTo(cert: X509Certificate, keyPem: string): boolean {
    try {
        return cert.checkPrivateKey(createPrivateKey(keyPem));
    } catch {
        // Not a key.
        return false;
    }
}
