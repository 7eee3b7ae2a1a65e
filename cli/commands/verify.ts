import {
    credentialsCommand,
    type FilesSelection,
    type FoundFiles,
    lookForClientFiles,
    type NoFiles,
} from "../clientFiles";
import { printable } from "../errors";
import { endpointOf, type OpenHost, openHost } from "../openHost";
import { type Report, table } from "../report";
import { upCommand } from "../source";
import { checkApiVersion } from "../verify/apiVersion";
import { checkExpiry, checkIdentity, checkServer, type Commands, parseCertificate } from "../verify/certificates";
import { type Check, failed, ok, skipped } from "../verify/check";
import { checkName, checkPort, type Endpoint } from "../verify/network";
import { checkAccess, checkClock, checkStrangers, shakeHands } from "../verify/tls";

/** The options of `verify`. */
export interface VerifyOptions extends FilesSelection {
    /** How long each connection may take, in seconds. */
    readonly timeout: number;
}

/** What the checks have in common. */
interface Target extends OpenHost {
    readonly dockerHost: string;
    readonly endpoint: Endpoint;
    readonly files: FoundFiles | undefined;
    readonly commands: Commands;
}

const MARKS: Readonly<Record<Check["status"], string>> = {
    ok: "ok",
    warning: "WARNING",
    failed: "FAILED",
    skipped: "skipped",
};

/** Checks all that must be right for the host to be used from this machine, each with what to do. */
export async function verify(options: VerifyOptions): Promise<Report> {
    const opened = await openHost(options);
    const dockerHost = endpointOf(opened);
    const { hostname, port } = new URL(dockerHost);
    const endpoint = { host: hostname, port: Number(port), timeoutMs: options.timeout * 1000 };
    const found = lookForClientFiles(opened.state, opened.host, options);
    const files = "detail" in found ? undefined : found;
    const target = { ...opened, dockerHost, endpoint, files, commands: commandsOf(opened, options) };
    const checks = [filesCheck(found), ...expiryChecks(target), ...(await networkChecks(target))];
    const failures = checks.filter(({ status }) => status === "failed").length;
    const rows = checks.flatMap(({ name, status, detail, advice }) => [
        [MARKS[status], name, detail],
        ...(advice === undefined ? [] : [["", "", `→ ${advice}`]]),
    ]);
    const verdict =
        failures === 0 ? `${dockerHost} can be used from this machine` : `${dockerHost}: failed checks: ${failures}`;
    return {
        document: { host: opened.host.name, dockerHost, ok: failures === 0, checks },
        text: printable(`${table(rows)}\n\n${verdict}`),
        failed: failures > 0,
    };
}

function filesCheck(found: FoundFiles | NoFiles): Check {
    return "detail" in found ? failed("client files", found.detail, found.advice) : ok("client files", found.directory);
}

function commandsOf({ source, state }: OpenHost, options: VerifyOptions): Commands {
    return { up: upCommand(source), credentials: credentialsCommand(state, options) };
}

/** The client's own file is what counts here, not the state's. */
function expiryChecks({ host, files, commands }: Target): Check[] {
    const now = Date.now();
    const renew = `The next up renews it: ${commands.up}`;
    const own = files?.cert !== undefined && parseCertificate(files.cert) !== undefined ? files.cert : undefined;
    const early = host.client?.earlyRenewalHours ?? 0;
    const client = own === undefined ? host.client : { pem: own, earlyRenewalHours: early };
    const subjects = [
        ["server's expiry", host.server, renew],
        ["client's expiry", client, `${renew}, then fetch the files: ${commands.credentials}`],
        ["authority's expiry", host.authority, "Replace the authority: every client then needs new files"],
    ] as const;
    return subjects.map(([name, certificate, advice]) =>
        certificate === undefined
            ? skipped(name, "the state does not show the certificate")
            : checkExpiry(name, certificate, advice, now),
    );
}

/** Each step needs the one before; what cannot be checked says so. */
async function networkChecks(target: Target): Promise<Check[]> {
    const { endpoint, files, host, commands } = target;
    const identity = files === undefined ? [] : checkIdentity(files, host, commands);
    const name = await checkName(endpoint, host);
    if (name.status === "failed") {
        return [...identity, name, skipped("port and TLS", `${endpoint.host} does not resolve`)];
    }
    const port = await checkPort(endpoint);
    if (port.status === "failed") {
        return [...identity, name, port, skipped("TLS and daemon", "the port cannot be reached")];
    }
    const broken = identity.some(({ status }) => status === "failed");
    const { check: tls, shown, silent } = await shakeHands(endpoint, broken ? {} : (files ?? {}));
    if (silent) {
        return [...identity, name, port, tls, skipped("daemon", "it is silent")];
    }
    const server =
        shown === undefined
            ? [skipped("server certificate", "none was shown")]
            : checkServer(shown, endpoint.host, host, commands);
    return [...identity, name, port, tls, ...server, await checkStrangers(endpoint), ...(await daemonChecks(target))];
}

async function daemonChecks({ files, endpoint, dockerHost }: Target): Promise<Check[]> {
    if (files === undefined) {
        return [skipped("mutual TLS, clock, API version", "there are no client files to show the daemon")];
    }
    const { check, answer } = await checkAccess(endpoint, files);
    if (answer === undefined || check.status === "failed") {
        return [check, skipped("clock, API version", "the daemon does not answer")];
    }
    // The client asks several times.
    const seconds = (3 * endpoint.timeoutMs) / 1000;
    return [check, checkClock(answer.date, Date.now()), await checkApiVersion(dockerHost, files.directory, seconds)];
}
