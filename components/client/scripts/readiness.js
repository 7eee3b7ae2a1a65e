// Waits until the Docker daemon answers over mutual TLS. Runs on the machine that runs Pulumi, as `node - create`.
//
// DOCKER_HOST_NAME, DOCKER_PORT                  the endpoint to ask
// CA_CERT_PEM, CLIENT_CERT_PEM, CLIENT_KEY_PEM   the identity to present, and the authority to trust
// SERVER_CERT_PEM                                the certificate that the daemon must present; an earlier one means that it has not restarted
// TIMEOUT_SECONDS                                how long to keep asking
//
// Prints JSON with the daemon's API version. While it waits, it logs the reason to standard error.
"use strict";

const { X509Certificate } = require("node:crypto");
const https = require("node:https");
const { isIP } = require("node:net");

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
const ATTEMPT_MS = 10_000;
/**
 * The interval between progress lines. It is longer after the first minute, because Pulumi prints all lines again if the
 * command fails.
 */
const PROGRESS_MS = 5_000;
const LATER_PROGRESS_MS = 30_000;
const LATER_AFTER_MS = 60_000;

/** @param {string} name */
const setting = (name) => process.env[name] ?? "";

const host = setting("DOCKER_HOST_NAME");
const port = Number(setting("DOCKER_PORT"));
const expectedFingerprint = new X509Certificate(setting("SERVER_CERT_PEM")).fingerprint256;

const LOOK_AT_VM =
    "Check the extension's status in the Azure portal and, on the VM, /var/log/azure and journalctl --unit docker";
const LOOK_AT_PATH =
    "Check that allowedSources includes this machine's public address, that the VM is running, and that no firewall in between drops packets";
const OTHER_SERVER =
    "Another program answers at that address, or the daemon was not restarted with the host's current certificate";
const CLOCK = "Synchronize the clocks of this machine and the VM with a time server";

/** The reason why the daemon could not be reached, with advice. */
class Failure extends Error {
    /** @param {string} message @param {string} advice */
    constructor(message, advice) {
        super(message);
        this.advice = advice;
    }
}

/** Explanations of Node's error codes and messages. @type {readonly { pattern: RegExp, text: string, advice: string }[]} */
const MEANINGS = [
    {
        pattern: /^(ENOTFOUND|EAI_)/,
        text: `the name ${host} does not resolve from this machine`,
        advice: "Check this machine's DNS server, or set endpointHost to address",
    },
    {
        pattern: /^ECONNREFUSED/,
        text: `port ${port} is closed: the VM is up, but no daemon is listening`,
        advice: LOOK_AT_VM,
    },
    { pattern: /^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)/, text: `${host} cannot be reached`, advice: LOOK_AT_PATH },
    {
        pattern: /^(ECONNRESET|EPIPE)/,
        text: "the connection was closed unexpectedly",
        advice: `A firewall or a proxy in between may be the cause. ${LOOK_AT_VM}`,
    },
    {
        pattern: /^CERT_HAS_EXPIRED/,
        text: "by this machine's clock, the certificate of the daemon or of its authority has expired",
        advice: `${CLOCK}. If both are correct, the daemon was not restarted with its current certificate`,
    },
    {
        pattern: /^CERT_NOT_YET_VALID/,
        text: "by this machine's clock, the daemon's certificate is not valid yet",
        advice: CLOCK,
    },
    {
        pattern: /^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_SIGNATURE_)/,
        text: "the server's certificate was not issued by this host's authority",
        advice: OTHER_SERVER,
    },
    {
        pattern: /^ERR_TLS_CERT_ALTNAME/,
        text: `the server's certificate does not include ${host}`,
        advice: OTHER_SERVER,
    },
    {
        // After the handshake OpenSSL's code contains it. During the handshake the code is EPROTO, and the message contains it.
        pattern: /alert[_ ](bad[_ ]certificate|unknown[_ ]ca|certificate)/i,
        text: "the daemon rejects this client's certificate",
        advice: `The daemon does not trust this client's authority. ${LOOK_AT_VM}`,
    },
    { pattern: /^(ERR_SSL_|EPROTO|HPE_)/, text: "the server does not speak TLS", advice: OTHER_SERVER },
];

/** @param {unknown} error @returns {Failure} */
function explain(error) {
    if (error instanceof Failure) {
        return error;
    }
    // A name with several addresses fails with an AggregateError, whose own message is empty.
    const first = error instanceof AggregateError ? error.errors[0] : error;
    const { message, code } = /** @type {Error & { code?: unknown }} */ (first);
    const meaning = MEANINGS.find(({ pattern }) => pattern.test(`${String(code)} ${message}`));
    return meaning === undefined
        ? new Failure(message, LOOK_AT_VM)
        : new Failure(`${meaning.text} (${String(code)})`, meaning.advice);
}

