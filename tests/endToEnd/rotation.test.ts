import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, connect, type AddressInfo, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { allBlocks } from "../docs/markdown";
import type { ProcessResult } from "../../shared/processes";
import { run } from "../support/run";
import { changesOf, Sandbox } from "./support";

/** Who is locked out by what, as in docs/rotation.md, and the client's messages, as in docs/troubleshooting/connection.md. */

const sandbox = new Sandbox("modern");
const copies = mkdtempSync(join(tmpdir(), "rotation-"));
const current = join(sandbox.home, "client", "modern");
/** A copy of the earlier files, as a thief would have it. */
const stolen = join(copies, "stolen");
let endpoint = "";
let forwarder: Server | undefined;

/** Connects to the daemon with these files, over mutual TLS. */
async function ask(files: { readonly ca: string; readonly client: string }, host = endpoint): Promise<ProcessResult> {
    const paths = [
        `--tlscacert=${files.ca}/ca.pem`,
        `--tlscert=${files.client}/cert.pem`,
        `--tlskey=${files.client}/key.pem`,
    ];
    return await docker(["--tlsverify", ...paths, "--host", host, "version"]);
}

/** The same with files that the daemon rejects. It closes the connection, and clients that see only that try again. */
async function refused(files: { readonly ca: string; readonly client: string }): Promise<ProcessResult> {
    let result = await ask(files);
    for (let attempts = 1; /reset by peer|broken pipe|EOF/.test(result.stderr) && attempts < 10; attempts += 1) {
        result = await ask(files);
    }
    return result;
}

