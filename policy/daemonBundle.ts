import { isDockerExtension, textsOf } from "./dockerDaemon";
import { at, Unknown } from "./properties";

/** The certificates of the issuers whose clients a daemon accepts, and the property that contains them. */
export interface DaemonBundle {
    readonly property: string;
    /** Each as the base64 between its first and last line, without spaces. */
    readonly certificates: readonly string[];
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----([\sA-Za-z0-9+/=]+)-----END CERTIFICATE-----/g;

/** The certificates in a text, in a form to compare. */
export function certificatesIn(text: string): string[] {
    return [...text.matchAll(CERTIFICATE)].map(([, body = ""]) => body.replace(/\s/g, ""));
}

/** The daemon's own certificate in the component's script: it lets nobody in. */
const OWN_CERTIFICATE = /^readonly CERT_PEM='[^']*'$/m;

/**
 * The bundles in a VM extension's protected settings: the DockerExtension's `ca`, or all certificates in CustomScript's script
 * except the daemon's own. {@link Unknown} if they do not exist yet; none for other resources.
 */
export function daemonBundles(kind: string, properties: unknown): (DaemonBundle | Unknown)[] {
    if (kind !== "compute:VirtualMachineExtension") {
        return [];
    }
    if (isDockerExtension(properties)) {
        const ca = at(properties, "protectedSettings", "certs", "ca");
        const property = "protectedSettings.certs.ca";
        return ca instanceof Unknown
            ? [ca]
            : typeof ca === "string"
              ? [{ property, certificates: certificatesIn(Buffer.from(ca, "base64").toString()) }]
              : [];
    }
    return textsOf(kind, properties).map(({ property, text }) =>
        text instanceof Unknown ? text : { property, certificates: certificatesIn(text.replace(OWN_CERTIFICATE, "")) },
    );
}
