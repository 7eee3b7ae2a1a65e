import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { issue, issueAuthority, issueSelfSignedClient, type KeyAndCertificate } from "../../../../support/certificates";
import { CHECKOUT } from "../../../../support/checkout";
import { HOUR } from "../../../../../shared/time";

const SCRIPT = readFileSync(join(CHECKOUT, "components/client/scripts/readiness.js"));

let authority: KeyAndCertificate;
let server: KeyAndCertificate;
let client: KeyAndCertificate;
const daemons: Server[] = [];

beforeAll(async () => {
    authority = await issueAuthority("team");
    server = await issueServer(["127.0.0.1", "localhost"]);
    client = await issueSelfSignedClient("readiness");
});

afterEach(() => {
    daemons.splice(0).forEach((daemon) => {
        daemon.closeAllConnections();
        daemon.close();
    });
});

function issueServer(names: readonly string[], issuer = authority): Promise<KeyAndCertificate> {
    return issue({ commonName: "build", uses: ["server_auth"], names }, issuer);
}

/** The same as if it were some hours later, or earlier. */
async function issueServerAt(hours: number): Promise<KeyAndCertificate> {
    jest.useFakeTimers({ now: Date.now() + hours * HOUR, advanceTimers: true });
    try {
        return await issueServer(["127.0.0.1"]);
    } finally {
        jest.useRealTimers();
    }
}

/** Listens as the daemon does: it refuses clients whose issuer is not in its bundle, unless it is open to all. */
async function listen(identity = server, { port = 0, status = 200, open = false } = {}): Promise<number> {
    const { certPem: cert, keyPem: key } = identity;
    const options = { cert, key, ca: client.certPem, requestCert: true, rejectUnauthorized: !open };
    const daemon = createServer(options, (request, response) => {
        const found = request.url === "/_ping" ? status : 404;
        response.writeHead(found, { "api-version": "1.38" }).end("OK");
    });
    daemons.push(daemon);
    await new Promise<void>((resolve) => daemon.listen(port, "127.0.0.1", resolve));
    return (daemon.address() as AddressInfo).port;
}

/** A port on which nothing listens. */
async function freePort(): Promise<number> {
    const probe = createTcpServer();
    await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    return port;
}

/** Runs the script as the command does, against a port of this machine. */
async function ask(port: number, settings: Readonly<Record<string, string>> = {}) {
    const start = Date.now();
    const child = spawn(process.execPath, ["-", "create"], {
        env: {
            DOCKER_HOST_NAME: "127.0.0.1",
            DOCKER_PORT: String(port),
            CA_CERT_PEM: authority.certPem,
            CLIENT_CERT_PEM: client.certPem,
            CLIENT_KEY_PEM: client.keyPem,
            SERVER_CERT_PEM: server.certPem,
            TIMEOUT_SECONDS: "0.1",
            ...settings,
        },
    });
    child.stdin.end(SCRIPT);
    const exit = new Promise<number | null>((resolve) => child.on("exit", resolve));
    const [status, stdout, stderr] = await Promise.all([exit, text(child.stdout), text(child.stderr)]);
    return { status, stdout, stderr, seconds: (Date.now() - start) / 1000 };
}

const lastFailure = (stderr: string): string => /^Last failure: (.*)$/m.exec(stderr)?.[1] ?? stderr;

