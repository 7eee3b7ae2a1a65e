import { X509Certificate } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Home } from "../../sandbox/stack/home";
import type { ProcessResult } from "../../shared/processes";
import { run } from "../support/run";
import { callCli } from "../unit/cli/program";
import { Sandbox } from "./support";

/** What `credentials --vault` prints with `--json`. */
interface Fetched {
    readonly client: string;
    readonly directory: string;
    readonly dockerHosts: readonly string[];
}

const PIPELINE = { principalId: "6f1c2a3b-0d4e-4f5a-8b6c-7d8e9f0a1b2c", principalType: "ServicePrincipal" };
const ANN = { principalId: "0b8f4d2e-7a91-4c3d-b5e6-1f2a3b4c5d6e", principalType: "User" };

const TAGS = { team: "build" };
/** Settings of the VM that change nothing about its clients. */
const MACHINE = { tags: TAGS, identity: { systemAssigned: true }, machine: { bootDiagnostics: true } };

/** Another cloud of Azure, which gives everything other names. */
const CHINA = { "azure-native:environment": "china", location: "chinanorth3" };

/** The settings of a stack whose clients have these readers. */
const settings = (readers: Readonly<Record<string, object>>): string[] =>
    Object.entries({ ...CHINA, ...MACHINE, clients: Object.keys(readers), vaultReaders: readers }).flatMap(
        ([key, value]) => ["--set", `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`],
    );

const BOTH = settings({ ci: { pipeline: PIPELINE }, laptop: { ann: ANN } });
const ONE = settings({ ci: { pipeline: PIPELINE } });

