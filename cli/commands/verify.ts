import { chosenClient } from "../../components/certificates/chosenClient";
import type { Certificate } from "../authorityState";
import { type FilesSelection, type FoundFiles, lookForClientFiles, type NoFiles } from "../clientFiles";
import { FAILURE, printable } from "../../shared/errors";
import { calledFromHere, type OpenHost, openHost } from "../openHost";
import { proxyFor } from "../proxy";
import { type Report, table } from "../report";
import type { HostState } from "../stackState";
import { type Advice, adviceFor, clientIn, refusedAdvice } from "../verify/advice";
import { checkApiVersion } from "../verify/apiVersion";
import { checkAuthorityExpiry, checkExpiry, checkIdentity, checkServer } from "../verify/certificates";
import { type Check, failed, ok, skipped, warning } from "../verify/check";
import { checkExtension } from "../verify/extension";
import { checkName, checkPort, type Endpoint } from "../verify/network";
import { checkAccess, checkClock, checkAnonymousAccess, checkTls } from "../verify/tls";
import { parseCertificate, readBundle } from "../x509";

/** The options of `verify`. */
export interface VerifyOptions extends FilesSelection {
    /** Timeout for each connection in seconds. */
    readonly timeout: number;
}

/** The values that the checks share. */
interface Target extends OpenHost {
    /** The current or future endpoint of the daemon; undefined if the state does not contain it yet. */
    readonly endpoint: Endpoint | undefined;
    /** The reason why the endpoint differs from the stack's. */
    readonly note: string | undefined;
    readonly files: FoundFiles | undefined;
    readonly advice: Advice;
}

const MARKS: Readonly<Record<Check["status"], string>> = {
    ok: "ok",
    warning: "WARNING",
    failed: "FAILED",
    skipped: "skipped",
};

/**
 * Checks everything that is needed to use the host from this machine, and gives advice. The host's daemon need not have
 * answered yet.
 */
export async function verify(options: VerifyOptions): Promise<Report> {
    const opened = await openHost(options);
    const found = lookForClientFiles(opened.state, opened.host, options);
    const files = "detail" in found ? undefined : found;
    const advice = adviceFor(opened, options, files);
    const target = { ...opened, ...endpointFor(opened, options.timeout), files, advice };
    const expiries = expiryChecks(target);
    const checks = [
        ...lastUpChecks(target),
        filesCheck(found),
        ...expiries,
        ...(await networkChecks(target, expiries)),
    ];
    const failures = checks.filter(({ status }) => status === "failed").length;
    const rows = checks.flatMap(({ name, status, detail, advice: fix }) => [
        [MARKS[status], name, detail],
        ...(fix === undefined ? [] : [["", "", `→ ${fix}`]]),
    ]);
    const dockerHost = opened.host.dockerHost ?? null;
    const subject = dockerHost ?? opened.host.name;
    const verdict =
        failures === 0 ? `${subject} can be used from this machine` : `${subject}: failed checks: ${failures}`;
    return {
        document: { host: opened.host.name, dockerHost, ok: failures === 0, checks },
        text: printable(`${table(rows)}\n\n${verdict}`),
        ...(failures > 0 ? { exitCode: FAILURE } : {}),
    };
}

/** The endpoint on which the daemon listens, or will listen once it is installed. */
function endpointFor(opened: OpenHost, timeoutSeconds: number): Pick<Target, "endpoint" | "note"> {
    const dockerHost = opened.host.dockerHost ?? expectedEndpoint(opened.host);
    if (dockerHost === undefined) {
        return { endpoint: undefined, note: undefined };
    }
    const { dockerHost: called, note } = calledFromHere(dockerHost, opened);
    const { hostname, port } = new URL(called);
    return { endpoint: { host: hostname, port: Number(port), timeoutMs: timeoutSeconds * 1000 }, note };
}

/** The future endpoint of a host whose daemon has not answered yet. */
function expectedEndpoint({ fqdn, publicIpAddress, dockerPort }: HostState): string | undefined {
    const name = fqdn ?? publicIpAddress;
    return name === undefined || dockerPort === undefined ? undefined : `tcp://${name}:${dockerPort}`;
}

/** Checks the result of the last `up` in the stack's state. */
function lastUpChecks({ host, advice }: Target): Check[] {
    const unseen = warning(
        "last up",
        "the daemon did not answer, so the stack has no endpoint yet",
        `If no other check fails, run: ${advice.up}`,
    );
    return [...(host.dockerHost === undefined ? [unseen] : []), checkExtension(host, advice.up)];
}

