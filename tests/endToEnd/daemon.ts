import { get } from "node:https";
import type { KeyAndCertificate } from "../support/certificates";

/** The contents of a client's files. Without a certificate and a key, the client is a stranger. */
export interface Files extends Partial<KeyAndCertificate> {
    readonly caPem: string;
}

/** Sends GET /_ping on a connection of its own. Returns the status, or the code of the error. */
export async function ping(
    dockerHost: string,
    { caPem, certPem, keyPem }: Files,
    { timeout = 10_000, ...tls }: { readonly servername?: string; readonly timeout?: number } = {},
): Promise<number | string | undefined> {
    const { hostname, port } = new URL(dockerHost);
    const options = { host: hostname, port, path: "/_ping", agent: false, timeout };
    return await new Promise((resolve) => {
        const request = get({ ...options, ...tls, ca: caPem, cert: certPem, key: keyPem });
        request.on("response", (response) => {
            response.resume();
            resolve(response.statusCode);
        });
        request.on("error", (error: NodeJS.ErrnoException) => {
            resolve(error.code);
        });
        request.on("timeout", () => request.destroy(Object.assign(new Error("no answer"), { code: "TIMEOUT" })));
    });
}

/** The errors of a connection that ends without a reason, as in a restart. */
const BROKEN = ["ECONNREFUSED", "ECONNRESET", "EPIPE"];

/**
 * The daemon's answer to files that it should refuse. It closes the connection behind its reason, which a client does not
 * always see: then it tries again.
 */
export async function refusal(dockerHost: string, files: Files): Promise<number | string | undefined> {
    let answer = await ping(dockerHost, files);
    for (let attempts = 1; BROKEN.includes(String(answer)) && attempts < 20; attempts += 1) {
        answer = await ping(dockerHost, files);
    }
    return answer;
}

/** The answers that clients have had during an operation. */
export interface Answers {
    /** The errors other than a connection that broke: each would be a client that is locked out. */
    readonly refusals: readonly string[];
    /** The longest time between two answers to the same client, in milliseconds. */
    readonly longestGap: number;
}

const PAUSE_MS = 50;

/** Has each client ping the daemon again and again during an operation. */
export async function duringRequests(
    dockerHost: string,
    clients: readonly Files[],
    operation: () => Promise<unknown>,
): Promise<Answers> {
    let ended = false;
    const requests = clients.map(async (files) => {
        const refusals: string[] = [];
        let [longestGap, answeredAt] = [0, Date.now()];
        // At least one answer must come after the operation.
        for (let last = false; !last;) {
            last = ended;
            const answer = await ping(dockerHost, files);
            if (answer === 200) {
                longestGap = Math.max(longestGap, Date.now() - answeredAt);
                answeredAt = Date.now();
            } else if (last || !BROKEN.includes(String(answer))) {
                refusals.push(String(answer));
            }
            await new Promise((done) => setTimeout(done, PAUSE_MS));
        }
        return { refusals, longestGap };
    });
    try {
        await operation();
    } finally {
        ended = true;
    }
    const answers = await Promise.all(requests);
    return {
        refusals: answers.flatMap(({ refusals }) => refusals),
        longestGap: Math.max(...answers.map(({ longestGap }) => longestGap)),
    };
}

/** Opens the stream of events, as `docker events` does, and returns once the daemon has answered. */
export async function openEvents(
    dockerHost: string,
    { caPem, certPem, keyPem }: Files,
): Promise<{ isOpen(): boolean }> {
    const { hostname, port } = new URL(dockerHost);
    const identity = { ca: caPem, cert: certPem, key: keyPem };
    return await new Promise((resolve, reject) => {
        const request = get({ host: hostname, port, path: "/events", agent: false, ...identity });
        request.on("error", reject);
        request.on("response", (response) => {
            // The end of the connection is an error of the response.
            response.on("error", () => undefined);
            response.resume();
            resolve({ isOpen: () => !response.closed });
        });
    });
}
