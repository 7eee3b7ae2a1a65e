import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { parseBuilder } from "../../../../cli/buildx";
import { builder } from "../../../../cli/commands/builder";
import { context } from "../../../../cli/commands/context";
import { requiredOutput } from "../../../../shared/processes";
import { folder, program } from "../../../support/eachTest";
import { answer, description, dockerClient, fallSilent, keep } from "../dockerClient";
import { exportResources } from "../exportedStack";
import { type HostCertificates, hostResources, issueAll } from "../support";

/** The command against stand-ins for the Docker client and Buildx; tests/endToEnd/cliClients.test.ts has real daemons. */

let certificates: HostCertificates;

beforeAll(async () => {
    certificates = await issueAll();
});

beforeEach(() => {
    dockerClient();
    hosts("amd", "arm");
    answer("shop-prod-amd", "linux/amd64");
    answer("shop-prod-arm", "linux/arm64");
});

/** Exports a stack with hosts of these names. */
function hosts(...names: readonly string[]): void {
    exportResources(names.flatMap((name) => hostResources({ certificates, name })));
}

/** The nodes that Buildx has: name, context, and platform if it was given one. */
const nodes = (name = "shop-prod-builder"): string[] =>
    readFileSync(join(folder, "buildx/instances", name), "utf8")
        .trim()
        .split("\n")
        .map((line) => line.trim());

const here = () => ({ cwd: folder });

describe("A builder", () => {
    test("has a node on each host, with its platform and its context", async () => {
        const { document, text, exitCode } = await builder(here());
        expect(nodes()).toEqual([
            "shop-prod-builder-amd shop-prod-amd linux/amd64",
            "shop-prod-builder-arm shop-prod-arm linux/arm64",
        ]);
        expect(description("shop-prod-arm")).toBe("docker-host-vm: shop/prod/arm");
        expect(text.split("\n")).toEqual([
            "Created the builder shop-prod-builder",
            "  amd: linux/amd64, context shop-prod-amd",
            "  arm: linux/arm64, context shop-prod-arm",
            "  docker buildx build --builder shop-prod-builder .",
        ]);
        expect(document).toEqual({
            name: "shop-prod-builder",
            created: true,
            hosts: [
                { name: "amd", ok: true, context: "shop-prod-amd", platform: "linux/amd64" },
                { name: "arm", ok: true, context: "shop-prod-arm", platform: "linux/arm64" },
            ],
        });
        expect(exitCode).toBeUndefined();
        expect(existsSync(join(folder, "buildx/current"))).toBe(false);
    });

    test("is used if asked for, and keeps its nodes if the hosts are the same", async () => {
        await builder(here());
        const { document, text } = await builder({ ...here(), use: true });
        expect(document).toMatchObject({ created: false });
        expect(text).toMatch(/^Updated the builder shop-prod-builder\n/);
        expect(nodes()).toHaveLength(2);
        expect(readFileSync(join(folder, "buildx/current"), "utf8")).toBe("shop-prod-builder\n");
    });

    test("follows the hosts of the stack, and the platform of a replaced one", async () => {
        await builder(here());
        hosts("amd", "third");
        answer("shop-prod-third", "linux/arm64");
        await builder(here());
        expect(nodes()).toEqual([
            "shop-prod-builder-amd shop-prod-amd linux/amd64",
            "shop-prod-builder-third shop-prod-third linux/arm64",
        ]);
        hosts("amd");
        answer("shop-prod", "linux/arm64");
        await builder(here());
        expect(nodes()).toEqual(["shop-prod-builder-amd shop-prod linux/arm64"]);
    });

    test("builds for each platform on one host, and says which host is not used", async () => {
        answer("shop-prod-arm", "linux/amd64");
        const { text } = await builder(here());
        expect(nodes()).toEqual([
            "shop-prod-builder-amd shop-prod-amd linux/amd64",
            "shop-prod-builder-arm shop-prod-arm",
        ]);
        expect(text).toContain(
            "  arm: linux/amd64, context shop-prod-arm, not used: Buildx builds for linux/amd64 on amd\n",
        );
    });

    test("leaves out a host whose daemon answers what no daemon does, and shows none of its escapes", async () => {
        answer("shop-prod-arm", "linux/\u001b[2J");
        const { text } = await builder(here());
        expect(nodes()).toEqual(["shop-prod-builder-amd shop-prod-amd linux/amd64"]);
        expect(text).toContain("Its daemon says that its platform is linux/");
        expect(text).not.toContain("\u001b");
    });

    test("leaves out a host that does not answer, and takes it in when it does", async () => {
        await builder(here());
        fallSilent("shop-prod-amd");
        const { document, text, exitCode } = await builder(here());
        expect(nodes()).toEqual(["shop-prod-builder-arm shop-prod-arm linux/arm64"]);
        expect(text).toContain(
            `  amd FAILED: Its daemon does not answer (Cannot connect to the Docker daemon). If its VM is stopped, start it: npx docker-host-vm start --cwd ${folder} --host amd. Otherwise find out why: npx docker-host-vm verify --cwd ${folder} --host amd\n`,
        );
        expect(document).toMatchObject({
            hosts: [
                { name: "amd", ok: false },
                { name: "arm", ok: true },
            ],
        });
        expect(exitCode).toBe(1);
        answer("shop-prod-amd", "linux/amd64");
        expect((await builder(here())).exitCode).toBeUndefined();
        expect(nodes()).toHaveLength(2);
    });

    test("is left as it is if no host answers", async () => {
        await builder(here());
        fallSilent("shop-prod-amd");
        fallSilent("shop-prod-arm");
        const { text, exitCode } = await builder(here());
        expect([text.split("\n")[0], exitCode]).toEqual([
            "The builder shop-prod-builder was not updated: no host answers",
            1,
        ]);
        expect(nodes()).toHaveLength(2);
    });

    test("leaves out a host whose context was created elsewhere", async () => {
        keep("shop-prod-amd", "mine");
        const { text, exitCode } = await builder(here());
        expect(text).toContain(
            "  amd FAILED: --name: expected a new context or one created for this host, got shop-prod-amd",
        );
        expect([exitCode, nodes().length]).toEqual([1, 1]);
        expect(description("shop-prod-amd")).toBe("mine");
    });

    test("of one host has its name", async () => {
        expect((await builder({ ...here(), host: "arm" })).document).toMatchObject({ name: "shop-prod-arm-builder" });
        expect(nodes("shop-prod-arm-builder")).toHaveLength(1);
    });

    test("of another origin is left alone", async () => {
        await context({ ...here(), host: "amd" });
        keep("foreign", "mine");
        answer("foreign", "linux/amd64");
        const create = async (name: string, node: string, endpoint: string): Promise<void> => {
            const args = ["--name", name, "--driver", "docker-container", "--node", node, endpoint];
            await requiredOutput("docker", ["buildx", "create", ...args]);
        };
        await create("team", "team0", "shop-prod-amd");
        await create("shop", "shop-amd", "foreign");
        answer("192.0.2.1:1", "linux/amd64");
        await create("remote", "remote-amd", "tcp://192.0.2.1:1");
        for (const name of ["team", "shop", "remote", "shop-prod-amd"]) {
            await expect(builder({ ...here(), name })).rejects.toThrow(
                `--name: expected a new builder or one created for this stack, got ${name}, which was created elsewhere. Choose another name. List the builders: docker buildx ls`,
            );
            await expect(builder({ ...here(), name, remove: true })).rejects.toThrow(
                `--name: expected a builder that docker-host-vm created, got ${name}, which was created elsewhere.`,
            );
        }
        expect(nodes("team")).toEqual(["team0 shop-prod-amd"]);
    });

    test("needs a name that Buildx accepts", async () => {
        await expect(builder({ ...here(), name: "1st" })).rejects.toThrow(
            '--name: expected letters, digits or ._-, starting with a letter, got "1st". Choose another name.',
        );
        expect((await builder({ ...here(), name: "Team" })).document).toMatchObject({ name: "team" });
    });

    test("needs the Docker client and its plugin", async () => {
        program("docker", "echo \"docker: 'buildx' is not a docker command.\" >&2; exit 1");
        await expect(builder(here())).rejects.toThrow("Buildx was not found: docker buildx version failed.");
        process.env["PATH"] = "/nowhere";
        await expect(builder({ name: "team", remove: true })).rejects.toThrow("docker was not found on PATH.");
    });
});

