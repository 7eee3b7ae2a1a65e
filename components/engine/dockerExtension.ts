import { type DaemonCertificates, requirePem } from "./daemonCertificates";

/** The extension's public settings: https://github.com/Azure/azure-docker-extension. It takes the port as a string. */
export function extensionSettings(dockerPort: number, flags: readonly string[]): object {
    return { docker: { port: String(dockerPort), options: [...flags] } };
}

/**
 * The extension's protected settings. If one of the three certificates is missing, the extension silently drops the TLS flags
 * and still opens the port: this function throws instead.
 *
 * @throws Error if one of the three is not PEM.
 */
export function extensionProtectedSettings(certificates: DaemonCertificates): object {
    requirePem(certificates);
    const { ca, cert, key } = certificates;
    const encode = (pem: string): string => Buffer.from(pem).toString("base64");
    return { certs: { ca: encode(ca), cert: encode(cert), key: encode(key) } };
}
