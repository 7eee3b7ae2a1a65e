import dns from "node:dns";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { writeClientFiles } from "../../../../cli/clientFiles";
import { verify } from "../../../../cli/commands/verify";
import type { Check } from "../../../../cli/verify/check";
import { folder, program } from "../../../support/eachTest";
import { exportResources } from "../exportedStack";
import { azureResources, type HostCertificates, hostResources, issueAll } from "../support";

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

async function startDaemon(): Promise<number> {
    const { server, authority } = certificates;
    const options = { cert: server.certPem, key: server.keyPem, ca: authority.certPem, requestCert: true };
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
