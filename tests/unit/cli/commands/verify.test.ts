import dns from "node:dns";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { SecureVersion } from "node:tls";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { writeClientFiles } from "../../../../cli/writeClientFiles";
import { verify } from "../../../../cli/commands/verify";
import type { Check } from "../../../../cli/verify/check";
import { folder, program } from "../../../support/eachTest";
import { exportResources } from "../exportedStack";
import { issueAuthority } from "../../../support/certificates";
import {
    azureResources,
    type ClientCertificates,
    consumerResources,
    earlierResources,
    type HostCertificates,
    hostResources,
    issueAll,
    issueClient,
} from "../support";

/** A whole `verify` against a daemon's API in this process. The engine and the Docker client are programs that print. */

const NAME = "build-x1y2z3a4.invalid";

let certificates: HostCertificates;
let daemon: Server | undefined;

beforeAll(async () => {
    certificates = await issueAll({ names: [NAME, "127.0.0.1"] });
});

beforeEach(() => {
    program("docker", "echo '{}'");
});

afterEach(() => {
    jest.restoreAllMocks();
    daemon?.close();
    daemon = undefined;
});

/** @param ca the issuers of the clients that the daemon accepts */
async function startDaemon(ca = certificates.client.issuerPem, maxVersion?: SecureVersion): Promise<number> {
    const { server } = certificates;
    const options = {
        cert: server.certPem,
        key: server.keyPem,
        ca,
        requestCert: true,
        rejectUnauthorized: true,
        maxVersion,
    };
    daemon = createServer(options, (_, response) => response.end("OK"));
    await new Promise<void>((resolve) => daemon?.listen(0, "127.0.0.1", resolve));
    return (daemon.address() as AddressInfo).port;
}

/** Writes the client's files. */
function files(): string {
    const { authority, client } = certificates;
    return writeClientFiles(join(folder, "certs"), { ca: authority.certPem, cert: client.certPem, key: client.keyPem });
}

/** The checks that are not ok. */
async function found(dir = files()): Promise<Record<string, Check>> {
    const { document } = await verify({ cwd: folder, dir, timeout: 2 });
    const { checks } = document as { checks: Check[] };
    return Object.fromEntries(checks.filter(({ status }) => status !== "ok").map((check) => [check.name, check]));
}

/** A host whose daemon did not answer in the last `up`. */
function unanswered(dockerPort: number, extension: object = { outputs: { provisioningState: "Succeeded" } }): object[] {
    const resources = hostResources({ certificates });
    const [host, ...parts] = resources.slice(0, -1);
    const where = { fqdn: NAME, publicIpAddress: "127.0.0.1", dockerPort };
    return [{ ...host, outputs: {} }, ...parts, { ...resources.at(-1), ...extension }, ...azureResources(where)];
}

describe("Of a host whose daemon never answered", () => {
    test("names the port and the extension are told", async () => {
        const port = await startDaemon();
        await new Promise((resolve) => daemon?.close(resolve));
        exportResources(unanswered(port, { initErrors: ["VM has reported a failure:\n line 7 failed"] }));
        const checks = await found();
        expect(Object.keys(checks)).toEqual(["last up", "extension", "name", "port", "TLS and daemon"]);
        expect(checks["last up"]).toMatchObject({ status: "warning", advice: expect.stringContaining("pulumi up") });
        expect(checks["extension"]).toMatchObject({
            status: "failed",
            detail: "CustomScript failed: VM has reported a failure: line 7 failed",
        });
        expect(checks["name"]?.detail).toContain(`${NAME} does not resolve here`);
        expect(checks["port"]?.detail).toContain(`127.0.0.1 port ${port} refuses connections`);
    });

    test("and answers now, only the name and the next up are missing", async () => {
        exportResources(unanswered(await startDaemon()));
        const checks = await found();
        expect(Object.keys(checks)).toEqual(["last up", "name"]);
    });

    test("and was never made, the first thing that is missing is told", async () => {
        const [host] = hostResources({ certificates });
        exportResources([{ ...host, outputs: {} }]);
        const checks = await found();
        expect(checks["extension"]?.detail).toContain("the last up did not get that far");
        expect(checks["endpoint"]).toMatchObject({ status: "failed", advice: expect.stringContaining("pulumi up") });
    });

    test("and whose client files were not written either, these are fetched first", async () => {
        exportResources(unanswered(await startDaemon()));
        const checks = await found(join(folder, "none"));
        expect(checks["client files"]?.advice).toContain("docker-host-vm credentials --dir");
        expect(checks["mutual TLS, clock, API version"]).toMatchObject({ status: "skipped" });
    });
});

