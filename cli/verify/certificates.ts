import { createPrivateKey, X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import type { ClientFiles } from "../clientFiles";
import { expiryOf, expiryText } from "../expiry";
import type { Certificate, HostState } from "../stackState";
import { type Check, failed, ok, warning } from "./check";

/** What a user types here. */
export interface Commands {
    /** Brings the stack up. */
    readonly up: string;
    /** Fetches the client's files. */
    readonly credentials: string;
    /** Prints the environment in which the client calls the host past a proxy. */
    readonly withoutProxy: string;
}

/** The daemon's certificate against the authority, the state and the name that clients call. */
export function checkServer(
    shown: X509Certificate,
    host: string,
    state: HostState,
    { up }: Pick<Commands, "up">,
): Check[] {
    return [
        checkIssuer(
            "server's issuer",
            shown,
            state.authority,
            `Another program answers there, or the authority was replaced: ${up}`,
        ),
        checkShown(shown, state.server, up),
        checkNames(shown, host, up),
    ];
}

/** Whether the authority signed a certificate. */
function checkIssuer(name: string, cert: X509Certificate, authority: Certificate | undefined, advice: string): Check {
    if (authority === undefined) {
        return warning(
            name,
            "the state does not show the authority's certificate",
            "Give the authority's certificate as a plain value, since it is no secret",
        );
    }
    const issuer = new X509Certificate(authority.pem);
    const subject = oneLine(issuer.subject);
    return cert.checkIssued(issuer) && cert.verify(issuer.publicKey)
        ? ok(name, `issued by the host's authority (${subject})`)
        : failed(name, `issued by "${oneLine(cert.issuer)}", not by the host's authority (${subject})`, advice);
}

function checkShown(shown: X509Certificate, server: Certificate | undefined, up: string): Check {
    const name = "server certificate";
    if (server === undefined) {
        return warning(name, "the state holds no server certificate to compare with", `Bring the stack up: ${up}`);
    }
    return shown.fingerprint256 === new X509Certificate(server.pem).fingerprint256
        ? ok(name, "the daemon shows the one of the stack's state")
        : failed(
              name,
              "the daemon shows another one than the stack's state has",
              `It was not restarted since the certificate was renewed, or another program answers: ${up}`,
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
              `Add it to serverNames, or call the host by one of those names: ${up}`,
          )
        : ok(name, names);
}

/** Whether the client's certificate and key belong together and to the host. */
export function checkIdentity(
    files: ClientFiles,
    state: HostState,
    { credentials }: Pick<Commands, "credentials">,
): Check[] {
    const fetch = `Fetch the files anew: ${credentials}`;
    const cert = parseCertificate(files.cert);
    if (cert === undefined) {
        return [failed("client certificate", "cert.pem holds no certificate", fetch)];
    }
    return [
        checkIssuer("client's issuer", cert, state.authority, fetch),
        checkCurrent(cert, state, fetch),
        belongsTo(cert, files.key)
            ? ok("client's key", "key.pem belongs to cert.pem")
            : failed("client's key", "key.pem does not belong to cert.pem", fetch),
    ];
}

/** An earlier certificate is still good until it ends. */
function checkCurrent(cert: X509Certificate, { clients }: HostState, fetch: string): Check {
    const name = "client certificate";
    const known = Object.entries(clients).find(
        ([, { certPem }]) =>
            certPem !== undefined && new X509Certificate(certPem).fingerprint256 === cert.fingerprint256,
    );
    return known === undefined
        ? warning(
              name,
              `cert.pem (${oneLine(cert.subject)}) is none of the certificates in the stack's state: renewed meanwhile, or issued elsewhere`,
              fetch,
          )
        : ok(name, `cert.pem is that of the client ${known[0]}`);
}

/** Whether a certificate is valid now and for some time to come. @param now milliseconds since 1970 */
export function checkExpiry(name: string, certificate: Certificate, advice: string, now: number): Check {
    const expiry = expiryOf(certificate, now);
    const text = expiryText(expiry);
    switch (expiry.state) {
        case "valid":
            return ok(name, `ends on ${text}`);
        case "renewal":
            return warning(name, `ends on ${text}`, advice);
        case "expired":
            return failed(name, `ended on ${text}`, advice);
        case "early":
            return failed(name, "is not valid yet", "Set this machine's clock right: it seems to be behind");
    }
}

/** A certificate from a file; nothing when it is none. */
export function parseCertificate(pem: string): X509Certificate | undefined {
    try {
        return new X509Certificate(pem);
    } catch {
        return undefined;
    }
}

function belongsTo(cert: X509Certificate, keyPem: string): boolean {
    try {
        return cert.checkPrivateKey(createPrivateKey(keyPem));
    } catch {
        // No key at all.
        return false;
    }
}

/** Node writes a part of a name a line. */
function oneLine(name: string): string {
    return name.replaceAll("\n", ", ");
}
