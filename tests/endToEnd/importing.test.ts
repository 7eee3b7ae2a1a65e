import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { findPulumi } from "../../sandbox/pulumi/pulumi";
import type { ProcessResult } from "../../shared/processes";
import { run } from "../support/run";
import { filesBelow, packPackages, Sandbox } from "./support";
import { CHECKOUT } from "../support/checkout";

/** The packages as users have them: packed and installed in a folder outside the checkout. */

const SOURCES = ["--set", 'allowedSources=["203.0.113.7/32"]'];
const LOCATION = ["--set", "azure-native:location=westus"];

const scratch = mkdtempSync(join(tmpdir(), "importing-"));
const sandbox = new Sandbox("dev", join(scratch, "home"), join(scratch, "node_modules/docker-host-vm-sandbox/bin.js"));
// Client files go below the user's home by default: here the scratch folder, while the user's caches stay.
const env = {
    XDG_CACHE_HOME: process.env["XDG_CACHE_HOME"] ?? join(process.env["HOME"] ?? "", ".cache"),
    npm_config_cache: process.env["npm_config_cache"] ?? join(process.env["HOME"] ?? "", ".npm"),
    HOME: scratch,
};
let archives: readonly string[] = [];

/** The command's standard output. */
async function must(command: Promise<ProcessResult>): Promise<string> {
    const { code, stdout, stderr } = await command;
    if (code !== 0) {
        throw new Error(`ended with ${code}:\n${stdout.slice(-2000)}\n${stderr.slice(-2000)}`);
    }
    return stdout;
}

async function npm(args: readonly string[], cwd: string): Promise<string> {
    return await must(run("npm", [...args, "--no-audit", "--no-fund", "--prefer-offline"], env, cwd));
}

/**
 * Prepares a project in Python as `pulumi install` and `pulumi package add` do, with Pulumi's own generator: an engine that
 * is built from its Go module has no language host for Python, which has it.
 */
async function installPython(project: string): Promise<void> {
    const [generator, sdk] = [join(scratch, "python-sdk-generator"), join(scratch, "python-sdk")];
    cpSync(join(CHECKOUT, "sandbox/pulumi/pulumi-module"), generator, { recursive: true });
    cpSync(join(CHECKOUT, "tests/support/pythonSdk.go"), join(generator, "main.go"));
    await must(run("go", ["run", "-mod=readonly", ".", join(CHECKOUT, "schema.json"), sdk], {}, generator));
    await must(run("python3", ["-m", "venv", "venv"], {}, project));
    await must(run("venv/bin/pip", ["install", "--quiet", "--requirement", "requirements.txt", sdk], {}, project));
}

/** Brings an example up and returns its outputs. */
async function up<Outputs>(project: string, settings: readonly string[]): Promise<Outputs> {
    const cwd = ["--cwd", project];
    await sandbox.json(["up", ...cwd, ...LOCATION, ...settings], env);
    return await sandbox.json<Outputs>(["outputs", ...cwd], env);
}

/** The daemon's id, queried as by a user of the package, although no name server knows the sandbox's names. */
async function daemonId(stack: string, ...options: readonly string[]): Promise<string> {
    const selection = ["--home", "home", "--stack", stack, ...options].join(" ");
    const command = `eval "$(npx docker-host-vm env ${selection})" && docker info --format '{{.ID}}'`;
    return (
        await must(run("bash", ["-euo", "pipefail", "-c", command], { ...env, SHELL: "/bin/bash" }, scratch))
    ).trim();
}

beforeAll(async () => {
    archives = await packPackages(scratch);
    cpSync(join(CHECKOUT, "examples"), scratch, {
        recursive: true,
        filter: (file) => !file.includes("node_modules"),
    });
    const manifest = readFileSync(join(scratch, "package.json"), "utf8").replace(
        /,\s*"docker-host-vm": "file:\.\."/,
        "",
    );
    writeFileSync(join(scratch, "package.json"), manifest);
    await npm(["install", ...archives], scratch);
}, 300_000);

afterAll(async () => {
    await sandbox.dispose();
    rmSync(scratch, { recursive: true, force: true });
}, 300_000);