/** Clients whose files come from vaults, on a real daemon. */
describe("clients with vaults", () => {
    const sandbox = new Sandbox("dev");
    const scratch = mkdtempSync(join(tmpdir(), "vaults-"));
    let formerLaptop: string;

    const vaults = async (): Promise<Record<string, string>> =>
        (await sandbox.json<{ vaultNames: Record<string, string> }>(["outputs"])).vaultNames;

    const fetchFrom = async (vault: string, folder: string): Promise<ProcessResult> =>
        await callCli([
            "credentials",
            "--home",
            sandbox.home,
            "--vault",
            vault,
            "--dir",
            join(scratch, folder),
            "--json",
        ]);

    const fetched = async (vault: string, folder: string): Promise<Fetched> =>
        JSON.parse((await fetchFrom(vault, folder)).stdout) as Fetched;

    /** Asks the daemon with the files in a folder. */
    const docker = async ({ directory, dockerHosts: [host = ""] }: Fetched): Promise<ProcessResult> => {
        const client = new Home(sandbox.home).capability.tools?.docker ?? "docker";
        const variables = { DOCKER_HOST: host, DOCKER_CERT_PATH: directory, DOCKER_TLS_VERIFY: "1" };
        return await run("docker", ["info", "--format", "{{.Name}}"], {
            ...variables,
            PATH: [dirname(client), process.env["PATH"]].join(":"),
            DOCKER_CONFIG: join(scratch, "docker"),
        });
    };

    beforeAll(async () => {
        await sandbox.up(BOTH);
        formerLaptop = (await vaults())["laptop"] ?? "";
    }, 240_000);

    afterAll(async () => {
        await sandbox.dispose();
        rmSync(scratch, { recursive: true, force: true });
    }, 120_000);

    test.each(["ci", "laptop"])("work with the files from the vault of %s", async (client) => {
        const files = await fetched((await vaults())[client] ?? "", client);
        expect(files.client).toBe(client);
        expect(await docker(files)).toMatchObject({ code: 0, stdout: "docker-host\n" });
    });

    test("have the names that their cloud gives them, in the outputs, the certificate and the vaults", async () => {
        const { hosts } = await sandbox.json<{ hosts: Record<string, { fqdn: string }> }>(["outputs"]);
        const { fqdn = "" } = hosts["docker-host"] ?? {};
        expect(fqdn).toMatch(/^docker-host-\w{8}\.chinanorth3\.cloudapp\.chinacloudapi\.cn$/);
        const { azureState, machines } = new Home(sandbox.home);
        const [machine = ""] = readdirSync(machines);
        const certificate = new X509Certificate(readFileSync(join(machines, machine, "root/etc/docker/cert.pem")));
        expect(certificate.checkHost(fqdn)).toBe(fqdn);
        const { ci = "" } = await vaults();
        expect(readFileSync(azureState, "utf8")).toContain(`"https://${ci}.vault.azure.cn/"`);
    });

    test("leave the VM its settings, and all that Azure can tag has the tags", async () => {
        const azure = readFileSync(new Home(sandbox.home).azureState, "utf8");
        const resources = Object.values(JSON.parse(azure) as Record<string, { type: string; properties: object }>);
        const untagged = resources.filter(({ properties }) => !("tags" in properties)).map(({ type }) => type);
        expect([...new Set(untagged)].sort()).toEqual([
            "azure-native:authorization:RoleAssignment",
            "azure-native:keyvault:Secret",
            "azure-native:network:Subnet",
        ]);
        const { hosts } = await sandbox.json<{ hosts: Record<string, { principalId: string }> }>(["outputs"]);
        const vm = resources.find(({ type }) => type === "azure-native:compute:VirtualMachine");
        expect(vm?.properties).toMatchObject({
            tags: TAGS,
            identity: { type: "SystemAssigned", principalId: hosts["docker-host"]?.principalId },
            diagnosticsProfile: { bootDiagnostics: { enabled: true } },
        });
    });

    test("have no drift, and another up changes nothing", async () => {
        const { changeSummary } = await sandbox.json(["refresh", ...BOTH]);
        expect(Object.keys(changeSummary)).toEqual(["same"]);
        expect(await sandbox.changed(BOTH)).toEqual([]);
    }, 120_000);

    test("have keys that are not in plain text in Pulumi's state or in the emulated Azure's", async () => {
        const azure = readFileSync(new Home(sandbox.home).azureState, "utf8");
        expect(`${azure}${await sandbox.pulumi(["stack", "export"])}`).not.toContain("PRIVATE KEY-----");
    });

    test("lose their vault when they are removed, and the others' stays", async () => {
        const changes = await sandbox.changed(ONE);
        expect(changes.filter((change) => /ci|vault/.test(change) || change.includes("reader"))).toEqual([
            "delete docker-host-vm-laptop-reader-ann",
            "delete docker-host-vm-laptop-vault",
        ]);
        expect(changes).toContain("delete docker-host-vm-laptop-secret");
        const gone = await fetchFrom(formerLaptop, "gone");
        expect(gone).toMatchObject({ code: 2, stdout: expect.stringContaining("expected a vault in the sandbox") });
        expect(gone.stdout).not.toContain("laptop)");
        const [host = ""] = (await fetched((await vaults())["ci"] ?? "", "ci")).dockerHosts;
        const former = { client: "laptop", directory: join(scratch, "laptop"), dockerHosts: [host] };
        expect(await docker(former)).toMatchObject({ code: 1 });
        expect(await docker({ ...former, directory: join(scratch, "ci") })).toMatchObject({ code: 0 });
    }, 120_000);

    test("that are added again have another vault, with files that work", async () => {
        const changes = await sandbox.changed(BOTH);
        expect(changes.filter((change) => change.startsWith("update"))).toEqual([
            "update docker-host-docker",
            "update docker-host-ready",
        ]);
        const { laptop = "" } = await vaults();
        expect(laptop).toMatch(/^dh-laptop-/);
        expect(laptop).not.toBe(formerLaptop);
        const files = await fetched(laptop, "laptop-again");
        expect(await docker(files)).toMatchObject({ code: 0 });
        expect(await docker({ ...files, directory: join(scratch, "laptop") })).toMatchObject({ code: 1 });
    }, 120_000);

    test("are destroyed with the stack", async () => {
        await sandbox.json(["destroy"]);
        const { vaultSecrets } = new Home(sandbox.home);
        expect(JSON.parse(readFileSync(vaultSecrets, "utf8"))).toEqual({});
    }, 120_000);
});
