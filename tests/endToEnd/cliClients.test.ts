import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Home } from "../../sandbox/stack/home";
import type { ProcessResult } from "../../shared/processes";
import { run } from "../support/run";
import { BUILDX } from "../unit/cli/dockerClient";
import { callCli } from "../unit/cli/program";
import { Sandbox } from "./support";

/** The command line with several clients of a real daemon, one of which is shut out. */
describe("the command line", () => {
    const sandbox = new Sandbox("modern");
    const scratch = mkdtempSync(join(tmpdir(), "cli-clients-"));
    const laptop = ["--client", "laptop", "--dir", join(scratch, "laptop")];

    const call = async (...args: string[]): Promise<ProcessResult> => await callCli([...args, "--home", sandbox.home]);

    const json = async (...args: string[]): Promise<unknown> => JSON.parse((await call(...args, "--json")).stdout);

    /** The checks of `verify` that are not ok. */
    const verify = async (...options: string[]): Promise<unknown[]> => {
        const { checks } = (await json("verify", ...options)) as { checks: { status: string }[] };
        return checks.filter(({ status }) => status !== "ok");
    };

    /** Runs the Docker client with a client's files. */
    const docker = async (folder: string): Promise<ProcessResult> => {
        const client = new Home(sandbox.home).capability.tools?.docker ?? "docker";
        const { DOCKER_HOST: host = "" } = (await json("env", "--dir", folder)) as Record<string, string>;
        const files = { DOCKER_HOST: host, DOCKER_CERT_PATH: folder, DOCKER_TLS_VERIFY: "1" };
        return await run(client, ["version"], { ...process.env, ...files });
    };

    beforeAll(async () => {
        const shutdown = ["--set", 'machine={"autoShutdown":{"time":"19:00"}}'];
        await sandbox.up(["--set", 'clients=["ci","laptop"]', ...shutdown]);
    }, 600_000);

    afterAll(async () => {
        await sandbox.dispose();
        rmSync(scratch, { recursive: true, force: true });
    }, 120_000);

    test("serves each client by its name", async () => {
        await json("credentials", ...laptop);
        expect(await json("env", ...laptop)).toMatchObject({ DOCKER_CERT_PATH: join(scratch, "laptop") });
        expect((await docker(join(scratch, "laptop"))).code).toBe(0);
        expect(await verify(...laptop)).toEqual([]);
        const accepted = { acceptedBy: ["docker-host"], notAcceptedBy: [], certificate: { state: "valid" } };
        expect(await json("status")).toMatchObject({
            hosts: [{ clients: ["ci", "laptop"], warnings: [] }],
            authorities: [
                {
                    clients: [
                        { name: "ci", ...accepted },
                        { name: "laptop", ...accepted },
                    ],
                },
            ],
        });
    }, 120_000);

    test("stops the VM, whose extension Azure then does not change until it is started", async () => {
        expect(readFileSync(new Home(sandbox.home).azureState, "utf8")).toContain("/shutdown-computevm-docker-host");
        expect(await json("stop")).toMatchObject({ hosts: [{ name: "docker-host", ok: true }] });
        expect(await json("status")).toMatchObject({ hosts: [{ powerState: "deallocated" }] });
        expect((await docker(join(scratch, "laptop"))).code).toBe(1);
        const up = await sandbox.call(["up", "--skip-preview", "--set", 'clients=["ci"]']);
        expect(up.code).toBe(1);
        expect(up.stdout).toContain("Cannot modify extensions in the VM when the VM is not running.");
        expect(await json("status")).toMatchObject({ hosts: [{ powerState: "deallocated" }] });

        expect((await call("start")).stdout).toMatch(/^Started docker-host: Its daemon listens on tcp:/);
        expect(await json("status")).toMatchObject({ hosts: [{ powerState: "running" }] });
        expect((await docker(join(scratch, "laptop"))).code).toBe(0);
    }, 240_000);

    test("tells a client that it was shut out, and serves the others", async () => {
        await sandbox.up(["--set", 'clients=["ci"]']);
        const { code, stderr } = await docker(join(scratch, "laptop"));
        expect([code, stderr]).toEqual([1, expect.stringMatching(/remote error: tls: /)]);
        expect(await verify("--dir", join(scratch, "laptop"))).toMatchObject([
            { name: "client's issuer", status: "failed", advice: expect.stringContaining("laptop was removed") },
            {
                name: "mutual TLS",
                detail: expect.stringMatching(/^the daemon refuses this client: /),
                advice: "See the failed checks of the client's files above",
            },
            { name: "clock, API version", status: "skipped" },
        ]);
        expect((await call("env", ...laptop)).stderr).toContain("--client: expected one of ci, got laptop.");
        expect(await verify()).toEqual([]);
    }, 240_000);

    test("has an exit code for what ends soon", async () => {
        expect(await call("status", "--expires-within", "14d")).toMatchObject({
            code: 0,
            stdout: expect.stringContaining("no certificate ends within 14d"),
        });
        const { code, stdout } = await call("status", "--expires-within", "53w");
        expect(code).toBe(3);
        expect(stdout).toMatch(/ server certificate of docker-host +Run up on or after \d{4}-\d\d-\d\d: /);
    }, 60_000);

    test("makes a builder over the hosts that answer", async () => {
        const config = join(scratch, "docker");
        mkdirSync(join(config, "cli-plugins"), { recursive: true });
        symlinkSync(process.env["DOCKER_BUILDX"] ?? BUILDX, join(config, "cli-plugins/docker-buildx"));
        const client = new Home(sandbox.home).capability.tools?.docker ?? "docker";
        const env = { DOCKER_CONFIG: config, PATH: [dirname(client), process.env["PATH"]].join(delimiter) };
        const builder = async (...options: string[]): Promise<unknown> =>
            JSON.parse((await callCli(["builder", "--home", sandbox.home, "--json", ...options], { env })).stdout);
        const endpoints = async (): Promise<string[]> => {
            const { stdout } = await run(client, ["buildx", "inspect", name], { ...process.env, ...env });
            return stdout.match(/(?<=^Endpoint: +)\S+/gm) ?? [];
        };
        const name = "docker-host-vm-modern-builder";

        await sandbox.up(["--set", 'clients=["ci"]', "--set", 'hostNames=["docker-host","two"]']);
        const [one, two] = ["docker-host", "two"].map((host) => `docker-host-vm-modern-${host}`);
        const platform = "linux/amd64";
        expect(await builder("--use")).toEqual({
            name,
            created: true,
            hosts: [
                { name: "docker-host", ok: true, context: one, platform },
                { name: "two", ok: true, context: two, platform },
            ],
        });
        expect(await endpoints()).toEqual([one, two]);
        await json("stop", "--host", "two");
        const silent = { name: "two", ok: false, detail: expect.stringMatching(/^Its daemon does not answer/) };
        expect(await builder()).toMatchObject({ created: false, hosts: [{ ok: true }, silent] });
        expect(await endpoints()).toEqual([one]);
        expect(await builder("--remove")).toEqual({ name, removed: true, staying: [], contexts: [one, two] });
        expect(await endpoints()).toEqual([]);
    }, 240_000);
});
