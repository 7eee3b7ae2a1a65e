import { type DaemonCertificates, requirePem } from "./daemonCertificates";

/** The extension's public settings: https://github.com/Azure/azure-docker-extension. The port is a string there. */
export function extensionSettings(dockerPort: number, flags: readonly string[]): object {
    return { docker: { port: String(dockerPort), options: [...flags] } };
}

/**
 * The extension's protected settings. It drops the TLS flags without a word, yet opens the port, when one of the three
 * is missing; so nothing is rendered then.
 *
 * @throws Error when one of the three is not PEM.
 */
export function extensionProtectedSettings(certificates: DaemonCertificates): object {
    requirePem(certificates);
    const { ca, cert, key } = certificates;
    const encode = (pem: string): string => Buffer.from(pem).toString("base64");
    return { certs: { ca: encode(ca), cert: encode(cert), key: encode(key) } };
}
