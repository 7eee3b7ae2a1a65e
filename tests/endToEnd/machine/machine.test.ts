import { execFile } from "node:child_process";
import {
    existsSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    statSync,
    writeFileSync,
} from "node:fs";
import { get } from "node:https";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { loadSmallImage, SMALL_IMAGE } from "../../../sandbox/machine/smallImage";
import { runDockerExtension } from "../../../sandbox/machine/dockerExtension";
import { callMachine } from "../../../sandbox/machine/controlSocket";
import { bootMachine, setPublicEndpoint, shutdownMachine } from "../../../sandbox/machine/machine";
import { isAlive } from "../../../sandbox/machine/processes";
import { isRunning, readState } from "../../../sandbox/machine/state";
import { issue, issueAuthority, type KeyAndCertificate } from "../../support/certificates";
import { capability, describeWithDaemon } from "./scriptedHost";

/** Tests that a real daemon can run in the sandbox's own VM, not that a VM on Azure behaves the same way. */

const run = promisify(execFile);
const PORT = 4243;
const ADDRESS = "127.83.20.1";
const OTHER_ADDRESS = "127.83.20.2";
const SPEC = { hostName: "build", adminUsername: "azureuser", init: "upstart" } as const;

let scratch: string;
let folder: string;
let otherFolder: string;
let authority: KeyAndCertificate;

/** The extension's settings, with certificates for the address. */
async function install(
    machine: string,
    address: string,
    options: readonly string[] = [],
    { settings: further = {}, protectedSettings: secrets = {} } = {},
): Promise<string | undefined> {
    const server = await issue({ commonName: "server", uses: ["server_auth"], names: [address] }, authority);
    const certs = { ca: authority.certPem, cert: server.certPem, key: server.keyPem };
    const base64 = Object.entries(certs).map(([name, pem]) => [name, Buffer.from(pem).toString("base64")]);
    return runDockerExtension(machine, {
        settings: { docker: { port: String(PORT), options }, ...further },
        protectedSettings: { certs: Object.fromEntries(base64) as object, ...secrets },
    });
}

async function docker(address: string, words: readonly string[], input?: Buffer): Promise<string> {
    const flags = ["--tlsverify", "--tlscacert", "ca.pem", "--tlscert", "cert.pem", "--tlskey", "key.pem"];
    const endpoint = ["-H", `tcp://${address}:${PORT}`];
    const env = { PATH: process.env["PATH"], HOME: scratch, DOCKER_CONFIG: scratch };
    const client = run(String(capability.tools?.docker), [...flags, ...endpoint, ...words], { cwd: scratch, env });
    client.child.stdin?.end(input);
    return (await client).stdout.trim();
}

/** Whether a connection gets an answer, and how it ends, within a second. */
function knock(address: string): Promise<string> {
    return new Promise((resolve) => {
        const socket = connect({ host: address, port: PORT });
        socket.once("connect", () => socket.write("GET / HTTP/1.0\r\n\r\n"));
        socket.once("data", () => {
            resolve("answered");
        });
        socket.once("error", (error: NodeJS.ErrnoException) => {
            resolve(String(error.code));
        });
        setTimeout(() => {
            resolve("silent");
            socket.destroy();
        }, 1_000);
    });
}

function processesOf(machine: string): string[] {
    return readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name))
        .filter((pid) => {
            try {
                return readFileSync(`/proc/${pid}/mountinfo`, "utf8").includes(machine.replaceAll(" ", "\\040"));
            } catch {
                return false;
            }
        });
}

beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), "machine-test-"));
    folder = join(scratch, "a folder with a long name ".repeat(4).trim(), "and another one ".repeat(8).trim(), "vm");
    otherFolder = join(scratch, "other");
    authority = await issueAuthority("test authority");
    const client = await issue({ commonName: "client", uses: ["client_auth"] }, authority);
    writeFileSync(join(scratch, "ca.pem"), authority.certPem);
    writeFileSync(join(scratch, "cert.pem"), client.certPem);
    writeFileSync(join(scratch, "key.pem"), client.keyPem);
});

afterAll(async () => {
    await shutdownMachine(folder);
    await shutdownMachine(otherFolder);
    rmSync(scratch, { recursive: true, force: true });
});

jest.setTimeout(60_000);