describe("the packed package", () => {
    const installed = join(scratch, "node_modules/docker-host-vm");

    test("has the library and its scripts, and neither the stack nor the sandbox", () => {
        const files = filesBelow(installed).map((file) => file.slice(installed.length + 1));
        expect(files).toEqual(
            expect.arrayContaining([
                "LICENSE",
                "README.md",
                "dist/components/index.js",
                "dist/components/index.d.ts",
                "dist/components/client/scripts/readiness.js",
                "dist/components/engine/scripts/main.sh",
                "dist/cli/main.js",
            ]),
        );
        expect(
            files.filter(
                (file) => !/^(dist\/(components|cli|shared)\/|(package|schema)\.json$|[A-Z]+(\.md)?$)/.test(file),
            ),
        ).toEqual([]);
    });

    test("shows no type of azure-native in its public declarations", () => {
        const seen = new Set<string>();
        const imports = (file: string): string[] => {
            if (seen.has(file)) {
                return [];
            }
            seen.add(file);
            const found = [...readFileSync(file, "utf8").matchAll(/(?:from|import\() ?"([^"]+)"/g)].map(
                ([, one]) => one ?? "",
            );
            return found.flatMap((one) => (one.startsWith(".") ? imports(`${join(dirname(file), one)}.d.ts`) : [one]));
        };
        expect(new Set(imports(join(installed, "dist/components/index.d.ts")))).toEqual(new Set(["@pulumi/pulumi"]));
        expect(seen.size).toBeGreaterThan(5);
    });

    test("type-checks in every example", async () => {
        const { code, stdout } = await run("npx", ["tsc", "--project", "."], env, scratch);
        expect(stdout).toBe("");
        expect(code).toBe(0);
    }, 120_000);
});