/**
 * Sends one request.
 *
 * @param {number} limit milliseconds to wait for the whole answer
 * @param {{ cert?: string, key?: string }} identity the identity to present
 * @returns {Promise<string>} the daemon's API version
 */
function ping(limit, identity) {
    return new Promise((resolve, reject) => {
        const request = https.get({
            host,
            port,
            path: "/_ping",
            ca: setting("CA_CERT_PEM"),
            ...identity,
            minVersion: "TLSv1.2",
            ...(isIP(host) === 0 ? { servername: host } : {}),
            agent: false,
        });
        const timer = setTimeout(
            () =>
                request.destroy(
                    new Failure(`port ${port} did not answer within ${Math.ceil(limit / 1000)} s`, LOOK_AT_PATH),
                ),
            limit,
        );
        request.on("error", reject);
        request.on("close", () => clearTimeout(timer));
        request.on("response", (response) => {
            const socket = /** @type {import("node:tls").TLSSocket} */ (response.socket);
            const shown = socket.getPeerCertificate().fingerprint256;
            response.resume();
            response.on("end", () => {
                if (response.statusCode !== 200) {
                    reject(new Failure(`HTTP status ${response.statusCode} from /_ping`, OTHER_SERVER));
                } else if (shown !== expectedFingerprint) {
                    reject(new Failure("the daemon still presents an earlier certificate", LOOK_AT_VM));
                } else {
                    resolve(String(response.headers["api-version"] ?? ""));
                }
            });
        });
    });
}

/** @param {number} limit */
async function pingBothWays(limit) {
    const identity = { cert: setting("CLIENT_CERT_PEM"), key: setting("CLIENT_KEY_PEM") };
    const apiVersion = await ping(limit, identity);
    const allowsAnonymousAccess = await ping(limit, {}).then(
        () => true,
        () => false,
    );
    if (allowsAnonymousAccess) {
        throw new Failure(
            "the daemon also answers clients without a certificate: close the port",
            "Limit allowedSources to your own address at once, and check what was changed on the VM: anyone who reaches the port is root there",
        );
    }
    return apiVersion;
}

/** @param {number} attempts @param {number} seconds @param {Failure} last */
function timeOutMessage(attempts, seconds, { message, advice }) {
    return [
        `The Docker daemon at tcp://${host}:${port} did not answer GET /_ping over mutual TLS within ${seconds} s (${attempts} attempts).`,
        `Last failure: ${message}`,
        `${advice}.`,
        "Increase readinessTimeoutSeconds to wait longer, or set it to 0 to skip waiting.",
    ].join("\n");
}

/**
 * Prints a progress line at intervals, and soon after the reason changes.
 *
 * @param {() => string} reason
 * @returns {() => void} stops the lines
 */
function reportProgress(reason) {
    const start = Date.now();
    let [reportedAt, reported] = [start, ""];
    const timer = setInterval(() => {
        const now = Date.now();
        const due = now - start <= LATER_AFTER_MS || now - reportedAt >= LATER_PROGRESS_MS;
        if (due || reason() !== reported) {
            [reportedAt, reported] = [now, reason()];
            process.stderr.write(`still waiting after ${Math.round((now - start) / 1000)} s: ${reported}\n`);
        }
    }, PROGRESS_MS);
    return () => clearInterval(timer);
}

async function main() {
    const seconds = Number(setting("TIMEOUT_SECONDS"));
    const deadline = Date.now() + seconds * 1000;
    let failure = new Failure("no answer yet", LOOK_AT_PATH);
    const stopProgress = reportProgress(() => failure.message);
    for (let attempts = 1, pause = FIRST_PAUSE_MS; ; attempts += 1, pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
        try {
            const apiVersion = await pingBothWays(Math.max(1000, Math.min(ATTEMPT_MS, deadline - Date.now())));
            process.stdout.write(JSON.stringify({ apiVersion }));
            break;
        } catch (error) {
            failure = explain(error);
        }
        if (Date.now() + pause >= deadline) {
            process.stderr.write(`${timeOutMessage(attempts, seconds, failure)}\n`);
            process.exitCode = 1;
            break;
        }
        await new Promise((resolve) => setTimeout(resolve, pause));
    }
    stopProgress();
}

main();