describeWithDaemon("an emulated VM", () => {
    it("boots in a folder with a path of more than 200 characters and spaces", async () => {
        expect(folder.length).toBeGreaterThan(200);
        await bootMachine(folder, { ...SPEC, ...capability });
        const { stdout } = await callMachine(folder, "exec", { argv: ["sh", "-c", "id -u; hostname; pwd"] });
        expect(stdout).toBe("0\nbuild\n/\n");
        expect(isRunning(folder)).toBe(true);
    });

    it("gives a command its input, its environment and its exit code", async () => {
        const argv = ["sh", "-c", "cat; echo $WORD; echo oops >&2; exit 3"];
        const result = await callMachine(folder, "exec", { argv, stdin: "in\n", env: { WORD: "set" } });
        expect(result).toEqual({ code: 3, stdout: "in\nset\n", stderr: "oops\n" });
    });

    it("is silent to a client that no rule allows", async () => {
        await setPublicEndpoint(folder, { publicAddress: ADDRESS, ports: [PORT], allowed: [] });
        expect(await knock(ADDRESS)).toBe("silent");
    });

    it("resets a connection to a port where nothing listens", async () => {
        await setPublicEndpoint(folder, { publicAddress: ADDRESS, ports: [PORT], allowed: [PORT] });
        expect(await knock(ADDRESS)).toBe("ECONNRESET");
    });

    it("runs the engine that the extension installs, for a client with a certificate", async () => {
        expect(await install(folder, ADDRESS)).toBeUndefined();
        expect(await docker(ADDRESS, ["info", "--format", "{{.Name}}"])).toBe("build");
        expect(statSync(join(folder, "root/etc/docker/key.pem")).mode & 0o777).toBe(0o600);
    });

    it("runs a container through the endpoint, on the bridge network or without one", async () => {
        expect(await loadSmallImage(folder)).toBe(true);
        expect(await loadSmallImage(folder)).toBe(true);
        expect(await docker(ADDRESS, ["run", "--rm", "--network", "none", SMALL_IMAGE, "echo", "hello"])).toBe("hello");
        expect(await docker(ADDRESS, ["run", "--rm", SMALL_IMAGE, "sh", "-c", "echo $HOSTNAME"])).toMatch(
            /^[0-9a-f]{12}$/,
        );
    });

    it("closes to a client that rules no longer allow", async () => {
        await setPublicEndpoint(folder, { publicAddress: ADDRESS, ports: [PORT], allowed: [] });
        expect(await knock(ADDRESS)).toBe("silent");
        await setPublicEndpoint(folder, { publicAddress: ADDRESS, ports: [PORT], allowed: [PORT] });
    });

    it("restarts the engine for a new option but not for new certificates", async () => {
        const pid = async (): Promise<string> =>
            (await callMachine(folder, "exec", { argv: ["cat", "/run/docker.pid"] })).stdout;
        const before = await pid();
        expect(await install(folder, ADDRESS)).toBeUndefined();
        expect(await pid()).toBe(before);
        expect(await install(folder, ADDRESS, ["--label=certs=second"])).toBeUndefined();
        expect(await pid()).not.toBe(before);
        expect(await docker(ADDRESS, ["info", "--format", "{{.Labels}}"])).toBe("[certs=second]");
    });

    it("does not notice that the engine exits at once, just like the extension, and keeps its log", async () => {
        expect(await install(folder, ADDRESS, ["--no-such-flag"])).toBeUndefined();
        expect((await callMachine(folder, "status", {})).serviceRunning).toBe(false);
        const log = await callMachine(folder, "exec", { argv: ["cat", "/var/log/upstart/docker.log"] });
        expect(log.stdout).toContain("unknown flag: --no-such-flag");
        expect(await install(folder, ADDRESS, ["--label=certs=third"])).toBeUndefined();
    });

    it("starts a stopped engine even if its options have not changed", async () => {
        await callMachine(folder, "service", { action: "stop" });
        expect(await install(folder, ADDRESS, ["--label=certs=third"])).toBeUndefined();
        expect((await callMachine(folder, "status", {})).serviceRunning).toBe(true);
    });

    it("brings a Compose file up with its variables, and changes only the containers", async () => {
        const service = {
            image: SMALL_IMAGE,
            command: "sleep 600",
            stop_signal: "KILL",
            environment: { PUBLIC: "$TIER", WORD: "$WORD" },
        };
        const up = (words: object): Promise<string | undefined> =>
            install(folder, ADDRESS, ["--label=certs=third"], {
                settings: { compose: { web: service }, "compose-environment": { TIER: "build" } },
                protectedSettings: words,
            });
        const pid = async (): Promise<string> =>
            (await callMachine(folder, "exec", { argv: ["cat", "/run/docker.pid"] })).stdout;
        const before = await pid();
        expect(await up({ environment: { WORD: "s3cret" } })).toBeUndefined();
        const variables = ["exec", "compose_web_1", "sh", "-c", "echo $PUBLIC $WORD"];
        expect(await docker(ADDRESS, variables)).toBe("build s3cret");
        expect(await up({ environment: { WORD: "other" } })).toBeUndefined();
        expect(await docker(ADDRESS, variables)).toBe("build other");
        expect(await pid()).toBe(before);
        expect(readFileSync(join(folder, "root/etc/docker/compose/docker-compose.yml"), "utf8")).not.toContain("other");
        await docker(ADDRESS, ["rm", "--force", "compose_web_1"]);
    });

    it("reports a Compose file that docker-compose 1.6.2 does not read, and a login", async () => {
        const services = { web: { image: SMALL_IMAGE } };
        const settings = { compose: { version: "3", services } };
        const options = ["--label=certs=third"];
        expect(await install(folder, ADDRESS, options, { settings })).toContain(
            "'docker-compose up' failed: executing",
        );
        const login = { username: "ann", password: "s3cret" };
        expect(await install(folder, ADDRESS, options, { protectedSettings: { login } })).toBe("'docker login' failed");
        const log = readFileSync(
            join(folder, "root/var/log/azure/Microsoft.Azure.Extensions.DockerExtension/1.2/docker-extension.log"),
            "utf8",
        );
        expect(log).toContain('is unsupported. Either specify a version of "2"');
        expect(log).not.toContain("s3cret");
    });

    it("is booted only once by two concurrent callers", async () => {
        const spec = { ...SPEC, ...capability };
        await Promise.all([bootMachine(otherFolder, spec), bootMachine(otherFolder, spec)]);
        await sleep(2_500);
        expect((await callMachine(otherFolder, "status", {})).pid).toBe(readState(otherFolder)?.process.pid);
        expect(processesOf(otherFolder).length).toBeLessThan(5);
    });

    it("shares neither address nor disk with another one", async () => {
        await setPublicEndpoint(otherFolder, { publicAddress: OTHER_ADDRESS, ports: [PORT], allowed: [PORT] });
        expect(await install(otherFolder, OTHER_ADDRESS)).toBeUndefined();
        expect(await docker(OTHER_ADDRESS, ["images", "--quiet"])).toBe("");
        expect(await docker(ADDRESS, ["images", "--quiet"])).not.toBe("");
    });

    it("ends everything in it when it is killed, and boots again with its disk and its engine", async () => {
        await docker(ADDRESS, ["run", "--detach", SMALL_IMAGE, "sleep", "600"]);
        const { process: machine } = readState(folder) ?? {};
        expect(processesOf(folder).length).toBeGreaterThan(4);
        process.kill(Number(machine?.pid), "SIGKILL");
        await sleep(500);
        expect(machine && isAlive(machine)).toBe(false);
        expect(processesOf(folder)).toEqual([]);

        await bootMachine(folder, { ...SPEC, ...capability });
        expect(await docker(ADDRESS, ["run", "--rm", SMALL_IMAGE, "echo", "back"])).toBe("back");
    });

    it("leaves no process, mount, control group or file when it is shut down", async () => {
        const { cgroups = [] } = readState(folder) ?? {};
        await shutdownMachine(folder);
        expect(processesOf(folder)).toEqual([]);
        expect(readFileSync("/proc/self/mountinfo", "utf8")).not.toContain(scratch);
        expect(cgroups.filter((group) => existsSync(group))).toEqual([]);
        expect(existsSync(folder)).toBe(false);
    });

    it("ends on its own when its folder is removed", async () => {
        const { process: machine } = readState(otherFolder) ?? {};
        rmSync(join(otherFolder, "state.json"));
        await sleep(3_000);
        expect(machine && isAlive(machine)).toBe(false);
    });
});