function filesCheck(found: FoundFiles | NoFiles): Check {
    return "detail" in found ? failed("client files", found.detail, found.advice) : ok("client files", found.directory);
}

/** Checks the client's certificate in the file, not the one in the state. */
function expiryChecks({ host, files, advice }: Target): Check[] {
    const now = Date.now();
    const renew = `The next up renews it: ${advice.up}`;
    const inState = clientInState(host, clientIn(files));
    const own = files !== undefined && parseCertificate(files.cert) !== undefined ? files.cert : undefined;
    const client = own === undefined ? inState : { pem: own, earlyRenewalHours: inState?.earlyRenewalHours };
    const [signing] = readBundle(host.caCertPem ?? "");
    const subjects = [
        ["server's expiry", host.server, renew],
        ["client's expiry", client, `${renew}. ${advice.fetch}`],
    ] as const;
    const missing = "the state does not contain the certificate";
    return [
        ...subjects.map(([name, certificate, fix]) =>
            certificate === undefined ? skipped(name, missing) : checkExpiry(name, certificate, fix, now),
        ),
        signing === undefined ? skipped("authority's expiry", missing) : checkAuthorityExpiry(signing, now),
    ];
}

/** A client's certificate in the state. @param wanted Default: the client whose files are fetched by default */
function clientInState({ clients }: HostState, wanted: string | undefined): Certificate | undefined {
    const name = chosenClient(Object.keys(clients), wanted);
    return name !== undefined && Object.hasOwn(clients, name) ? clients[name]?.certificate : undefined;
}

/** Each check needs the one before. Checks that cannot run are reported as skipped. */
async function networkChecks(target: Target, expiries: readonly Check[]): Promise<Check[]> {
    const { endpoint, files, host, advice, note } = target;
    const identity = files === undefined ? [] : checkIdentity(files, host, advice);
    if (endpoint === undefined) {
        const what = "the stack's state does not contain the host's address and port";
        return [...identity, failed("endpoint", what, `Bring the stack up: ${advice.up}`)];
    }
    const name = note === undefined ? await checkName(endpoint, host) : ok("name", note);
    if (name.status === "failed" && host.publicIpAddress === undefined) {
        return [...identity, name, skipped("port and TLS", `${endpoint.host} does not resolve`)];
    }
    // The other checks use the address, which the certificate includes too.
    const reached = name.status === "failed" ? { ...endpoint, host: host.publicIpAddress ?? "" } : endpoint;
    const port = await checkPort(reached);
    if (port.status === "failed") {
        return [...identity, name, port, skipped("TLS and daemon", "the port cannot be reached")];
    }
    const broken = [...expiries, ...identity].some(({ status }) => status === "failed");
    const refused = refusedAdvice(files, advice, broken);
    const { check: tls, shown, silent } = await checkTls(reached, broken ? {} : (files ?? {}), refused);
    if (silent) {
        return [...identity, name, port, tls, skipped("daemon", "it does not answer")];
    }
    const server =
        shown === undefined
            ? [skipped("server certificate", "the server presented none")]
            : checkServer(shown, endpoint.host, host, advice);
    return [
        ...identity,
        name,
        port,
        tls,
        ...server,
        await checkAnonymousAccess(reached),
        ...(await daemonChecks(target, reached, refused)),
    ];
}

async function daemonChecks({ files, advice }: Target, endpoint: Endpoint, refused: string): Promise<Check[]> {
    if (files === undefined) {
        return [skipped("mutual TLS, clock, API version", "there are no client files to authenticate with")];
    }
    const { check, answer } = await checkAccess(endpoint, files, refused);
    if (answer === undefined || check.status === "failed") {
        return [check, skipped("clock, API version", "the daemon does not answer")];
    }
    const proxy = proxyFor(endpoint.host, process.env);
    const viaProxy =
        proxy === undefined
            ? []
            : [
                  warning(
                      "proxy",
                      `HTTPS_PROXY makes the Docker client use ${proxy}, but the checks above connect directly`,
                      `Make the client connect directly: ${advice.withoutProxy}`,
                  ),
              ];
    // The client sends several requests.
    const limits = { seconds: (3 * endpoint.timeoutMs) / 1000, ...(proxy === undefined ? {} : { proxy }) };
    const dockerHost = `tcp://${endpoint.host}:${endpoint.port}`;
    return [
        check,
        checkClock(answer.date, Date.now()),
        ...viaProxy,
        await checkApiVersion(dockerHost, files.directory, limits),
    ];
}