describe("the examples", () => {
    test("ten lines make a host that answers over mutual TLS", async () => {
        const outputs = await up<Record<"dockerHost" | "dockerCertPath", string>>(join(scratch, "ten-lines"), SOURCES);
        expect(outputs.dockerHost).toMatch(/^tcp:\/\/build-\w{8}\.westus\.cloudapp\.azure\.com:4243$/);
        expect(outputs.dockerCertPath).toBe(join(sandbox.home, "user/.docker/docker-host-vm/ten-lines-dev"));
        // The user's own folder is another one.
        expect(existsSync(join(scratch, ".docker"))).toBe(false);
        const id = await daemonId("ten-lines/dev");
        expect(id).toMatch(/^\S{10,}$/);

        const { stdout, stderr } = await sandbox.call(
            ["--cwd", join(scratch, "ten-lines"), "docker", "info", "--format", "{{.ID}}"],
            env,
        );
        expect([stdout.trim(), stderr]).toEqual([
            id,
            expect.stringMatching(/^build-.+ is known only in the sandbox, so its address 127\..+\n$/),
        ]);
        const { stdout: verified } = await run("npx", ["docker-host-vm", "verify", "--home", "home"], env, scratch);
        expect(verified).toMatch(/ok +name +build-.+ is known only in the sandbox.+ can be used from this machine\n$/s);
        const context = await must(run("npx", ["docker-host-vm", "context", "--home", "home"], env, scratch));
        expect(context).toMatch(/ for tcp:\/\/127\..+:4243\n +build-.+ is known only in the sandbox/);
        const named = ["--context", "ten-lines-dev", "info", "--format", "{{.ID}}"];
        expect((await must(run("docker", named, env))).trim()).toBe(id);
    }, 240_000);

    test("two hosts and one of a second stack serve the same client", async () => {
        const certPath = ["--dir", join(sandbox.home, "user/.docker/team")];
        await up(join(scratch, "two-hosts"), SOURCES);
        const authority = ["--set", "authorityStack=organization/two-hosts/dev"];
        await up(join(scratch, "second-stack"), [...SOURCES, ...authority]);
        const ids = [
            await daemonId("two-hosts/dev", "--host", "build", ...certPath),
            await daemonId("two-hosts/dev", "--host", "test", ...certPath),
            await daemonId("second-stack/dev", ...certPath),
        ];
        expect(new Set(ids).size).toBe(3);
    }, 240_000);

    const EXISTING = ["", "-yaml", "-python"].map((language) => join(scratch, `existing-network${language}`));

    test("hosts without a public address are in an existing network, with data disks, and are reached through a tunnel", async () => {
        await installPython(join(scratch, "existing-network-python"));
        const { subnetId } = await up<{ subnetId: string }>(join(scratch, "hub"), []);
        const settings = ["--set", `subnetId=${subnetId}`];
        for (const [index, project] of EXISTING.entries()) {
            // Known only after the daemon answered over mutual TLS.
            const { dockerHost } = await up<{ dockerHost: string }>(project, settings);
            expect(dockerHost).toBe(`tcp://10.0.0.${4 + index}:4243`);
            const info = ["docker", "info", "--format", "{{.DockerRootDir}}"];
            expect((await must(sandbox.call(["--cwd", project, ...info], env))).trim()).toBe("/var/lib/docker-data");
        }
        const state = readFileSync(join(sandbox.home, "azure.json"), "utf8");
        expect(state.match(/"team": ?"build"/g)?.length).toBeGreaterThan(15);
    }, 300_000);

    const VMS = join(scratch, "existing-vms");
    const ENGINE = join(scratch, "existing-vm");

    test("an engine comes to a VM of the same program, and to one of another, but to none that has one", async () => {
        cpSync(join(CHECKOUT, "tests/endToEnd/existingVms"), VMS, { recursive: true });
        const vms = await up<Record<"dockerHost" | "vmId" | "endpointHost", string>>(VMS, []);
        const settings = (vmId: string) => ["--set", `vmId=${vmId}`, "--set", `endpointHost=${vms.endpointHost}`];
        const { dockerHost } = await up<{ dockerHost: string }>(ENGINE, settings(vms.vmId));
        expect(dockerHost).toBe(`tcp://${vms.endpointHost}:4243`);
        const info = ["docker", "info", "--format", "{{.ID}}"];
        const old = (await must(sandbox.call(["--cwd", VMS, ...info], env))).trim();
        expect(old).toMatch(/^\S{10,}$/);
        const current = await daemonId("existing-vm/dev");
        expect(current).toMatch(/^\S{10,}$/);
        expect(current).not.toBe(old);

        const inspect = ["docker-host-vm", "inspect", "--home", "home", "--stack", "ten-lines/dev"];
        const host = JSON.parse(await must(run("npx", inspect, env, scratch))) as { vmId: string };
        const refused = await sandbox.call(["preview", "--cwd", ENGINE, ...LOCATION, ...settings(host.vmId)], env);
        expect(refused.code).not.toBe(0);
        expect(`${refused.stdout}${refused.stderr}`).toContain(
            'another engine, got "docker of the type CustomScript". Remove that extension',
        );
    }, 240_000);

    test("a data disk is protected until its loss is allowed", async () => {
        const [project = ""] = EXISTING;
        const refused = await sandbox.call(["destroy", "--cwd", project, ...LOCATION], env);
        expect(`${refused.stdout}${refused.stderr}`).toContain("protect");
        const program = readFileSync(join(project, "index.ts"), "utf8");
        writeFileSync(join(project, "index.ts"), program.replace("sizeGB: 64", "sizeGB: 64, allowDataLoss: true"));
        const outputs = await sandbox.json<{ subnetId: string }>(["outputs", "--cwd", join(scratch, "hub")], env);
        await up(project, ["--set", `subnetId=${outputs.subnetId}`]);
    }, 240_000);

    test("a program in YAML makes two hosts, the second with parts of the first", async () => {
        const { dockerHosts } = await up<{ dockerHosts: string[] }>(join(scratch, "yaml"), SOURCES);
        // Known only after the daemons answered over mutual TLS.
        expect(dockerHosts).toEqual([
            expect.stringMatching(/^tcp:\/\/build-\w{8}\.westus\.cloudapp\.azure\.com:4243$/),
            expect.stringMatching(/^tcp:\/\/test-\w{8}\.westus\.cloudapp\.azure\.com:4243$/),
        ]);
    }, 180_000);

    test("a program in YAML gets an error for values that must be plain", async () => {
        const project = join(scratch, "yaml-late");
        mkdirSync(project);
        const program = `name: yaml-late
runtime: yaml
resources:
    build:
        type: docker-host-vm:DockerHostVm
        properties:
            allowedSources: [203.0.113.7/32]
            adminUsername:
                fn::secret: root
            engineInstall:
                fn::secret: CustomScript
            serverNames:
                - fn::secret: hunter2.example
`;
        writeFileSync(join(project, "Pulumi.yaml"), program);
        const { code, stdout, stderr } = await sandbox.call(["preview", "--cwd", project, ...LOCATION], env);
        expect(code).not.toBe(0);
        for (const argument of ["adminUsername", "engineInstall", "serverNames"]) {
            expect(`${stdout}${stderr}`).toMatch(new RegExp(`${argument}.*: expected a plain value`));
        }
        expect(`${stdout}${stderr}`).not.toContain("hunter2");
    }, 120_000);

    test("are destroyed, the one in an existing network before the one with that network", async () => {
        const others = ["hub", "ten-lines"].map((name) => join(scratch, name));
        for (const project of [...EXISTING, ENGINE, VMS, ...others]) {
            const { changeSummary } = await sandbox.json(["destroy", "--cwd", project, ...LOCATION], env);
            expect(Object.keys(changeSummary)).toEqual(["delete"]);
        }
    }, 120_000);

    test("the program in Python uses names from the schema", () => {
        const program = readFileSync(join(CHECKOUT, "examples/python/__main__.py"), "utf8");
        const schema = JSON.parse(readFileSync(join(CHECKOUT, "schema.json"), "utf8")) as {
            resources: Record<string, Record<"inputProperties" | "properties", object>>;
        };
        const host = schema.resources["docker-host-vm:index:DockerHostVm"];
        const snake = (names: object): string[] =>
            Object.keys(names).map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
        const used = (pattern: RegExp): string[] => [...program.matchAll(pattern)].map(([, name]) => name ?? "");
        expect(used(/^ {4}(\w+)=/gm)).toHaveLength(3);
        expect(snake(host?.inputProperties ?? {})).toEqual(expect.arrayContaining(used(/^ {4}(\w+)=/gm)));
        expect(snake(host?.properties ?? {})).toEqual(expect.arrayContaining(used(/\bbuild\.(\w+)/g)));
    });
});

