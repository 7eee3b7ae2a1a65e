import {
    composeTexts,
    flagTexts,
    HOST_KINDS,
    isDockerExtension,
    judgeTexts,
    listenersOf,
    openListenersOf,
    textsOf,
} from "./dockerDaemon";
import { at, Unknown, unknowns } from "./properties";
import { type Check, type Finding, resourcePolicy, type Settings, type Violation } from "./resourcePolicy";

const CERTIFICATES = ["ca", "cert", "key"] as const;

const NO_TLS = {
    problem:
        "a daemon listens on the network without requiring client certificates, so anyone who reaches it has root access",
    fix: "Set tlsverify with a CA certificate, a certificate and a key, or make the daemon listen on its socket only",
} as const;

const VERIFIES = /--tlsverify(?!=(?:false|0|f)\b|[\w-])|["']tlsverify\\?["']\s*:\s*true\b/i;
/** The last of several equal flags counts. With both a flag and an entry of daemon.json, the daemon does not start. */
const DOES_NOT_VERIFY = /--tls(?:verify)?=(?:false|0|f)\b|["']tls(?:verify)?\\?["']\s*:\s*false\b/i;

const OPEN = {
    problem:
        "the daemon shows metrics or the state of its networks to anyone who reaches the port, without requiring a certificate",
    fix: "Set metrics-addr to a loopback address, or remove it and network-diagnostic-port",
} as const;

const listens = (text: string): boolean => listenersOf(text).length > 0;

const openToAll = (text: string): Omit<Violation, "property"> | undefined =>
    openListenersOf(text).length > 0 ? OPEN : undefined;

function listeningWithoutTls(text: string): Omit<Violation, "property"> | undefined {
    return listens(text) && (!VERIFIES.test(text) || DOES_NOT_VERIFY.test(text)) ? NO_TLS : undefined;
}

function verificationTurnedOff(text: string): Omit<Violation, "property"> | undefined {
    return DOES_NOT_VERIFY.test(text) ? NO_TLS : undefined;
}

const checkOf =
    (kind: string): Check<Settings> =>
    (properties) => [
        ...(isDockerExtension(properties)
            ? [...portOfExtension(properties), ...judgeTexts(composeTexts(properties), listeningWithoutTls)]
            : judgeTexts(textsOf(kind, properties), listeningWithoutTls)),
        // The check above already reports unknown texts.
        ...judgeTexts(textsOf(kind, properties), openToAll).filter((one) => !(one instanceof Unknown)),
    ];

/** If one of the certificates is missing, the DockerExtension still opens its port, but without TLS. */
function portOfExtension(extension: unknown): Finding[] {
    const port = at(extension, "settings", "docker", "port");
    const opened = port !== undefined && port !== "";
    const flags = flagTexts(extension);
    const listeners = judgeTexts(flags, (text) => (listens(text) ? NO_TLS : undefined));
    if (!opened && listeners.length === 0) {
        return [];
    }
    const certificates = CERTIFICATES.map((name) => [name, at(extension, "protectedSettings", "certs", name)] as const);
    const missing = certificates.filter(([, value]) => value === undefined || value === null || value === "");
    const unknown = unknowns([port, ...certificates.map(([, value]) => value)]);
    if (missing.length > 0 && !(port instanceof Unknown)) {
        const certs = missing.map(([name]) => `protectedSettings.certs.${name}`).join(", ");
        const fix = "Set ca, cert and key, each in base64, or remove the port";
        return [{ property: certs, problem: NO_TLS.problem, fix }];
    }
    return [...judgeTexts(flags, verificationTurnedOff), ...unknown];
}

/** Requires client certificates on every daemon port. */
export const daemonCertificates = resourcePolicy<Settings>({
    name: "daemon-certificates",
    description: "A Docker daemon that listens on the network requires client certificates.",
    enforcementLevel: "mandatory",
    severity: "critical",
    checks: Object.fromEntries(HOST_KINDS.map((kind) => [kind, checkOf(kind)])),
});