describe("The wait for the daemon fails", () => {
    test("when nothing listens, and says what was tried, what failed and what to look at", async () => {
        const port = await freePort();
        const { status, stdout, stderr } = await ask(port, { TIMEOUT_SECONDS: "2" });
        expect([status, stdout]).toEqual([1, ""]);
        expect(stderr).toMatch(
            new RegExp(`tcp://127\\.0\\.0\\.1:${port} did not answer .* mutual TLS within 2 s \\([2-9] attempts\\)`),
        );
        expect(lastFailure(stderr)).toBe(
            `port ${port} is closed: the VM is up, but no daemon is listening (ECONNREFUSED)`,
        );
        expect(stderr).toMatch(/Check the extension's status[^]*readinessTimeoutSeconds/);
    });

    test("without showing a key or a certificate", async () => {
        const { stderr } = await ask(await freePort());
        expect(stderr).not.toContain("-----BEGIN");
    });

    test("in about the time that it was given", async () => {
        const { seconds } = await ask(await freePort());
        expect(seconds).toBeLessThan(5);
    });

    test("when the name cannot be resolved", async () => {
        const { stderr } = await ask(1, { DOCKER_HOST_NAME: "build.invalid" });
        expect(lastFailure(stderr)).toMatch(
            /^the name build\.invalid does not resolve from this machine \((ENOTFOUND|EAI_AGAIN)\)$/,
        );
        expect(stderr).toContain("set endpointHost to address");
    });

    test("when the server's certificate is another authority's", async () => {
        const port = await listen(await issueServer(["127.0.0.1"], await issueAuthority("other")));
        expect(lastFailure((await ask(port)).stderr)).toMatch(
            /^the server's certificate was not issued by this host's authority \([A-Z_]+\)$/,
        );
    });

    test("when the server's certificate is for another name", async () => {
        const port = await listen(await issueServer(["192.0.2.1"]));
        expect(lastFailure((await ask(port)).stderr)).toBe(
            "the server's certificate does not include 127.0.0.1 (ERR_TLS_CERT_ALTNAME_INVALID)",
        );
    });

    test.each([
        [
            -25,
            "by this machine's clock, the certificate of the daemon or of its authority has expired (CERT_HAS_EXPIRED)",
            /Synchronize the clocks.* was not restarted/,
        ],
        [
            2,
            "by this machine's clock, the daemon's certificate is not valid yet (CERT_NOT_YET_VALID)",
            /Synchronize the clocks/,
        ],
    ])("when the server's certificate is of a time %s hours away", async (hours, reason, advice) => {
        const { stderr } = await ask(await listen(await issueServerAt(hours)));
        expect(lastFailure(stderr)).toBe(reason);
        expect(stderr).toMatch(advice);
    });

    test("when another program speaks there", async () => {
        const plain = createTcpServer((socket) => socket.on("error", () => undefined).end("SSH-2.0-OpenSSH_9.6\r\n"));
        await new Promise<void>((resolve) => plain.listen(0, "127.0.0.1", resolve));
        const { stderr } = await ask((plain.address() as AddressInfo).port);
        plain.close();
        expect(lastFailure(stderr)).toMatch(/^the server does not speak TLS \([A-Z_]+\)$/);
    });

    test("when the connection is broken off", async () => {
        const rude = createTcpServer((socket) => socket.on("error", () => undefined).resetAndDestroy());
        await new Promise<void>((resolve) => rude.listen(0, "127.0.0.1", resolve));
        const { stderr } = await ask((rude.address() as AddressInfo).port);
        rude.close();
        expect(lastFailure(stderr)).toBe("the connection was closed unexpectedly (ECONNRESET)");
    });

    test("when the server still shows an earlier certificate of the same authority", async () => {
        const port = await listen(await issueServer(["127.0.0.1"]));
        expect(lastFailure((await ask(port)).stderr)).toBe("the daemon still presents an earlier certificate");
    });

    test.each([
        ["another readiness check", () => issueSelfSignedClient("readiness")],
        ["a client of the authority for servers", () => issue({ commonName: "ci", uses: ["client_auth"] }, authority)],
    ])("when the server does not accept %s", async (_who, made) => {
        const stranger = await made();
        const settings = { CLIENT_CERT_PEM: stranger.certPem, CLIENT_KEY_PEM: stranger.keyPem };
        const { status } = await ask(await listen(), settings);
        expect(status).toBe(1);
    });

    test("when the server says that it does not accept the client's certificate", async () => {
        const alert = Buffer.from("15030300020230", "hex");
        const refusing = createTcpServer((socket) => socket.on("error", () => undefined).end(alert));
        await new Promise<void>((resolve) => refusing.listen(0, "127.0.0.1", resolve));
        const { stderr } = await ask((refusing.address() as AddressInfo).port);
        refusing.close();
        expect(lastFailure(stderr)).toBe("the daemon rejects this client's certificate (EPROTO)");
    });

    test("when the server answers clients without a certificate too", async () => {
        const port = await listen(server, { open: true });
        expect(lastFailure((await ask(port)).stderr)).toBe(
            "the daemon also answers clients without a certificate: close the port",
        );
    });

    test("when something else answers", async () => {
        const port = await listen(server, { status: 503 });
        expect(lastFailure((await ask(port)).stderr)).toBe("HTTP status 503 from /_ping");
    });

    test("when the server is silent", async () => {
        const silent = createTcpServer();
        await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
        const { port } = silent.address() as AddressInfo;
        const { stderr, seconds } = await ask(port);
        silent.close();
        expect(lastFailure(stderr)).toBe(`port ${port} did not answer within 1 s`);
        expect(stderr).toContain("Check that allowedSources includes this machine's public address");
        expect(seconds).toBeLessThan(5);
    });
});

describe("The wait for the daemon ends", () => {
    test("at once when it answers, with its API version", async () => {
        const { status, stdout, stderr } = await ask(await listen(), { TIMEOUT_SECONDS: "60" });
        expect([status, stdout, stderr]).toEqual([0, '{"apiVersion":"1.38"}', ""]);
    });

    test("when it comes up", async () => {
        const port = await freePort();
        const answer = ask(port, { TIMEOUT_SECONDS: "20" });
        await new Promise((resolve) => setTimeout(resolve, 700));
        await listen(server, { port });
        expect(await answer).toMatchObject({ status: 0, stderr: "" });
    });

    test("with lines that said what it waited for, apart from what it prints", async () => {
        const port = await freePort();
        const answer = ask(port, { TIMEOUT_SECONDS: "60" });
        await new Promise((resolve) => setTimeout(resolve, 5_500));
        await listen(server, { port });
        const { stdout, stderr } = await answer;
        expect(stdout).toBe('{"apiVersion":"1.38"}');
        expect(stderr.split("\n")[0]).toBe(
            `still waiting after 5 s: port ${port} is closed: the VM is up, but no daemon is listening (ECONNREFUSED)`,
        );
    }, 30_000);

    test("when it answers by name", async () => {
        const { status } = await ask(await listen(), { DOCKER_HOST_NAME: "localhost" });
        expect(status).toBe(0);
    });
});