describe("a stand-in for a VM", () => {
    const address = "127.83.20.3";
    let standIn: string;

    beforeAll(async () => {
        standIn = join(scratch, "stand-in");
        mkdirSync(standIn);
        await bootMachine(standIn, { ...SPEC, kind: "standIn", tools: undefined });
        await setPublicEndpoint(standIn, { publicAddress: address, ports: [PORT], allowed: [PORT] });
    });

    afterAll(async () => {
        await shutdownMachine(standIn);
    });

    it("answers only a client with a certificate", async () => {
        expect(await install(standIn, address, ["--label=certs=first"])).toBeUndefined();
        const usage = { commonName: "client", uses: ["client_auth"] };
        expect(await ping(await issue(usage, authority))).toBe("OK");
        expect(await ping(await issue(usage, await issueAuthority("another")))).not.toBe("OK");
        expect(await ping(await issue({ ...usage, uses: ["server_auth"] }, authority))).not.toBe("OK");
        expect(await ping(undefined)).not.toBe("OK");
    });

    it("starts again with its engine", async () => {
        const pid = Number(readState(standIn)?.process.pid);
        process.kill(pid, "SIGKILL");
        await sleep(300);
        await bootMachine(standIn, { ...SPEC, kind: "standIn", tools: undefined });
        expect((await callMachine(standIn, "status", {})).serviceRunning).toBe(true);
    });

    function ping(client: KeyAndCertificate | undefined): Promise<string> {
        const identity = { ca: authority.certPem, cert: client?.certPem, key: client?.keyPem };
        return new Promise((resolve) => {
            get({ host: address, port: PORT, path: "/v1.41/_ping", ...identity }, (response) => {
                response.setEncoding("utf8").once("data", resolve);
            }).once("error", (error) => {
                resolve(error.message);
            });
        });
    }
});
