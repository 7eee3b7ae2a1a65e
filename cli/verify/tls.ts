import { X509Certificate } from "node:crypto";
import { get as getPlain } from "node:http";
import { get, type RequestOptions } from "node:https";
import { isIP } from "node:net";
import { connect, type TLSSocket } from "node:tls";
import type { ClientFiles } from "../clientFiles";
import { type Check, failed, ok, warning } from "./check";
import { type Endpoint, LOOK_AT_DAEMON, UNREACHABLE } from "./network";

/** An answer of the daemon. */
export interface Answer {
    readonly status: number;
    readonly body: string;
    /** The daemon's clock, milliseconds since 1970. */
    readonly date: number | undefined;
}

/** The identity to present, and the authority to trust. */
type Identity = Partial<ClientFiles>;

const MINIMUM_VERSION = "TLSv1.2";
/** No server was reached that could have refused. */
const UNREACHED = ["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "ETIMEDOUT"];
/** The start of a timeout's reason. */
const SILENCE = "no answer within";

/**
 * Checks that the port speaks TLS, and returns the server's certificate, whoever issued it.
 *
 * @param refused advice if the daemon refuses the identity
 */
export async function checkTls(
    endpoint: Endpoint,
    identity: Identity,
    refused: string,
): Promise<{ check: Check; shown?: X509Certificate; silent: boolean }> {
    const name = "TLS";
    try {
        const { protocol, shown } = await handshake(endpoint, identity);
        const check = ok(name, `${protocol} handshake`);
        return { check, silent: false, ...(shown === undefined ? {} : { shown }) };
    } catch (error) {
        const reason = describe(error);
        const { detail, advice } = explain(reason, refused);
        return { check: failed(name, detail, advice), silent: isSilence(reason) };
    }
}

/** Explains a failed handshake. */
function explain(reason: string, refused: string): { detail: string; advice: string } {
    if (isRefusal(reason)) {
        return { detail: `the daemon refuses this client: ${reason}`, advice: refused };
    }
    if (isSilence(reason)) {
        return { detail: `the handshake timed out: ${reason}`, advice: UNREACHABLE };
    }
    return {
        detail: `the handshake failed: ${reason}`,
        advice: `The daemon is not running, or another program answers there. ${LOOK_AT_DAEMON}`,
    };
}

/** Whether a daemon answers: it completes a handshake, or refuses a client without a certificate. */
export async function isListening(endpoint: Endpoint): Promise<boolean> {
    try {
        await handshake(endpoint, {});
        return true;
    } catch (error) {
        return isRefusal(describe(error));
    }
}

async function handshake(
    endpoint: Endpoint,
    { cert, key }: Identity,
): Promise<{ protocol: string; shown: X509Certificate | undefined }> {
    const { host, port, timeoutMs } = endpoint;
    return await new Promise((resolve, reject) => {
        const socket: TLSSocket = connect({
            host,
            port,
            cert,
            key,
            ...serverName(host),
            minVersion: MINIMUM_VERSION,
            // The certificate has its own check later. Nothing is sent before.
            rejectUnauthorized: false,
        });
        const timer = setTimeout(() => socket.destroy(timeout(timeoutMs)), timeoutMs);
        socket.once("secureConnect", () => {
            const result = { protocol: socket.getProtocol() ?? "", shown: socket.getPeerX509Certificate() };
            socket.destroy();
            resolve(result);
        });
        socket.once("error", reject);
        socket.once("close", () => {
            clearTimeout(timer);
            reject(new Error("the connection was closed"));
        });
    });
}

/** Checks that a client without a certificate is rejected, with TLS and without. */
export async function checkAnonymousAccess(endpoint: Endpoint): Promise<Check> {
    const name = "anonymous access";
    const plain = await attempt(endpoint, "http:");
    const encrypted = await attempt(endpoint, "https:");
    // A TLS server answers a plain HTTP request with status 400 only.
    const letIn = [plain === 400 ? "refused" : plain, encrypted].find((outcome) => typeof outcome === "number");
    if (letIn !== undefined) {
        return failed(
            name,
            `a client without a certificate gets an answer (HTTP status ${letIn})`,
            "Close the port at once (allowedSources), and check the daemon's flags: it must run with tlsverify",
        );
    }
    // Only a daemon that was reached can have rejected the client.
    return isSilence(String(encrypted)) || UNREACHED.includes(String(encrypted))
        ? warning(name, `a request without a certificate failed: ${encrypted}`, "Try again with a longer --timeout")
        : ok(name, `a client without a certificate gets no answer (${encrypted})`);
}

/** The HTTP status for a client without a certificate, or the reason why there is none. */
async function attempt(endpoint: Endpoint, protocol: "http:" | "https:"): Promise<number | string> {
    try {
        return (await ask(endpoint, "/_ping", { protocol, rejectUnauthorized: false })).status;
    } catch (error) {
        return describe(error);
    }
}

/**
 * Checks that the daemon answers the client over mutual TLS.
 *
 * @param refused advice if the daemon refuses the client. With TLS 1.3 it does so only after the handshake
 */
export async function checkAccess(
    endpoint: Endpoint,
    { ca, cert, key }: ClientFiles,
    refused: string,
): Promise<{ check: Check; answer?: Answer }> {
    const name = "mutual TLS";
    try {
        const answer = await ask(endpoint, "/_ping", { ca, cert, key });
        if (answer.status === 200) {
            return { check: ok(name, "the daemon answers GET /_ping"), answer };
        }
        const detail = `HTTP status ${answer.status} from GET /_ping`;
        return { check: failed(name, detail, LOOK_AT_DAEMON), answer };
    } catch (error) {
        const reason = describe(error);
        return {
            // Some servers close the connection instead of sending an alert.
            check:
                isRefusal(reason) || reason === "ECONNRESET"
                    ? failed(name, `the daemon refuses this client: ${reason}`, refused)
                    : failed(
                          name,
                          `the daemon does not answer GET /_ping: ${reason}`,
                          `See the failed checks above. ${LOOK_AT_DAEMON}`,
                      ),
        };
    }
}

async function ask(endpoint: Endpoint, path: string, how: RequestOptions): Promise<Answer> {
    const { host, port, timeoutMs } = endpoint;
    const options = {
        host,
        port,
        path,
        agent: false,
        minVersion: MINIMUM_VERSION,
        ...serverName(host),
        ...how,
    } as const;
    return await new Promise((resolve, reject) => {
        const request = how.protocol === "http:" ? getPlain(options) : get(options);
        const timer = setTimeout(() => request.destroy(timeout(timeoutMs)), timeoutMs);
        request.on("error", reject);
        request.on("close", () => {
            clearTimeout(timer);
        });
        request.on("response", (response) => {
            let body = "";
            response.setEncoding("utf8");
            response.on("data", (text: string) => (body += text));
            response.on("error", reject);
            response.on("end", () => {
                const date = Date.parse(response.headers.date ?? "");
                const status = response.statusCode ?? 0;
                resolve({ status, body, date: Number.isNaN(date) ? undefined : date });
            });
        });
    });
}

/** Compares the clocks of the VM and this machine: certificates must be valid by both. @param now milliseconds since 1970 */
export function checkClock(date: number | undefined, now: number): Check {
    const name = "clock";
    if (date === undefined) {
        return warning(
            name,
            "the daemon's answer has no date",
            "Compare the clocks yourself: run date here and on the VM",
        );
    }
    const seconds = Math.round((now - date) / 1000);
    return Math.abs(seconds) <= 300
        ? ok(name, `the clocks of this machine and the VM differ by ${Math.abs(seconds)} s`)
        : warning(
              name,
              `this machine's clock is ${Math.abs(seconds)} s ${seconds > 0 ? "ahead of" : "behind"} the VM's`,
              "Synchronize both with a time server: with a wrong clock, valid certificates look expired or not valid yet",
          );
}

function serverName(host: string): { servername?: string } {
    return isIP(host) === 0 ? { servername: host } : {};
}

function isSilence(reason: string): boolean {
    return reason.startsWith(SILENCE);
}

function timeout(milliseconds: number): Error {
    return new Error(`${SILENCE} ${milliseconds / 1000} s`);
}

/** An alert of TLS in OpenSSL's message: with TLS 1.2, the code does not tell it. */
const ALERT = /:((?:tlsv1|tlsv13|sslv3|ssl\/tls) alert [^:]+):/;

/** The alert that the server sent, or the error's code: OpenSSL's messages are long and contain memory addresses. */
function describe(error: unknown): string {
    const { code = "", message } = error as NodeJS.ErrnoException;
    return ALERT.exec(message)?.[1] ?? (code === "" ? message : code);
}

function isRefusal(reason: string): boolean {
    return reason.includes(" alert ");
}
