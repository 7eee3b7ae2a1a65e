// Waits until the Docker daemon answers over mutual TLS. Runs on the machine that runs Pulumi, by `node - create`.
//
// DOCKER_HOST_NAME, DOCKER_PORT                  where to ask
// CA_CERT_PEM, CLIENT_CERT_PEM, CLIENT_KEY_PEM   what to show, and whom to trust
// SERVER_CERT_PEM                                the certificate that the daemon must show: an old one means it was not restarted yet
// TIMEOUT_SECONDS                                how long to go on asking
//
// Prints JSON: the daemon's API version.
"use strict";

const { X509Certificate } = require("node:crypto");
const https = require("node:https");
const { isIP } = require("node:net");

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
const ATTEMPT_MS = 10_000;

/** @param {string} name */
const setting = (name) => process.env[name] ?? "";

const host = setting("DOCKER_HOST_NAME");
const port = Number(setting("DOCKER_PORT"));
const expectedFingerprint = new X509Certificate(setting("SERVER_CERT_PEM")).fingerprint256;

/**
 * Asks once.
 *
 * @param {number} limit milliseconds to wait for the whole answer
 * @param {{ cert?: string, key?: string }} identity what to show
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
            () => request.destroy(new Error(`no answer within ${Math.ceil(limit / 1000)} s`)),
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
                    reject(new Error(`HTTP status ${response.statusCode} to /_ping`));
                } else if (shown !== expectedFingerprint) {
                    reject(new Error("the daemon still shows an earlier certificate"));
                } else {
                    resolve(String(response.headers["api-version"] ?? ""));
                }
            });
        });
    });
}

/** @param {unknown} error */
function describe(error) {
    // A name with several addresses fails with an AggregateError, whose own message is empty.
    const first = error instanceof AggregateError ? error.errors[0] : error;
    return first instanceof Error ? first.message : String(first);
}

/** @param {number} attempts @param {number} seconds @param {string} lastFailure */
function timeOutMessage(attempts, seconds, lastFailure) {
    return [
        `The Docker daemon at tcp://${host}:${port} did not answer GET /_ping over mutual TLS within ${seconds} s (${attempts} attempts).`,
        `Last failure: ${lastFailure}`,
        "Likely causes, in the order to look:",
        "  - this machine's public address is not among allowedSources (no answer, time-outs)",
        "  - the VM extension failed or still works: see its status in the portal, and /var/log/azure on the VM (connection refused)",
        "  - the name does not resolve from here: set endpointHost to address (ENOTFOUND)",
        "  - another program or an older certificate answers at that address (certificate errors)",
        "Raise readinessTimeoutSeconds to wait longer, or set it to 0 not to wait.",
    ].join("\n");
}

/** @param {number} limit */
async function pingBothWays(limit) {
    const identity = { cert: setting("CLIENT_CERT_PEM"), key: setting("CLIENT_KEY_PEM") };
    const apiVersion = await ping(limit, identity);
    const letsStrangersIn = await ping(limit, {}).then(
        () => true,
        () => false,
    );
    if (letsStrangersIn) {
        throw new Error("the daemon answers clients without a certificate too: close the port");
    }
    return apiVersion;
}

async function main() {
    const seconds = Number(setting("TIMEOUT_SECONDS"));
    const deadline = Date.now() + seconds * 1000;
    for (let attempts = 1, pause = FIRST_PAUSE_MS; ; attempts += 1, pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
        let lastFailure;
        try {
            const apiVersion = await pingBothWays(Math.max(1000, Math.min(ATTEMPT_MS, deadline - Date.now())));
            process.stdout.write(JSON.stringify({ apiVersion }));
            return;
        } catch (error) {
            lastFailure = describe(error);
        }
        if (Date.now() + pause >= deadline) {
            process.stderr.write(`${timeOutMessage(attempts, seconds, lastFailure)}\n`);
            process.exitCode = 1;
            return;
        }
        await new Promise((resolve) => setTimeout(resolve, pause));
    }
}

main();
