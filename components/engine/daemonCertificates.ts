import { createHash } from "node:crypto";

/** The certificates of a daemon, PEM. */
export interface DaemonCertificates {
    readonly ca: string;
    readonly cert: string;
    readonly key: string;
}

/**
 * A short fingerprint of the daemon's certificates. As a label among the daemon's flags, it makes the extension restart the
 * daemon when only the certificates change. Otherwise the daemon would keep the old ones until the next reboot.
 */
export function certificatesFingerprint({ ca, cert }: DaemonCertificates): string {
    return createHash("sha256").update(ca).update(cert).digest("hex").slice(0, 16);
}

/**
 * Makes sure that the port is opened with all three certificates or not at all.
 *
 * @throws Error that names the one that is not PEM.
 */
export function requirePem({ ca, cert, key }: DaemonCertificates): void {
    const wrong = Object.entries({ ca, cert, key }).find(([, pem]) => !pem.startsWith("-----BEGIN "));
    if (wrong !== undefined) {
        throw new Error(`The daemon's ${wrong[0]} is not PEM. The port is opened only with all of ca, cert and key.`);
    }
}