async function docker(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<ProcessResult> {
    return await run("docker", args, { DOCKER_CONFIG: copies, ...env });
}

const set = (...settings: readonly string[]): string[] => settings.flatMap((setting) => ["--set", setting]);

const IN_PLACE = set(
    "vmSize=Standard_B4ls_v2",
    "dockerPort=2376",
    'allowedSources=["198.51.100.0/24","203.0.113.0/24"]',
    "patchMode=ImageDefault",
    "encryptionAtHost=true",
    'daemon={"noNewPrivileges":true}',
    "earlyRenewalHours=800",
);
const ANEW = set(
    "certificateValidityHours=8000",
    "caValidityHours=80000",
    'serverNames=["docker.example.org"]',
    "dnsLabel=team-docker-host",
);
/** As in docs/rotation.md. */
const OTHER_KEYS = ["g1", "client-*", "issuer-*", "server", "readiness"].flatMap((key) => [
    "--replace",
    `**::*-${key}-key`,
]);
const KEY_OPTIONS = OTHER_KEYS.map((word) => word.replace(/^\*.*$/, "'$&'")).join(" ");
const KEYS_REPLACED = [
    "replace docker-host-readiness-cert",
    "replace docker-host-readiness-key",
    "replace docker-host-server-cert",
    "replace docker-host-server-key",
    "replace docker-host-server-request",
    "replace docker-host-vm-client-default-cert",
    "replace docker-host-vm-client-default-key",
    "replace docker-host-vm-client-default-request",
    "replace docker-host-vm-g1-cert",
    "replace docker-host-vm-g1-key",
    "replace docker-host-vm-issuer-default-cert",
    "replace docker-host-vm-issuer-default-key",
    "update docker-host-docker",
    "update docker-host-ready",
    "update docker-host-vm-client-default",
];

beforeAll(async () => {
    await sandbox.up();
    cpSync(current, stolen, { recursive: true });
}, 180_000);

afterAll(async () => {
    forwarder?.close();
    await sandbox.dispose();
    rmSync(copies, { recursive: true, force: true });
}, 120_000);

/** All kinds of changes that the guides and the arguments' documentation promise, with as few stacks as possible. */
describe("Changes in place", () => {
    test("are as previewed, and replace nothing", async () => {
        expect(await sandbox.changed(IN_PLACE)).toEqual([
            "update docker-host-docker",
            "update docker-host-readiness-cert",
            "update docker-host-ready",
            "update docker-host-server-cert",
            "update docker-host-vm",
            "update docker-host-vm-client-default-cert",
            "update docker-host-vm-issuer-default-cert",
            "update docker-host-vm-nsg",
        ]);
        endpoint = (await sandbox.outputs())["dockerHost"] ?? "";
    }, 180_000);
});

describe("Reissued certificates, including the authority's", () => {
    test("change neither keys nor the VM, as previewed", async () => {
        expect(await sandbox.changed([...IN_PLACE, ...ANEW])).toEqual([
            "replace docker-host-readiness-cert",
            "replace docker-host-server-cert",
            "replace docker-host-server-request",
            "replace docker-host-vm-client-default-cert",
            "replace docker-host-vm-g1-cert",
            "replace docker-host-vm-issuer-default-cert",
            "update docker-host-docker",
            "update docker-host-ip",
            "update docker-host-ready",
            "update docker-host-vm-client-default",
        ]);
        expect(readFileSync(join(current, "key.pem"))).toEqual(readFileSync(join(stolen, "key.pem")));
        expect(readFileSync(join(current, "cert.pem"))).not.toEqual(readFileSync(join(stolen, "cert.pem")));
    }, 180_000);

    test("lock no one out who has the earlier ones", async () => {
        expect(await ask({ ca: current, client: current })).toMatchObject({ code: 0 });
        expect(await ask({ ca: current, client: stolen })).toMatchObject({ code: 0 });
        expect(await ask({ ca: stolen, client: stolen })).toMatchObject({ code: 0 });
    }, 60_000);
});

describe("New keys, as after a theft", () => {
    test("replace the authority and all certificates but not the VM, as previewed", async () => {
        expect(allBlocks("sh").some(({ text }) => text.includes(KEY_OPTIONS))).toBe(true);
        expect(await sandbox.changed([...IN_PLACE, ...ANEW, ...OTHER_KEYS])).toEqual(KEYS_REPLACED);
    }, 180_000);

    test("lock out clients with the earlier files, with the message on the troubleshooting page", async () => {
        expect(await ask({ ca: current, client: current })).toMatchObject({ code: 0 });
        const { hostname, port } = new URL(endpoint.replace("tcp:", "http:"));
        const forward = createServer((socket) => {
            socket.pipe(connect(Number(port), hostname)).pipe(socket);
        });
        forwarder = forward;
        await new Promise<void>((done) => forward.listen(0, "127.0.0.2", done));
        const elsewhere = `tcp://127.0.0.2:${(forward.address() as AddressInfo).port}`;
        const mutual = ["--tlsverify", "--tlscacert", `${current}/ca.pem`].concat([
            "--tlscert",
            `${current}/cert.pem`,
            "--tlskey",
            `${current}/key.pem`,
        ]);
        const failures = await Promise.all([
            refused({ ca: current, client: stolen }),
            ask({ ca: stolen, client: stolen }),
            ask({ ca: current, client: current }, elsewhere),
            docker(["--host", endpoint, "version"]),
            docker(["--host", "tcp://127.0.0.1:1", "version"]),
            docker(["--tlsverify", "--host", endpoint, "version"]),
            docker([...mutual, "--host", endpoint, "version"], { DOCKER_API_VERSION: "1.99" }),
        ]);
        expect(failures.map(({ code }) => code)).not.toContain(0);
        const said = failures.map(({ stderr }) => stderr).join("\n");
        const quotes = allBlocks("text")
            .filter(({ marks }) => marks["from"] === "Docker")
            .map(({ text }) => text);
        expect(quotes.length).toBe(failures.length);
        expect(quotes.filter((quote) => !quote.split("…").every((fragment) => said.includes(fragment.trim())))).toEqual(
            [],
        );
    }, 120_000);
});

describe("Another kind of key", () => {
    test("does the same, and stays", async () => {
        const settings = [...IN_PLACE, ...ANEW, "--set", "keyAlgorithm=RSA-2048"];
        expect(await sandbox.changed(settings)).toEqual(KEYS_REPLACED);
        expect(changesOf(await sandbox.json(["preview", ...settings]))).toEqual([]);
    }, 180_000);
});

const ELSEWHERE = set("keyAlgorithm=RSA-2048", "location=northeurope");

describe("Another region", () => {
    test("replaces everything except keys, and everything comes up", async () => {
        expect(await sandbox.changed([...IN_PLACE, ...ANEW, ...ELSEWHERE])).toEqual([
            "replace docker-host-docker",
            "replace docker-host-ip",
            "replace docker-host-nic",
            "replace docker-host-server-cert",
            "replace docker-host-server-request",
            "replace docker-host-vm",
            "replace docker-host-vm-nsg",
            "replace docker-host-vm-rg",
            "replace docker-host-vm-subnet",
            "replace docker-host-vm-vnet",
            "replace docker-host-vmaccess",
            "update docker-host-ready",
        ]);
    }, 240_000);
});

const [ANN, BEN] = ["cHBw", "gICA"].map(
    (part) => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA${part.repeat(10)}${part.slice(0, 2)}`,
) as [string, string];
const keys = (...list: readonly string[]): string[] => set(`sshPublicKeys=${JSON.stringify(list)}`);
const azure = (): string => readFileSync(join(sandbox.home, "azure.json"), "utf8");

const ALL = [
    ...[...IN_PLACE, ...ANEW, ...ELSEWHERE, ...keys(ANN)],
    ...set("adminUsername=builder", "trustedLaunch=false", "engineSource=ubuntu"),
];

describe("Another administrator, firmware and source of the engine", () => {
    test("replace the VM and its contents but neither address nor certificates, as previewed", async () => {
        expect(await sandbox.changed(ALL)).toEqual([
            "delete ssh-key",
            "replace docker-host-docker",
            "replace docker-host-vm",
            "replace docker-host-vmaccess",
            "update docker-host-ready",
            "update docker-host-vm-client-default",
        ]);
        // The new VM has booted with the new key, although a change of keys replaces no VM.
        expect(azure().match(/ssh-ed25519 [^"]*/g)).toEqual([ANN]);
    }, 240_000);
});

/** A way to roll the authority without locking anyone out who has fetched the files of the first step. */
describe("Another generation of the authority", () => {
    const folders: Record<string, string> = {};
    /** Which of the copies of `ca.pem` still let a client in. */
    const accepted = async (): Promise<string[]> => {
        const asked = Object.entries({ ...folders, current }).map(
            async ([name, ca]) => [name, (await ask({ ca, client: current })).code === 0] as const,
        );
        return (await Promise.all(asked)).flatMap(([name, isIn]) => (isIn ? [name] : []));
    };
    const generations = async (...names: readonly string[]): Promise<string[]> => {
        const name = names.join("+");
        const changes = await sandbox.changed([...ALL, ...set(`authorityGenerations=${JSON.stringify(names)}`)]);
        cpSync(current, join(copies, name), { recursive: true });
        folders[name] = join(copies, name);
        return changes;
    };

    test("is appended without a restart of the daemon, for everyone to fetch", async () => {
        endpoint = (await sandbox.outputs())["dockerHost"] ?? "";
        folders["g1"] = join(copies, "g1");
        cpSync(current, join(copies, "g1"), { recursive: true });
        expect(await generations("g1", "g2")).toEqual([
            "create docker-host-vm-g2-cert",
            "create docker-host-vm-g2-key",
            "update docker-host-vm-client-default",
        ]);
        expect(await accepted()).toEqual(["g1", "g1+g2", "current"]);
    }, 180_000);

    test("issues the server certificates once it is the first, and locks out whoever has not fetched", async () => {
        expect(await generations("g2", "g1")).toEqual([
            "replace docker-host-server-cert",
            "update docker-host-docker",
            "update docker-host-ready",
            "update docker-host-vm-client-default",
        ]);
        expect(await accepted()).toEqual(["g1+g2", "g2+g1", "current"]);
    }, 180_000);

    test("stays alone, and locks out nobody else", async () => {
        expect(await generations("g2")).toEqual([
            "delete docker-host-vm-g1-cert",
            "delete docker-host-vm-g1-key",
            "update docker-host-vm-client-default",
        ]);
        expect(await accepted()).toEqual(["g1+g2", "g2+g1", "g2", "current"]);
        expect(readFileSync(join(current, "cert.pem"))).toEqual(readFileSync(join(copies, "g1/cert.pem")));
    }, 180_000);
});

/** Changes through VMAccess, on the files of the VM's real disk. */
describe("Other credentials of the administrator", () => {
    const LAST = [...ALL, ...set('authorityGenerations=["g2"]', "generateAdminPassword=true")];
    let password = "";
    let startedAt = "";
    const onHost = async (...args: readonly string[]): Promise<string> =>
        (await sandbox.call(["docker", ...args])).stdout.trim();
    const authorizedKeys = (): string => sandbox.vmFile("home/builder/.ssh/authorized_keys");
    const generated = async (): Promise<string> =>
        (await sandbox.pulumi(["stack", "output", "adminPassword", "--show-secrets"])).trim();

    test("reach the running VM, as previewed, and nothing else changes", async () => {
        await onHost("run", "--detach", "--name", "kept", "sandbox/busybox", "sleep", "600");
        startedAt = await onHost("inspect", "--format", "{{.State.StartedAt}}", "kept");
        expect(await sandbox.changed([...LAST, ...keys(ANN, BEN)])).toEqual([
            "create docker-host-admin-password",
            "update docker-host-vmaccess",
        ]);
        password = await generated();
        expect(authorizedKeys()).toBe(`${ANN}\n${BEN}\n`);
        expect(await sandbox.hasPassword("builder", password)).toBe(true);
    }, 120_000);

    test("are taken out of use, also by a return to earlier ones", async () => {
        const replaced = ["--replace", "**::*-admin-password"];
        expect(allBlocks("sh").some(({ text }) => text.includes(replaced.join(" '").concat("'")))).toBe(true);
        expect(await sandbox.changed([...LAST, ...keys(BEN), ...replaced])).toEqual([
            "replace docker-host-admin-password",
            "update docker-host-vmaccess",
        ]);
        expect(authorizedKeys()).toBe(`${BEN}\n`);
        expect(await sandbox.hasPassword("builder", password)).toBe(false);
        expect(await sandbox.hasPassword("builder", await generated())).toBe(true);
        expect(await sandbox.changed([...LAST, ...keys(ANN)])).toEqual(["update docker-host-vmaccess"]);
        expect(authorizedKeys()).toBe(`${ANN}\n`);
        const format = "{{.State.StartedAt}} {{.State.Running}}";
        expect(await onHost("inspect", "--format", format, "kept")).toBe(`${startedAt} true`);
    }, 180_000);

    test("are secret wherever they are kept", async () => {
        const current = await generated();
        expect(current).toMatch(/^.{32}$/);
        const kept = [await sandbox.pulumi(["stack", "export"]), azure()].join("");
        expect([password, current, ANN].map((text) => kept.includes(text))).toEqual([false, false, true]);
    }, 60_000);

    test("cannot lose the password, which would stay on the VM", async () => {
        const { code, stdout } = await sandbox.call(["preview", ...LAST, ...set("generateAdminPassword=false")]);
        expect(code).toBe(1);
        expect(stdout).toContain(
            'DockerHostVm "docker-host": adminPassword: expected a password, because the VM has one, which VMAccess can change but not remove. To take the earlier one out of use, set generateAdminPassword to true, or replace the VM: pulumi up --replace \'urn:',
        );
    }, 60_000);
});