describe("the template", () => {
    const project = join(scratch, "from-template");

    test("makes a project that needs only the allowed sources", async () => {
        const { command } = await findPulumi(() => undefined);
        const pulumiHome = join(scratch, "pulumi-home");
        mkdirSync(pulumiHome);
        const pulumiEnv = { ...env, PULUMI_HOME: pulumiHome, PULUMI_SKIP_UPDATE_CHECK: "true" };
        const args = [
            "new",
            join(CHECKOUT, "template"),
            "--yes",
            "--generate-only",
            "--name",
            "demo",
            "--dir",
            project,
        ];
        const made = await run(command.command, args, { ...pulumiEnv, PULUMI_BACKEND_URL: `file://${pulumiHome}` });
        // The Pulumi built here has no host for Node programs; it says so once the project is made.
        expect(made.code === 0 ? "" : made.stderr).toMatch(/^$|no language plugin 'pulumi-language-nodejs' found/);
        expect(existsSync(join(project, "index.ts"))).toBe(true);
        // The package is not on a registry yet.
        await npm(["install", ...archives], project);

        const without = await sandbox.call(["preview", "--cwd", project, ...LOCATION], env);
        expect(without.code).toBe(1);
        expect(without.stderr).toContain("missing configuration value 'allowedSources'");

        const settings = ["--set", "allowedSources=203.0.113.7/32,198.51.100.0/24"];
        await up(project, settings);
        expect(await daemonId("demo/dev")).toMatch(/^\S{10,}$/);
    }, 180_000);
});
