import {
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
    problem: "a daemon listens on the network without asking for a client certificate: whoever reaches it is root",
    fix: "Set tlsverify with a certificate authority, a certificate and a key, or let the daemon listen on its socket only",
} as const;

const VERIFIES = /--tlsverify(?!=(?:false|0|f)\b|[\w-])|["']tlsverify\\?["']\s*:\s*true\b/i;
/** Of a repeated flag the last one counts; with a flag and an entry of daemon.json the daemon refuses to start. */
const DOES_NOT_VERIFY = /--tls(?:verify)?=(?:false|0|f)\b|["']tls(?:verify)?\\?["']\s*:\s*false\b/i;

const OPEN = {
    problem:
        "the daemon shows metrics or its networks' state to everybody who reaches that port: it asks for no certificate",
    fix: "Let metrics-addr be an address of the loopback, or leave it and network-diagnostic-port out",
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
            ? portOfExtension(properties)
            : judgeTexts(textsOf(kind, properties), listeningWithoutTls)),
        // The check above waits for unknown texts already.
        ...judgeTexts(textsOf(kind, properties), openToAll).filter((one) => !(one instanceof Unknown)),
    ];

/** The DockerExtension opens its port also when one of the certificates is missing, and leaves TLS out then. */
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
    const late = unknowns([port, ...certificates.map(([, value]) => value)]);
    if (missing.length > 0 && !(port instanceof Unknown)) {
        const certs = missing.map(([name]) => `protectedSettings.certs.${name}`).join(", ");
        const fix = "Give all three of ca, cert and key, each in base64, or no port";
        return [{ property: certs, problem: NO_TLS.problem, fix }];
    }
    return [...judgeTexts(flags, verificationTurnedOff), ...late];
}

/** No daemon port without certificates. */
export const daemonCertificates = resourcePolicy<Settings>({
    name: "daemon-certificates",
    description: "A Docker daemon that listens on the network asks for client certificates.",
    enforcementLevel: "mandatory",
    severity: "critical",
    checks: Object.fromEntries(HOST_KINDS.map((kind) => [kind, checkOf(kind)])),
});
