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

/** What to show, and whom to trust. */
type Identity = Partial<ClientFiles>;

const MINIMUM_VERSION = "TLSv1.2";
/** Nobody was reached who could have refused. */
const UNREACHED = ["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "ETIMEDOUT"];
/** How the reason of a time-out begins. */
const SILENCE = "no answer within";

/** Whether the port speaks TLS, and which certificate is shown there, whoever issued it. */
export async function checkTls(
    endpoint: Endpoint,
    identity: Identity,
): Promise<{ check: Check; shown?: X509Certificate; silent: boolean }> {
    const name = "TLS";
    try {
        const { protocol, shown } = await handshake(endpoint, identity);
        const check = ok(name, `${protocol} handshake`);
        return { check, silent: false, ...(shown === undefined ? {} : { shown }) };
    } catch (error) {
        const reason = describe(error);
        const { detail, advice } = explain(reason);
        return { check: failed(name, detail, advice), silent: isSilence(reason) };
    }
}

/** What a handshake's failure means. */
function explain(reason: string): { detail: string; advice: string } {
    if (reason.includes("ALERT")) {
        return {
            detail: `the daemon refuses the handshake: ${reason}`,
            advice: "It does not accept this client's certificate: fetch the client's files anew, see client files",
        };
    }
    if (isSilence(reason)) {
        return { detail: `silence after the connection: ${reason}`, advice: UNREACHABLE };
    }
    return {
        detail: `no TLS is spoken: ${reason}`,
        advice: `The daemon does not run, or another program answers there. ${LOOK_AT_DAEMON}`,
    };
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
            // It is looked at afterwards, in a check of its own. Nothing is sent before.
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

/** Whether a client that shows no certificate is kept out, with TLS and without. */
export async function checkAnonymousAccess(endpoint: Endpoint): Promise<Check> {
    const name = "strangers";
    const plain = await attempt(endpoint, "http:");
    const encrypted = await attempt(endpoint, "https:");
    // To a request without TLS, a TLS server says 400 and no more.
    const letIn = [plain === 400 ? "refused" : plain, encrypted].find((outcome) => typeof outcome === "number");
    if (letIn !== undefined) {
        return failed(
            name,
            `a client without a certificate gets an answer (HTTP status ${letIn})`,
            "Close the port at once (allowedSources), and see the daemon's arguments: it must run with tlsverify",
        );
    }
    // Only a daemon that was reached can have refused.
    return isSilence(String(encrypted)) || UNREACHED.includes(String(encrypted))
        ? warning(name, `a client without a certificate: ${encrypted}`, "Try again with a longer --timeout")
        : ok(name, `a client without a certificate gets no answer (${encrypted})`);
}

/** The status that a client without a certificate gets, or why it gets none. */
async function attempt(endpoint: Endpoint, protocol: "http:" | "https:"): Promise<number | string> {
    try {
        return (await ask(endpoint, "/_ping", { protocol, rejectUnauthorized: false })).status;
    } catch (error) {
        return describe(error);
    }
}

/** Whether the daemon answers the client as both should. */
export async function checkAccess(
    endpoint: Endpoint,
    { ca, cert, key }: ClientFiles,
): Promise<{ check: Check; answer?: Answer }> {
    const name = "mutual TLS";
    try {
        const answer = await ask(endpoint, "/_ping", { ca, cert, key });
        if (answer.status === 200) {
            return { check: ok(name, "the daemon answers GET /_ping"), answer };
        }
        const detail = `HTTP status ${answer.status} to GET /_ping`;
        return { check: failed(name, detail, LOOK_AT_DAEMON), answer };
    } catch (error) {
        return {
            check: failed(
                name,
                `the daemon does not answer GET /_ping: ${describe(error)}`,
                `The failed checks above say why. ${LOOK_AT_DAEMON}`,
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

/** The far end's clock against this machine's: certificates are valid by either. @param now milliseconds since 1970 */
export function checkClock(date: number | undefined, now: number): Check {
    const name = "clock";
    if (date === undefined) {
        return warning(
            name,
            "the daemon does not say its time",
            "Compare the clocks yourself: date, here and on the VM",
        );
    }
    const seconds = Math.round((now - date) / 1000);
    return Math.abs(seconds) <= 300
        ? ok(name, `this machine and the VM are ${Math.abs(seconds)} s apart`)
        : warning(
              name,
              `this machine is ${Math.abs(seconds)} s ${seconds > 0 ? "ahead of" : "behind"} the VM`,
              "Set both by a time server: a wrong clock makes valid certificates look expired, or not valid yet",
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

/** The error's code where there is one: OpenSSL's messages are long, and name addresses in memory. */
function describe(error: unknown): string {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === undefined || code === "" ? message : code;
}
