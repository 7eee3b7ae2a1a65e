import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { parse as parseToml } from "smol-toml";
import ts from "typescript";
import { parse as parseYaml } from "yaml";
import * as library from "../../components";
import { CHECKOUT, TYPESCRIPT } from "../support/checkout";
import { type Recorder, startRecorder } from "../support/recorder";
import { allBlocks, type Block, placeOf } from "./markdown";

/** What the recipes show besides commands: programs are run over mocks, files are compared with what their tools read. */

const RECIPES = allBlocks().filter(({ page }) => page.startsWith("docs/recipes/"));

/** The only block of a page in a language. */
function only(page: string, language: string): Block {
    const [block, another] = RECIPES.filter(
        (each) => each.page === `docs/recipes/${page}` && each.language === language,
    );
    if (block === undefined || another !== undefined) {
        throw new Error(`Expected one block in ${language} in ${page}`);
    }
    return block;
}

const programs = RECIPES.filter(({ language }) => language === "typescript");
const SUBNET =
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/team/providers/Microsoft.Network/virtualNetworks/team/subnets/hosts";

/** Runs a program as Pulumi would. */
async function run({ text }: Block): Promise<Recorder> {
    const recorder = await startRecorder({
        config: { "docker-host-vm:subnetId": SUBNET, "azure-native:location": "westeurope" },
    });
    const { outputText } = ts.transpileModule(text, { compilerOptions: { module: ts.ModuleKind.CommonJS } });
    const modules: Readonly<Record<string, unknown>> = { "docker-host-vm": library, "@pulumi/pulumi": pulumi };
    // Not by node:vm, whose arrays are not those of this file: Pulumi takes them for objects.
    // eslint-disable-next-line @typescript-eslint/no-implied-eval
    const program = new Function("require", "exports", outputText) as (require: unknown, exports: object) => void;
    program((name: string) => modules[name], {});
    await recorder.settled();
    return recorder;
}

/** The sources that a recipe's security group lets in, by the port or range. */
function openPorts(recorder: Recorder): Record<string, string> {
    const rules = recorder
        .byType("azure-native:network:NetworkSecurityGroup")
        .flatMap(({ inputs }) => inputs["securityRules"]);
    const allowed = (rules as Record<string, unknown>[]).filter(({ access }) => access === "Allow");
    return Object.fromEntries(
        allowed.map(({ destinationPortRange, protocol, sourceAddressPrefix, sourceAddressPrefixes }) => [
            `${String(destinationPortRange)} ${String(protocol)}`,
            String(sourceAddressPrefixes ?? sourceAddressPrefix),
        ]),
    );
}

describe("The programs of recipes", () => {
    test.each(programs.map((block) => [placeOf(block), block] as const))("make a host: %s", async (_, block) => {
        const recorder = await run(block);
        expect(recorder.byType("docker-host-vm:index:DockerHostVm").length).toBeGreaterThan(0);
        expect(recorder.messages.filter(({ severity }) => severity !== "info")).toEqual([]);
    });

    test("open what the tools need, to the sources that the pages name", async () => {
        const me = "203.0.113.7/32";
        expect(openPorts(await run(only("testcontainers.md", "typescript")))).toMatchObject({ "32768-60999 Tcp": me });
        expect(openPorts(await run(only("portainer.md", "typescript")))).toMatchObject({ "9443 Tcp": me });
        const [router, direct] = programs.filter(({ page }) => page.endsWith("tailscale.md")) as [Block, Block];
        expect(openPorts(await run(router))).toMatchObject({ "4243 Tcp": "10.20.0.4/32" });
        expect(openPorts(await run(direct))).toMatchObject({ "4243 Tcp": me, "41641 Udp": "Internet" });
    });

    test("have a host for each architecture in one network", async () => {
        const recorder = await run(only("buildx.md", "typescript"));
        const sizeOf = (name: string): unknown => recorder.byName(`${name}-vm`).inputs["hardwareProfile"];
        expect([sizeOf("amd"), sizeOf("arm")]).toEqual([
            { vmSize: "Standard_B2ls_v2" },
            { vmSize: "Standard_B2pls_v2" },
        ]);
        expect(recorder.byType("azure-native:network:VirtualNetwork")).toHaveLength(1);
    });
});

describe("The files of recipes", () => {
    test("config.toml has the keys of gitlab-runner, with TLS", () => {
        const config = parseToml(only("ci-runners.md", "toml").text) as { runners: { docker: object }[] };
        // The names in common/config.go and helpers/docker/credentials.go of gitlab-runner fc1f1862.
        const known = {
            "": ["concurrent", "runners"],
            runners: ["name", "url", "token", "executor", "docker"],
            docker: ["host", "tls_verify", "tls_cert_path", "image", "volumes"],
        };
        const [runner] = config.runners;
        expect(Object.keys(config)).toEqual(known[""]);
        expect(Object.keys(runner ?? {})).toEqual(known.runners);
        expect(Object.keys(runner?.docker ?? {})).toEqual(known.docker);
        expect(runner).toMatchObject({ executor: "docker", docker: { tls_verify: true } });
    });

    test("the workflow is one that actionlint takes", () => {
        const folder = mkdtempSync(join(tmpdir(), "recipes-"));
        const file = join(folder, "build.yml");
        writeFileSync(file, only("ci-runners.md", "yaml").text);
        const args = [...TYPESCRIPT, "scripts/actionlint.ts", file];
        const { status, stdout } = spawnSync(process.execPath, args, { cwd: CHECKOUT, encoding: "utf8" });
        rmSync(folder, { recursive: true });
        expect([status, stdout]).toEqual([0, ""]);
        // The first run builds actionlint.
    }, 300_000);

    test("the Compose file has no bind mount, and declares what it uses", () => {
        const { services, configs, volumes } = parseYaml(only("compose.md", "yaml").text) as Record<string, object>;
        const uses = Object.values(services ?? {}) as { volumes: string[]; configs: { source: string }[] }[];
        const mounted = uses.flatMap((service) => service.volumes.map((volume) => volume.split(":")[0]));
        expect(mounted).toEqual(Object.keys(volumes ?? {}));
        expect(uses.flatMap((service) => service.configs.map(({ source }) => source))).toEqual(
            Object.keys(configs ?? {}),
        );
    });

    test("devcontainer.json keeps the workspace in a volume", () => {
        const { workspaceMount, workspaceFolder } = JSON.parse(only("vscode.md", "json").text) as Record<
            string,
            string
        >;
        const mount = new Map(workspaceMount?.split(",").map((field) => field.split("=") as [string, string]));
        expect(mount.get("type")).toBe("volume");
        expect(mount.get("target")).toBe(workspaceFolder);
    });
});
