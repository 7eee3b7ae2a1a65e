import { createPrivateKey, X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import type { ClientFiles } from "../clientFiles";
import { expiryOf, expiryText } from "../expiry";
import type { Certificate, HostState } from "../stackState";
import { type Check, failed, ok, warning } from "./check";

/** Commands for advice. */
export interface Commands {
    /** Brings the stack up. */
    readonly up: string;
    /** Fetches the client's files. */
    readonly credentials: string;
    /** Prints the environment in which the client bypasses a proxy. */
    readonly withoutProxy: string;
}

/** Checks the daemon's certificate against the authority, the state and the name that clients use. */
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
            `Another program answers there, or the authority was replaced. Run: ${up}`,
        ),
        checkShown(shown, state.server, up),
        checkNames(shown, host, up),
    ];
}

/** Checks that the authority signed a certificate. */
function checkIssuer(name: string, cert: X509Certificate, authority: Certificate | undefined, advice: string): Check {
    if (authority === undefined) {
        return warning(
            name,
            "the state does not contain the authority's certificate",
            "Pass the authority's certificate as a plain value: it is not a secret",
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
        return warning(name, "the state has no server certificate to compare with", `Bring the stack up: ${up}`);
    }
    return shown.fingerprint256 === new X509Certificate(server.pem).fingerprint256
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

/** Checks that the client's certificate and key belong together, and to the host. */
export function checkIdentity(
    files: ClientFiles,
    state: HostState,
    { credentials }: Pick<Commands, "credentials">,
): Check[] {
    const fetch = `Fetch the files again: ${credentials}`;
    const cert = parseCertificate(files.cert);
    if (cert === undefined) {
        return [failed("client certificate", "cert.pem contains no certificate", fetch)];
    }
    return [
        checkIssuer("client's issuer", cert, state.authority, fetch),
        checkCurrent(cert, state, fetch),
        belongsTo(cert, files.key)
            ? ok("client's key", "key.pem belongs to cert.pem")
            : failed("client's key", "key.pem does not belong to cert.pem", fetch),
    ];
}

/** An earlier certificate stays valid until it expires. */
function checkCurrent(cert: X509Certificate, { clients }: HostState, fetch: string): Check {
    const name = "client certificate";
    const known = Object.entries(clients).find(
        ([, { certPem }]) =>
            certPem !== undefined && new X509Certificate(certPem).fingerprint256 === cert.fingerprint256,
    );
    return known === undefined
        ? warning(
              name,
              `cert.pem (${oneLine(cert.subject)}) is not in the stack's state: it was renewed in the meantime, or issued elsewhere`,
              fetch,
          )
        : ok(name, `cert.pem belongs to the client ${known[0]}`);
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

/** Parses a certificate; undefined for any other text. */
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
        // Not a key.
        return false;
    }
}

/** Node writes each part of a name on its own line. */
function oneLine(name: string): string {
    return name.replaceAll("\n", ", ");
}
