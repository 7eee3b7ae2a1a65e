import { type DaemonCertificates, requirePem } from "./daemonCertificates";
import type { Rule } from "./faults";

/**
 * Flags that the extension or this component writes itself: a second one would end the daemon or open it without TLS; and
 * those with which the daemon only prints something and ends.
 */
const OWN_FLAGS =
    /^(-v|--version|-h|--help|--validate|--config-file|-H|--host|--tls|--tlsverify|--tlscacert|--tlscert|--tlskey|--label=certs)(=|$)/;

/** One letter or one long name: dockerd reads more letters behind a hyphen as flags too (`-DHtcp://...` listens). */
const FLAG = /^(-[A-Za-z]|--[A-Za-z][A-Za-z0-9-]*)(=[^\s"'$`\\*?[]*)?$/;

/**
 * One flag of `dockerd`. The extension writes the flags into a double-quoted shell assignment without escaping and the
 * init system splits them at blanks, so that quotes, dollars, backslashes and blanks cannot be carried.
 */
export const daemonOption: Rule = (argument, value) => {
    if (typeof value === "string" && FLAG.test(value) && !OWN_FLAGS.test(value)) {
        return [];
    }
    return [
        {
            argument,
            expected:
                "one dockerd flag such as --log-level=warn, without blanks, quotes, $ and \\, and none of -H, --host, --tls* and --label=certs, which the component sets",
            got: value,
            mend: "Write each flag as an element of its own, its value after an equals sign",
        },
    ];
};

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
