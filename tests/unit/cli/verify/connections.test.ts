import { createServer as createPlainServer } from "node:http";
import { createServer, type ServerOptions } from "node:https";
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import { afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { checkName, checkPort, type Endpoint } from "../../../../cli/verify/network";
import { checkAccess, checkClock, checkAnonymousAccess, checkTls } from "../../../../cli/verify/tls";
import type { ClientFiles } from "../../../../cli/clientFiles";
import { type HostCertificates, issueAll } from "../support";

/** The advice for a client that is refused. */
const REFUSED = "See above";

let certificates: HostCertificates;
let stranger: HostCertificates;
const servers: Server[] = [];

beforeAll(async () => {
    certificates = await issueAll();
    stranger = await issueAll();
});

afterEach(() => {
    servers.splice(0).forEach((server) => {
        server.close();
    });
});

async function listen(server: Server): Promise<Endpoint> {
    servers.push(server);
    await new Promise<void>((resolve) => {
        server.listen(0, "127.0.0.1", resolve);
    });
    return { host: "127.0.0.1", port: (server.address() as AddressInfo).port, timeoutMs: 500 };
}

/** A daemon's API with the host's certificate. */
async function daemon(options: ServerOptions = {}): Promise<Endpoint> {
    const { server, client } = certificates;
    return await listen(
        createServer(
            {
                cert: server.certPem,
                key: server.keyPem,
                ca: client.issuerPem,
                requestCert: true,
                rejectUnauthorized: true,
                ...options,
            },
            (request, response) => {
                response.statusCode = request.url === "/_ping" ? 200 : 404;
                response.end("OK");
            },
        ),
    );
}

/** Something that takes connections and says nothing. */
const silent = async (): Promise<Endpoint> => await listen(createTcpServer());

const filesOf = ({ authority, client }: HostCertificates): ClientFiles => ({
    ca: authority.certPem,
    cert: client.certPem,
    key: client.keyPem,
});

describe("The port", () => {
    test("answers", async () => {
        expect(await checkPort(await silent())).toMatchObject({ status: "ok" });
    });

    test("refuses where nothing listens", async () => {
        const endpoint = await silent();
        await new Promise((resolve) => servers.pop()?.close(resolve));
        const check = await checkPort(endpoint);
        expect(check).toMatchObject({ status: "failed" });
        expect(check.detail).toContain("no daemon is listening");
    });
});

describe("The name", () => {
    const state = { publicIpAddress: "203.0.113.9" };
    const check = async (name: string) => await checkName({ host: name, port: 1, timeoutMs: 500 }, state);

    test("needs no name server when it is an address", async () => {
        expect(await check("127.0.0.1")).toMatchObject({ status: "ok" });
    });

    test("is warned about when it leads elsewhere", async () => {
        const found = await check("localhost");
        expect(found.status).toBe("warning");
        expect(found.detail).toContain("but the stack's state has 203.0.113.9");
    });

    test("that nobody knows says what to set", async () => {
        const found = await check("docker-host.invalid");
        expect(found.status).toBe("failed");
        expect(found.advice).toContain("endpointHost");
    });
});

describe("TLS", () => {
    test("shows the daemon's certificate, also to whom it will refuse later", async () => {
        const endpoint = await daemon();
        for (const identity of [{}, filesOf(certificates)]) {
            const { check, shown } = await checkTls(endpoint, identity, REFUSED);
            expect(check).toMatchObject({ status: "ok", detail: "TLSv1.3 handshake" });
            expect(shown?.checkHost("localhost")).toBe("localhost");
        }
    });

    test("is refused in the handshake by an old daemon", async () => {
        const { check } = await checkTls(await daemon({ maxVersion: "TLSv1.2" }), {}, REFUSED);
        expect(check.status).toBe("failed");
        expect(check).toMatchObject({ detail: expect.stringContaining(" alert "), advice: REFUSED });
    });

    test("is missed where another program answers", async () => {
        const plain = await listen(createPlainServer((_, response) => response.end("hello")));
        const { check, shown } = await checkTls(plain, filesOf(certificates), REFUSED);
        expect(shown).toBeUndefined();
        expect(check).toMatchObject({ status: "failed" });
        expect(check.detail).toContain("the handshake failed");
    });

    test("is not waited for for ever", async () => {
        const { check } = await checkTls(await silent(), {}, REFUSED);
        expect(check.detail).toContain("no answer within 0.5 s");
    });
});

describe("A client without a certificate", () => {
    test.each(["TLSv1.2", "TLSv1.3"] as const)("is refused with %s", async (maxVersion) => {
        expect(await checkAnonymousAccess(await daemon({ maxVersion }))).toMatchObject({ status: "ok" });
    });

    test("that is let in is a failure", async () => {
        const check = await checkAnonymousAccess(await daemon({ requestCert: false }));
        expect(check).toMatchObject({ status: "failed" });
        expect(check.detail).toContain("HTTP status 200");
        expect(check.advice).toContain("Close the port");
    });

    test("that is let in without any TLS is a failure", async () => {
        const plain = await listen(createPlainServer((_, response) => response.end("OK")));
        expect(await checkAnonymousAccess(plain)).toMatchObject({ status: "failed" });
    });

    test("that gets no answer is not called refused", async () => {
        expect(await checkAnonymousAccess(await silent())).toMatchObject({ status: "warning" });
    });
});

describe("Mutual TLS", () => {
    test("gives an answer with the time", async () => {
        const { check, answer } = await checkAccess(await daemon(), filesOf(certificates), REFUSED);
        expect(check.status).toBe("ok");
        expect(Math.abs((answer?.date ?? 0) - Date.now())).toBeLessThan(5000);
    });

    test("refuses a client of another authority", async () => {
        const { client } = stranger;
        const files = { ca: certificates.authority.certPem, cert: client.certPem, key: client.keyPem };
        const { check, answer } = await checkAccess(await daemon(), files, REFUSED);
        expect(check).toMatchObject({ status: "failed", advice: REFUSED });
        expect(answer).toBeUndefined();
    });

    test("refuses a server of another authority", async () => {
        const { server } = stranger;
        const { check } = await checkAccess(
            await daemon({ cert: server.certPem, key: server.keyPem }),
            filesOf(certificates),
            REFUSED,
        );
        expect(check.status).toBe("failed");
        expect(check.detail).toMatch(/SIGNATURE|VERIFY|CERT/);
    });

    test("does not take files that are none", async () => {
        const { check } = await checkAccess(await daemon(), { ca: "x", cert: "y", key: "z" }, REFUSED);
        expect(check.status).toBe("failed");
        expect(check.detail).not.toContain("PRIVATE");
    });
});

describe("The clock", () => {
    const now = Date.now();

    test.each([
        [now, "ok", "differ by 0 s"],
        [now - 299_000, "ok", "differ by 299 s"],
        [now - 301_000, "warning", "301 s ahead of the VM"],
        [now + 301_000, "warning", "301 s behind the VM"],
        [undefined, "warning", "answer has no date"],
    ] as const)("%s: %s", (date, status, detail) => {
        const check = checkClock(date, now);
        expect(check.status).toBe(status);
        expect(check.detail).toContain(detail);
    });
});