describe("A builder that is removed", () => {
    test("is gone, and the contexts that keep a key are named", async () => {
        await builder(here());
        const { text, document } = await builder({ ...here(), remove: true });
        expect(text.split("\n")).toEqual([
            "Removed the builder shop-prod-builder, with its containers and their cache",
            "The context shop-prod-amd keeps a copy of the key",
            "The context shop-prod-arm keeps a copy of the key",
        ]);
        expect(document).toMatchObject({ name: "shop-prod-builder", removed: true, staying: [] });
        await expect(builder({ ...here(), remove: true })).rejects.toThrow("which does not exist");
    });

    test("does not wait for hosts that do not answer, and needs no stack where it is named", async () => {
        await builder(here());
        program("pulumi", "exit 1");
        fallSilent("shop-prod-arm");
        const name = "shop-prod-builder";
        const { text } = await builder({ name, remove: true });
        expect(text).toContain("The container and the cache stay on the host of shop-prod-arm, which does not answer");
        expect(existsSync(join(folder, "buildx/instances", name))).toBe(false);
    });

    test("is forgotten if no host answers", async () => {
        await builder(here());
        fallSilent("shop-prod-amd");
        fallSilent("shop-prod-arm");
        const { document } = await builder({ ...here(), remove: true });
        expect(document).toMatchObject({ staying: ["shop-prod-amd", "shop-prod-arm"] });
        expect(existsSync(join(folder, "buildx/instances/shop-prod-builder"))).toBe(false);
    });
});

test("Buildx's own words are understood: running nodes, failed ones, and platforms that were given", () => {
    // Printed by buildx 0.38.2.
    const text = `Name:          t1
Driver:        docker-container
Last Activity: 2026-11-27 01:37:27 +0000 UTC

Nodes:
Name:                  amd
Endpoint:              docker-host-vm-modern-amd
Driver Options:        image="sandbox/buildkit:1"
Status:                running
BuildKit daemon flags: --allow-insecure-entitlement=network.host
BuildKit version:      v0.34.2
Platforms:             linux/arm64*, linux/amd64, linux/amd64/v2, linux/386
Labels:
 org.mobyproject.buildkit.worker.executor:         oci
GC Policy rule#0:
 All:            false
 Filters:        type==source.local type==exec.cachemount type==source.git.checkout

Name:     arm
Endpoint: docker-host-vm-modern-arm
Error:    unable to parse docker host \`docker-host-vm-modern-arm\`
`;
    expect(parseBuilder(text)).toEqual({
        driver: "docker-container",
        nodes: [
            { name: "amd", endpoint: "docker-host-vm-modern-amd", platforms: ["linux/arm64"] },
            { name: "arm", endpoint: "docker-host-vm-modern-arm", platforms: [] },
        ],
    });
});
