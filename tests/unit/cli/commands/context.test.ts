import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { writeClientFiles } from "../../../../cli/writeClientFiles";
import { context } from "../../../../cli/commands/context";
import { folder, program } from "../../../support/eachTest";
import { description, dockerClient, keep } from "../dockerClient";
import { exportResources } from "../exportedStack";
import { azureResources, type HostCertificates, hostResources, issueAll, issueClient } from "../support";

/** The command against a Docker client that keeps contexts as files; tests/endToEnd/cli.test.ts has the real one. */

let certificates: HostCertificates;
let certs: string;

beforeAll(async () => {
    certificates = await issueAll();
});

beforeEach(() => {
    const { authority, client } = certificates;
    certs = writeClientFiles(join(folder, "certs"), {
        ca: authority.certPem,
        cert: client.certPem,
        key: client.keyPem,
    });
    exportResources(hostResources({ certificates, outputs: { dockerCertPath: certs } }));
    dockerClient();
});

describe("A context", () => {
    test.each(["context not found: open meta.json: no such file or directory", "does not exist"])(
        "is made where the client says that there is none: %s",
        async (absent) => {
            dockerClient(absent);
            const { document } = await context({ cwd: folder });
            expect(document).toMatchObject({ name: "shop-prod", created: true });
            expect(description("shop-prod")).toBe("docker-host-vm: shop/prod/build");
            expect((await context({ cwd: folder })).document).toMatchObject({ created: false });
        },
    );

    test("of another origin is left alone", async () => {
        keep("shop-prod", "mine");
        await expect(context({ cwd: folder })).rejects.toThrow("got shop-prod, which was created elsewhere");
        await expect(context({ cwd: folder, remove: true })).rejects.toThrow(
            "got shop-prod, which was created elsewhere",
        );
        await expect(context({ name: "shop-prod", remove: true })).rejects.toThrow("which was created elsewhere");
        expect(description("shop-prod")).toBe("mine");
    });

    test("without a description is of another origin", async () => {
        keep("shop-prod", "");
        await expect(context({ cwd: folder })).rejects.toThrow("got shop-prod, which was created elsewhere");
    });
});

describe("A context over SSH", () => {
    test("has no key, and says what the user needs on the host", async () => {
        const where = { fqdn: "build.example.org", publicIpAddress: "203.0.113.9", dockerPort: 4243 };
        exportResources([...hostResources({ certificates }), ...azureResources(where)]);
        const { document, text } = await context({ cwd: folder, ssh: true });
        expect(document).toEqual({ name: "shop-prod-ssh", dockerHost: "ssh://azureuser@127.0.0.1", created: true });
        expect(text).toContain(
            "azureuser must be in the group docker of the host: npx docker-host-vm ssh sudo usermod --append --groups docker azureuser",
        );
        expect(readFileSync(join(folder, "endpoint"), "utf8")).toBe("host=ssh://azureuser@127.0.0.1");
        expect((await context({ cwd: folder, ssh: true, remove: true })).document).toMatchObject({ removed: true });
    });

    test("needs a VM", async () => {
        await expect(context({ cwd: folder, ssh: true })).rejects.toThrow("build has no VM or no address yet.");
    });
});

describe("A context of a named client", () => {
    test("has the client's name, and its key from the state if the files are not there", async () => {
        const clients = { default: certificates.client, laptop: await issueClient("laptop") };
        exportResources(hostResources({ certificates, clients, outputs: { dockerCertPath: certs } }));
        const named = async (client: string) => (await context({ cwd: folder, client })).document;
        expect(await named("laptop")).toMatchObject({ name: "shop-prod-laptop", created: true });
        expect(await named("default")).toMatchObject({ name: "shop-prod" });
        await expect(named("nobody")).rejects.toThrow("--client: expected one of default, laptop, got nobody.");
        const { text } = await context({ cwd: folder, client: "laptop", remove: true });
        expect(text).toMatch(/^Removed the context shop-prod-laptop, .*\nThe context shop-prod keeps its own copy/);
    });
});

describe("A context that is removed", () => {
    test("is gone, and the copies of the key that stay are named", async () => {
        await context({ cwd: folder });
        await context({ cwd: folder, name: "second" });
        keep("mine", "mine");
        const { text, document } = await context({ cwd: folder, remove: true });
        expect(existsSync(join(folder, "contexts/shop-prod"))).toBe(false);
        expect(text.split("\n")).toEqual([
            "Removed the context shop-prod, and the Docker client's copy of the key",
            "The context second keeps its own copy of the key",
            `The folder ${certs} keeps key.pem`,
        ]);
        expect(document).toEqual({ name: "shop-prod", removed: true, contexts: ["second"], folder: certs });
    });

    test("needs no stack where it is named", async () => {
        await context({ cwd: folder, name: "second" });
        program("pulumi", "exit 1");
        const { text } = await context({ name: "second", remove: true });
        expect(text).toBe("Removed the context second, and the Docker client's copy of the key");
    });

    test("is not read where the client fails otherwise", async () => {
        program("docker", "echo 'permission denied' >&2; exit 1");
        await expect(context({ cwd: folder })).rejects.toThrow(
            "docker context inspect shop-prod failed: permission denied",
        );
    });

    test("must be there", async () => {
        await expect(context({ cwd: folder, remove: true })).rejects.toThrow(
            "--name: expected a context that docker-host-vm created, got shop-prod, which does not exist. List the contexts: docker context ls",
        );
    });

    test("must not be the current one", async () => {
        keep("current", "docker-host-vm: shop/prod/build");
        await expect(context({ name: "current", remove: true })).rejects.toThrow(
            'docker context rm current failed: context "current" is in use, set -f flag to force remove. Switch to another one first: docker context use default',
        );
    });
});
