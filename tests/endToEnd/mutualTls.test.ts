import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { DEFAULT_ENGINE_VERSION } from "../../components/defaults";
import { Home } from "../../sandbox/stack/home";
import { issue, issueAuthority, type KeyAndCertificate } from "../support/certificates";
import { run } from "../support/run";
import { ping as pingDaemon } from "./daemon";
import { Sandbox } from "./support";

const CLIENT = { commonName: "default", uses: ["digital_signature", "client_auth"] };

/** Which clients the stack's real daemon accepts. */
describe.each(["dev", "modern"] as const)("the daemon of the stack %s", (stack) => {
    const sandbox = new Sandbox(stack);
    const scratch = mkdtempSync(join(tmpdir(), "mutual-tls-"));
    let outputs: Record<string, string>;
    let address: string;
    let client: KeyAndCertificate & { readonly caPem: string };
    let authority: KeyAndCertificate;
    let issuer: KeyAndCertificate;
    let server: KeyAndCertificate;

    /** Sends GET /_ping and returns the status or the error's code. */
    const ping = async (
        shown: Partial<KeyAndCertificate>,
        options?: Parameters<typeof pingDaemon>[2],
    ): Promise<number | string | undefined> =>
        await pingDaemon(`tcp://${address}:4243`, { caPem: client.caPem, ...shown }, options);

    /** Offers HTTP/2 and HTTP/1.1, sends a request, and returns the protocol of the response or the error's code. */
    const negotiate = async (shown: Partial<KeyAndCertificate>): Promise<string | undefined> =>
        await new Promise((resolve) => {
            const identity = { ca: client.caPem, cert: shown.certPem, key: shown.keyPem };
            const socket = connectTls({ host: address, port: 4243, ALPNProtocols: ["h2", "http/1.1"], ...identity });
            socket.setTimeout(10_000, () => socket.destroy(Object.assign(new Error("no answer"), { code: "TIMEOUT" })));
            socket.once("secureConnect", () => socket.write("GET /_ping HTTP/1.1\r\nHost: docker\r\n\r\n"));
            socket.once("data", () => {
                resolve(String(socket.alpnProtocol));
                socket.destroy();
            });
            socket.once("error", (error: NodeJS.ErrnoException) => {
                resolve(error.code);
            });
        });

    beforeAll(async () => {
        await sandbox.up();
        outputs = await sandbox.outputs();
        address = outputs["publicIpAddress"] ?? "";
        const file = (name: string): string => readFileSync(join(outputs["dockerCertPath"] ?? "", name), "utf8");
        client = { caPem: file("ca.pem"), certPem: file("cert.pem"), keyPem: file("key.pem") };
        [authority, issuer, server] = await sandbox.keysAndCertificates([
            "docker-host-vm-g1",
            "docker-host-vm-issuer-default",
            "docker-host-server",
        ]);
    }, 600_000);

    afterAll(async () => {
        await sandbox.dispose();
        rmSync(scratch, { recursive: true, force: true });
    }, 120_000);

    test("rejects a client without a certificate", async () => {
        expect(await ping({})).toMatch(/CERTIFICATE_REQUIRED|BAD_CERTIFICATE/);
    }, 30_000);

    test("rejects it over HTTP/2 too, which uses the same handshake", async () => {
        expect(await negotiate({})).toMatch(/CERTIFICATE_REQUIRED|BAD_CERTIFICATE/);
        expect(await negotiate(client)).toBe("http/1.1");
    }, 30_000);

    test("rejects a certificate from another authority", async () => {
        expect(await ping(await issue(CLIENT, await issueAuthority("somebody else")))).toMatch(/ALERT/);
    }, 30_000);

    test("rejects a self-made issuer with the same name", async () => {
        const [commonName = "", organization = "", serialNumber = ""] = ["CN", "O", "serialNumber"].map(
            (part) => new RegExp(`^${part}=(.*)$`, "m").exec(new X509Certificate(issuer.certPem).subject)?.[1],
        );
        const twin = await issueAuthority({ commonName, organization, serialNumber });
        expect(new X509Certificate(twin.certPem).subject).toBe(new X509Certificate(issuer.certPem).subject);
        expect(await ping(await issue(CLIENT, twin))).toMatch(/ALERT/);
    }, 30_000);

    test("rejects a client of the authority that signs server certificates", async () => {
        expect(await ping(await issue(CLIENT, authority))).toMatch(/ALERT/);
    }, 30_000);

    test("rejects its own server certificate used by a client", async () => {
        expect(await ping(server)).toMatch(/ALERT/);
    }, 30_000);

    test("rejects an expired certificate from the client's own issuer", async () => {
        expect(await ping(await issue({ ...CLIENT, validityHours: -1 }, issuer))).toMatch(/ALERT/);
    }, 30_000);

    test("accepts a new certificate from the client's own issuer, so the rejections above had the right reason", async () => {
        expect(await ping(await issue(CLIENT, issuer))).toBe(200);
    }, 30_000);

    test("is rejected by a client that expects another name", async () => {
        expect(await ping(client, { servername: "docker.example.org" })).toBe("ERR_TLS_CERT_ALTNAME_INVALID");
    }, 30_000);

    test("answers plain HTTP only with an error", async () => {
        const answer = await new Promise<string>((resolve, reject) => {
            const socket = connect(4243, address, () => socket.write("GET /_ping HTTP/1.0\r\n\r\n"));
            socket.once("data", (data) => {
                resolve(data.toString());
                socket.destroy();
            });
            socket.once("error", reject);
        });
        expect(answer).toMatch(/^HTTP\/1\.0 400 /);
    }, 30_000);

    test("accepts the client's certificate with docker --tlsverify by address", async () => {
        const { code, stdout } = await sandbox.call(["docker", "version", "--format", "{{.Server.Version}}"]);
        expect(code).toBe(0);
        // The stack modern runs the engine that its script installs if that one was built.
        const isBuilt = new Home(sandbox.home).capability.tools?.engine !== undefined;
        expect(stdout).toMatch(isBuilt && stack === "modern" ? DEFAULT_ENGINE_VERSION : /^\d+\.\d+/);
    }, 30_000);

    test("accepts it with docker --tlsverify by its domain name", async () => {
        const fqdn = outputs["fqdn"] ?? "";
        const hosts = join(scratch, "hosts");
        writeFileSync(hosts, `${address} ${fqdn}\n127.0.0.1 localhost\n`);
        // No name server knows the name: a mount namespace gives the client another /etc/hosts.
        const user = process.getuid?.() === 0 ? [] : ["--map-root-user"];
        const inside = 'mount --bind "$1" /etc/hosts && shift && exec "$@"';
        const docker = sandbox.commandLine([
            "docker",
            "-H",
            `tcp://${fqdn}:4243`,
            "version",
            "--format",
            "{{.Server.Version}}",
        ]);
        const { code, stdout } = await run("unshare", [...user, "--mount", "sh", "-c", inside, "sh", hosts, ...docker]);
        expect(code).toBe(0);
        expect(stdout).toMatch(/^\d+\.\d+/);
    }, 30_000);

    test("is silent to everyone if the source is not allowed, and answers again when it is", async () => {
        await sandbox.up(["--set", 'allowedSources=["198.51.100.0/24"]']);
        expect(await ping(client, { timeout: 3_000 })).toBe("TIMEOUT");
        await sandbox.up();
        expect(await ping(client)).toBe(200);
    }, 120_000);
});
