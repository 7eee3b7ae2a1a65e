import {
    existsSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    renameSync,
    rmSync,
    statSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { findPulumi } from "../../sandbox/pulumi/pulumi";
import { PROJECT } from "../../configKeys";
import { Home } from "../../sandbox/stack/home";
import { callMachine } from "../../sandbox/machine/controlSocket";
import { callCli, CLI } from "../unit/cli/program";
import { issue, issueAuthority } from "../support/certificates";
import type { ProcessResult } from "../../shared/processes";
import { run } from "../support/run";
import { Sandbox } from "./support";

interface Check {
    readonly name: string;
    readonly status: string;
    readonly advice?: string;
}

/** The command line, with a stack from the real Pulumi engine and with the daemon on its VM. */
describe("the command line", () => {
    const sandbox = new Sandbox("dev");
    const scratch = mkdtempSync(join(tmpdir(), "cli-engine-"));
    const selection = ["--home", sandbox.home];
    let env: NodeJS.ProcessEnv;
    let certPath: string;
    let said = "";

    const call = async (...args: string[]): Promise<ProcessResult> => {
        const result = await callCli([...args, ...selection], { env });
        said += result.stdout + result.stderr;
        return result;
    };

    const json = async <T>(...args: string[]): Promise<T> => {
        const { code, stdout, stderr } = await call(...args, "--json");
        if (code !== 0) {
            throw new Error(`docker-host-vm ${args.join(" ")} ended with ${code}: ${stdout}${stderr}`);
        }
        return JSON.parse(stdout) as T;
    };

    const docker = async (args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<ProcessResult> =>
        await run("docker", args, { ...env, ...more });

    /** Evaluates the output of `env` in bash before a command. */
    const bash = async (options: readonly string[], command: string): Promise<ProcessResult> =>
        await run("bash", ["-c", `eval "$("$@")"; ${command}`, "bash", ...CLI, "env", ...selection, ...options], {
            ...env,
            SHELL: "/bin/bash",
        });

    /** The checks that are not ok, and the exit code of `verify`. */
    const verify = async (...options: string[]): Promise<{ code: number; found: Check[] }> => {
        const { code, stdout } = await call("verify", "--json", "--timeout", "3", ...options);
        const { checks } = JSON.parse(stdout) as { checks: Check[] };
        return { code, found: checks.filter(({ status }) => status !== "ok") };
    };

    beforeAll(async () => {
        await sandbox.up();
        certPath = (await sandbox.outputs())["dockerCertPath"] ?? "";
        const client = new Home(sandbox.home).capability.tools?.docker ?? "docker";
        mkdirSync(join(scratch, "tmp"));
        env = {
            PATH: [dirname(client), process.env["PATH"]].join(delimiter),
            DOCKER_CONFIG: join(scratch, "docker"),
            TMPDIR: join(scratch, "tmp"),
            // The user's own settings, which the sandbox must ignore.
            PULUMI_BACKEND_URL: "file:///nowhere",
            PULUMI_CONFIG_PASSPHRASE: "of another stack",
        };
    }, 600_000);

    afterAll(async () => {
        await sandbox.dispose();
        rmSync(scratch, { recursive: true, force: true });
    }, 120_000);

    test("env: makes docker info work when bash evaluates it", async () => {
        const { code, stdout } = await bash([], "docker info --format '{{.ServerVersion}}'");
        expect(code).toBe(0);
        expect(stdout).toMatch(/^\d+\.\d+/);
    }, 60_000);

    test("env --unset: removes the variables again", async () => {
        const { stdout } = await bash(["--unset"], 'echo "${DOCKER_HOST-none}"');
        expect(stdout).toBe("none\n");
    }, 60_000);

    test("verify: finds no problem", async () => {
        expect(await verify()).toEqual({ code: 0, found: [] });
    }, 60_000);

    test("status: lists the host with the expiry dates of its certificates", async () => {
        const { hosts } = await json<{ hosts: Record<string, unknown>[] }>("status");
        expect(hosts).toHaveLength(1);
        const [host] = hosts;
        expect(host).toMatchObject({ name: "docker-host", engineInstall: "DockerExtension", clients: ["default"] });
        expect(host?.["serverCertificate"]).toMatchObject({ state: "valid", days: 365 });
        expect((await call("status")).stdout).toMatch(/docker-host +running +tcp:\/\/127\..* \(365 days\)/);
    }, 60_000);

    test("images: lists the images of the emulated Azure", async () => {
        const { stdout } = await call("images", "ubuntu-24.04");
        expect(stdout).toMatch(/^Canonical:ubuntu-24_04-lts:server:24\.04\.\d+\n$/);
    }, 60_000);

    test("credentials: writes files that work with the client", async () => {
        const dir = join(scratch, "credentials");
        await json("credentials", "--dir", dir);
        const modes = [dir, ...["ca.pem", "cert.pem", "key.pem"].map((name) => join(dir, name))].map((path) =>
            (statSync(path).mode & 0o777).toString(8),
        );
        expect(modes).toEqual(["700", "444", "444", "400"]);
        expect(await verify("--dir", dir)).toEqual({ code: 0, found: [] });
        const { code } = await bash(["--dir", dir], "docker version");
        expect(code).toBe(0);
    }, 60_000);

    test("credentials: lists the clients if the given one does not exist", async () => {
        const { code, stderr } = await call("credentials", "--dir", join(scratch, "nobody"), "--client", "nobody");
        expect(code).toBe(2);
        expect(stderr).toContain("--client: expected one of default, got nobody");
        expect(existsSync(join(scratch, "nobody"))).toBe(false);
    }, 60_000);

    test("context: creates one that the client can use, and updates it", async () => {
        expect(await json("context")).toMatchObject({ name: "docker-host-vm-dev", created: true });
        expect(await json("context")).toMatchObject({ name: "docker-host-vm-dev", created: false });
        await docker(["context", "use", "docker-host-vm-dev"]);
        const { code, stdout } = await docker(["info", "--format", "{{.ServerVersion}}"]);
        expect(code).toBe(0);
        expect(stdout).toMatch(/^\d+\.\d+/);
    }, 60_000);

    test("context --remove: removes it completely, and names the files that stay", async () => {
        await json("context", "--name", "removed");
        expect(readdirSync(join(scratch, "docker/contexts/tls"))).toHaveLength(2);
        const { stdout } = await call("context", "--name", "removed", "--remove");
        expect(stdout).toMatch(/^Removed the context removed,.*\nThe context docker-host-vm-dev keeps its own .*\n$/);
        expect(readdirSync(join(scratch, "docker/contexts/tls"))).toHaveLength(1);
        const current = await call("context", "--remove");
        expect(current.stderr).toContain("Switch to another one first: docker context use default");
    }, 60_000);

    test("context: does not touch one with another origin", async () => {
        await docker(["context", "create", "mine", "--docker", "host=tcp://192.0.2.1:1"]);
        const { code, stderr } = await call("context", "--name", "mine");
        expect(code).toBe(1);
        expect(stderr).toContain("which was created elsewhere");
        expect((await docker(["context", "inspect", "mine"])).stdout).toContain("192.0.2.1");
    }, 60_000);

    test("also works on a project's stack with the user's own Pulumi", async () => {
        const home = new Home(sandbox.home);
        const { command } = await findPulumi(() => undefined);
        const [program, ...rest] = CLI;
        const folders = [dirname(command.command), process.env["PATH"]].join(delimiter);
        const place = { ...home.environment(), PATH: folders };
        const project = ["--cwd", home.workspace(PROJECT, "dev")];
        const args = [...rest, "status", "--json", ...project];
        const { stdout } = await run(program, [...args, "--stack", "dev"], place);
        expect(JSON.parse(stdout)).toMatchObject({ stack: "dev", hosts: [{ name: "docker-host" }] });

        const noStack = await run(program, [...args, "--stack", "nope"], place);
        expect([noStack.code, noStack.stdout]).toEqual([1, expect.stringContaining("the stack does not exist")]);
        const secrets = { ...place, PULUMI_CONFIG_PASSPHRASE_FILE: undefined };
        const fetching = ["credentials", "--dir", join(scratch, "locked"), "--stack", "dev"];
        const locked = await run(program, [...rest, ...fetching, ...project], secrets);
        expect(locked.code).toBe(1);
        expect(locked.stderr).toContain("Set PULUMI_CONFIG_PASSPHRASE_FILE");
    }, 60_000);

    describe("on another machine, which has no client files", () => {
        const away = (): string => `${certPath}.away`;

        beforeAll(() => {
            renameSync(certPath, away());
        });

        afterAll(() => {
            renameSync(away(), certPath);
        });

        test("env says how to fetch them", async () => {
            const { code, stdout, stderr } = await call("env", "--shell", "bash");
            // A shell that evaluates the output must fail as well.
            expect([code, stdout]).toEqual([1, "false\n"]);
            expect(stderr).toContain("Fetch them: npx docker-host-vm credentials --dir ~/.docker/docker-host-vm/");
        }, 60_000);

        test("verify says so, and runs the other checks", async () => {
            const { code, found } = await verify();
            expect(code).toBe(1);
            expect(found.map(({ name, status }) => `${name}: ${status}`)).toEqual([
                "client files: failed",
                "mutual TLS, clock, API version: skipped",
            ]);
            expect(found[0]?.advice).toContain("credentials --dir");
        }, 60_000);

        test("context takes the key from the state, and leaves it only in the client's store", async () => {
            expect(await json("context", "--name", "second")).toMatchObject({ created: true });
            expect(readdirSync(join(scratch, "tmp")).filter((name) => name.startsWith("docker-host-vm"))).toEqual([]);
            expect((await docker(["--context", "second", "version"])).code).toBe(0);
        }, 60_000);
    });

    test("verify: names someone else's certificate", async () => {
        const dir = join(scratch, "foreign");
        mkdirSync(dir);
        const { certPem, keyPem } = await issue(
            { commonName: "default", uses: ["digital_signature", "client_auth"] },
            await issueAuthority("somebody else"),
        );
        const files = {
            "ca.pem": readFileSync(join(certPath, "ca.pem"), "utf8"),
            "cert.pem": certPem,
            "key.pem": keyPem,
        };
        Object.entries(files).forEach(([name, content]) => {
            writeFileSync(join(dir, name), content);
        });
        const { code, found } = await verify("--dir", dir);
        expect(code).toBe(1);
        expect(found.map(({ name, status }) => `${name}: ${status}`)).toEqual([
            "client's expiry: warning",
            "client's issuer: failed",
            "mutual TLS: failed",
            "clock, API version: skipped",
        ]);
        expect(found[1]?.advice).toContain("credentials --dir");
    }, 60_000);

    test.each([
        ["1.99", "too new", "Set DOCKER_API_VERSION=1."],
        ["1.1", "too old", "unset DOCKER_API_VERSION"],
    ])(
        "verify: reports a client with API version %s as %s",
        async (version, detail, advice) => {
            const before = env;
            env = { ...env, DOCKER_API_VERSION: version };
            const { code, found } = await verify().finally(() => {
                env = before;
            });
            expect(code).toBe(1);
            expect(found).toEqual([
                {
                    name: "API version",
                    status: "failed",
                    detail: expect.stringContaining(detail),
                    advice: expect.stringContaining(advice),
                },
            ]);
        },
        60_000,
    );

    test("verify: names a daemon that is not running", async () => {
        const home = new Home(sandbox.home);
        const [vm = ""] = readdirSync(home.machines);
        const machine = join(home.machines, vm);
        await callMachine(machine, "service", { action: "stop" });
        try {
            const { code, found } = await verify();
            expect(code).toBe(1);
            expect(found[0]).toMatchObject({ status: "failed", name: expect.stringMatching(/^(port|TLS)$/) });
            expect(found[0]?.advice).toContain("the daemon's log on the VM");
        } finally {
            await callMachine(machine, "service", { action: "start" });
        }
        expect((await verify()).code).toBe(0);
    }, 120_000);

    test("verify: names a source that is not allowed", async () => {
        await sandbox.up(["--set", 'allowedSources=["198.51.100.0/24"]', "--set", "readinessTimeoutSeconds=0"]);
        const { code, found } = await verify();
        expect(code).toBe(1);
        expect(found[0]?.advice).toContain("is in allowedSources");
        await sandbox.up();
    }, 120_000);

    test("selects one of several hosts by name", async () => {
        const changes = await sandbox.changed(["--set", 'hostNames=["docker-host","two","three"]']);
        expect(new Set(changes.map((change) => change.split("-")[0]))).toEqual(new Set(["create three", "create two"]));
        const { hosts } = await json<{ hosts: Record<"name" | "dockerHost", string>[] }>("status");
        expect(hosts.map(({ name }) => name)).toEqual(["docker-host", "three", "two"]);
        // The stack's outputs are those of the first host.
        expect(await json("env")).toMatchObject({ DOCKER_HOST: hosts[0]?.dockerHost });
        expect(await json("env", "--host", "two")).toMatchObject({ DOCKER_HOST: hosts[2]?.dockerHost });
        expect(await verify("--host", "three")).toEqual({ code: 0, found: [] });
        expect((await call("env", "--host", "four")).stderr).toContain("(docker-host, three, two), got four");
    }, 240_000);

    test("says what is missing after the stack is destroyed", async () => {
        const destroyed = await sandbox.call(["destroy"], { DOCKER_CONFIG: join(scratch, "docker") });
        expect(destroyed.stdout).toContain("The Docker context docker-host-vm-dev still holds a copy");
        const { code, stdout } = await call("env", "--json");
        expect(code).toBe(1);
        expect(JSON.parse(stdout)).toEqual({ error: expect.stringMatching(/has no (resources|DockerHostVm)/) });
    }, 120_000);

    test("verify: diagnoses a host whose daemon never answered, and suggests commands for the same project", async () => {
        const settings = ["--set", 'allowedSources=["198.51.100.0/24"]', "--set", "readinessTimeoutSeconds=2"];
        const up = await sandbox.call(["up", "--skip-preview", ...settings]);
        expect(up.code).toBe(1);
        expect(up.stdout).toContain("Last failure: port 4243 did not answer within");
        const { stderr } = await call("env");
        expect(stderr).toMatch(/has no endpoint yet.* Find out why: npx docker-host-vm verify --home /);
        // The stack's own files are written only after the daemon has answered.
        const dir = join(scratch, "ssh");
        const { sshCommand } = await json<{ sshCommand: string }>("credentials", "--dir", dir, "--ssh-key");
        expect(sshCommand).toMatch(/^ssh -i \S+\/id_ed25519 azureuser@docker-host-/);
        expect(readFileSync(join(dir, "id_ed25519"), "utf8")).toContain("OPENSSH PRIVATE KEY");

        const { code, found } = await verify("--dir", dir);
        expect(code).toBe(1);
        expect(found.map(({ name, status }) => `${name}: ${status}`)).toEqual([
            "last up: warning",
            "TLS: failed",
            "daemon: skipped",
        ]);
        expect(found[0]?.advice).toContain(`--home ${sandbox.home} --stack dev`);
        expect(found[1]?.advice).toContain("is in allowedSources");
    }, 240_000);

    test("has shown no key in any of this", () => {
        expect(said).toContain("docker-host");
        expect(said).not.toContain("PRIVATE KEY");
    });
});