describe("A client that the daemon refuses", () => {
    /** A host with clients, whose daemon is asked with the files of `default`. */
    async function refused(clients: Record<string, ClientCertificates>, maxVersion?: SecureVersion) {
        const issuers = Object.values(clients).map(({ issuerPem }) => issuerPem);
        const outputs = { dockerHost: `tcp://127.0.0.1:${await startDaemon(issuers.join(""), maxVersion)}` };
        exportResources(hostResources({ certificates, clients, outputs }));
        return await found();
    }

    test.each([undefined, "TLSv1.2"] as const)("was removed, and says so first: %s", async (maxVersion) => {
        const checks = await refused({ ci: await issueClient("ci") }, maxVersion);
        expect(checks["client's issuer"]).toEqual({
            name: "client's issuer",
            status: "failed",
            detail: "this client is not accepted any more: the issuer of cert.pem (CN=default) is none of those that the host accepts (ci)",
            advice: "The client default was removed. Ask whoever maintains the stack for access",
        });
        expect(checks["mutual TLS"]).toMatchObject({
            detail: "the daemon refuses this client: ECONNRESET",
            advice: "See the failed checks of the client's files above",
        });
    });

    test("has files from before its key was replaced, and fetches them again", async () => {
        const checks = await refused({ default: await issueClient("default"), ci: await issueClient("ci") });
        expect(checks["client's issuer"]?.advice).toBe(
            `The key of default was replaced. Fetch the files again: npx docker-host-vm credentials --dir ${join(folder, "certs")} --cwd ${folder}`,
        );
    });

    test("fetches them from the stack that has its authority", async () => {
        const clients = { default: await issueClient("default") };
        const outputs = { dockerHost: `tcp://127.0.0.1:${await startDaemon(clients.default.issuerPem)}` };
        exportResources(consumerResources({ certificates, clients, outputs }, "organization/team/prod"));
        expect((await found())["client's issuer"]?.advice).toContain(
            `credentials --client default --dir ${join(folder, "certs")} --cwd ${folder} --stack organization/team/prod`,
        );
    });

    test("is accepted by the state: the daemon was not restarted", async () => {
        const { issuerPem } = await issueClient("ci");
        exportResources(
            hostResources({ certificates, outputs: { dockerHost: `tcp://127.0.0.1:${await startDaemon(issuerPem)}` } }),
        );
        const checks = await found();
        expect(Object.keys(checks)).toEqual(["mutual TLS", "clock, API version"]);
        expect(checks["mutual TLS"]?.advice).toContain(
            "The daemon was not restarted with the issuers in the stack's state. Run: pulumi up",
        );
    });
});

describe("The authorities in ca.pem", () => {
    test("lack one that was added, which is only a warning", async () => {
        const { certPem } = await issueAuthority("team g2");
        const caCertPem = certificates.authority.certPem + certPem;
        const outputs = { dockerHost: `tcp://127.0.0.1:${await startDaemon()}`, caCertPem };
        exportResources(hostResources({ certificates, outputs }));
        const checks = await found();
        expect(Object.keys(checks)).toEqual(["ca.pem"]);
        expect(checks["ca.pem"]).toMatchObject({
            status: "warning",
            detail: "lacks an authority that the stack has added (CN=team g2)",
            advice: expect.stringMatching(/^The client is locked out once .* Fetch the files again: npx /),
        });
    });

    test("lack the one that signs, which is the failure", async () => {
        const { certPem } = await issueAuthority("team g2");
        const caCertPem = certPem + certificates.authority.certPem;
        const outputs = { dockerHost: `tcp://127.0.0.1:${await startDaemon()}`, caCertPem };
        exportResources(hostResources({ certificates, outputs }));
        expect((await found())["client files"]).toMatchObject({
            status: "failed",
            detail: expect.stringContaining("does not contain the authority that signs for build now (CN=team g2)"),
        });
    });
});

test("A host of an earlier version is in order", async () => {
    const resources = await earlierResources(certificates);
    const [host] = resources as { outputs: Record<string, string> }[];
    const { clientCertPem = "", clientKeyPem } = host?.outputs ?? {};
    const outputs = {
        ...host?.outputs,
        dockerHost: `tcp://127.0.0.1:${await startDaemon(certificates.authority.certPem)}`,
    };
    exportResources([{ ...host, outputs }, ...resources.slice(1)]);
    const key = JSON.parse((clientKeyPem as unknown as { plaintext: string }).plaintext) as string;
    const dir = writeClientFiles(join(folder, "certs"), {
        ca: certificates.authority.certPem,
        cert: clientCertPem,
        key,
    });
    expect(Object.keys(await found(dir))).toEqual([]);
});

describe("A proxy in the environment", () => {
    test("is named where the Docker client goes through it, and blamed where that fails", async () => {
        const port = await startDaemon();
        // The Docker client never goes through a proxy to an address of loopback.
        const lookup = { address: "127.0.0.1", family: 4 };
        jest.spyOn(dns.promises, "lookup").mockResolvedValue([lookup] as never);
        jest.spyOn(dns, "lookup").mockImplementation(((
            _name: string,
            _options: object,
            done: (...all: unknown[]) => void,
        ) => {
            done(null, [lookup]);
        }) as never);
        const outputs = { dockerHost: `tcp://${NAME}:${port}`, fqdn: NAME };
        exportResources(hostResources({ certificates, outputs }));
        process.env["HTTPS_PROXY"] = "http://user:password@proxy.corp:3128";
        program("docker", "echo 'proxyconnect tcp: dial tcp: lookup proxy.corp' >&2; exit 1");
        const checks = await found();
        expect(checks["proxy"]).toMatchObject({
            status: "warning",
            detail: expect.stringContaining("use proxy.corp:3128"),
            advice: `Make the client connect directly: npx docker-host-vm env --no-proxy --dir ${join(folder, "certs")} --cwd ${folder}`,
        });
        expect(checks["API version"]).toMatchObject({
            advice: "The proxy proxy.corp:3128 may be the cause: see above",
        });
        expect(JSON.stringify(checks)).not.toContain("password");
    });

    test("is no matter where the client goes past it", async () => {
        const outputs = { dockerHost: `tcp://127.0.0.1:${await startDaemon()}` };
        exportResources(hostResources({ certificates, outputs }));
        process.env["HTTPS_PROXY"] = "http://proxy.corp:3128";
        program("docker", "echo 'something else' >&2; exit 1");
        const checks = await found();
        expect(checks["proxy"]).toBeUndefined();
        expect(checks["API version"]?.advice).toContain("run docker version yourself");
    });
});
