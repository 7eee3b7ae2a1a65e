import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { credentials } from "../../../../cli/commands/credentials";
import { folder } from "../../../support/eachTest";
import { azureCli } from "../azureCli";
import { exportResources } from "../exportedStack";
import {
    azureResources,
    earlierResources,
    type HostCertificates,
    hostResources,
    issueAll,
    issueClient,
    secret,
} from "../support";

let certificates: HostCertificates;

beforeAll(async () => {
    certificates = await issueAll();
});

/** Has Pulumi export a stack with one host. @param outputs the host's besides those of every host */
function stackWith(outputs: object): void {
    const where = { fqdn: "build.example.org", publicIpAddress: "127.0.0.1", dockerPort: 4243 };
    const resources = [...hostResources({ certificates, outputs: { ...outputs } }), ...azureResources(where)];
    exportResources(resources);
}

describe("The client", () => {
    const dir = (): string => join(folder, "certs");
    const written = (): string => readFileSync(join(dir(), "cert.pem"), "utf8");

    test("is the named one, or the first by name if none is called default", async () => {
        const clients = { laptop: await issueClient("laptop"), ci: await issueClient("ci") };
        exportResources(hostResources({ certificates, clients }));
        await credentials({ cwd: folder, dir: dir() });
        expect(written()).toBe(clients.ci.certPem);
        const laptop = credentials({ cwd: folder, dir: dir(), client: "laptop" });
        await expect(laptop).rejects.toThrow("cert.pem belongs to the client ci");
        await credentials({ cwd: folder, dir: `${dir()}-laptop`, client: "laptop" });
        expect(readFileSync(join(`${dir()}-laptop`, "cert.pem"), "utf8")).toBe(clients.laptop.certPem);
    });

    test("of an authority is fetched from a stack without hosts, for those in other stacks", async () => {
        const [, authority = {}] = hostResources({ certificates });
        exportResources([authority]);
        await credentials({ cwd: folder, dir: dir() });
        expect(written()).toBe(certificates.client.certPem);
        await expect(credentials({ cwd: folder, dir: dir(), sshKey: true })).rejects.toThrow("has no DockerHostVm");
    });

    test("of an earlier version is written as before", async () => {
        exportResources(await earlierResources(certificates));
        await credentials({ cwd: folder, dir: dir() });
        expect(written()).toContain("BEGIN CERTIFICATE");
    });
});

describe("The SSH key", () => {
    const dockerHost = "tcp://build.example.org:4243";
    const dir = (): string => join(folder, "certs");

    test("is written by choice, with the command that uses it", async () => {
        stackWith({ dockerHost, sshPrivateKey: secret("an SSH key\n", true) });
        const { text, document } = await credentials({ cwd: folder, dir: dir(), sshKey: true });
        const path = join(dir(), "id_ed25519");
        expect(readFileSync(path, "utf8")).toBe("an SSH key\n");
        expect(statSync(path).mode & 0o777).toBe(0o400);
        const command = `ssh -i ${path} azureuser@build.example.org`;
        expect(document).toMatchObject({ sshKey: path, sshCommand: command });
        expect(text).toContain(`Wrote ${path}\n`);
        expect(text).toContain(`Log in: ${command}`);
        expect(text).not.toContain("an SSH key");
    });

    test("is written of a host whose daemon never answered, where it is needed most", async () => {
        const [host, ...parts] = hostResources({ certificates });
        const where = { fqdn: "build.example.org", publicIpAddress: "127.0.0.1", dockerPort: 4243 };
        stackWith({});
        const key = {
            urn: "urn:pulumi:prod::shop::tls:index/privateKey:PrivateKey::build-ssh-key",
            type: "tls:index/privateKey:PrivateKey",
            outputs: {
                publicKeyOpenssh: "ssh-ed25519 AAAAbuild\n",
                privateKeyOpenssh: secret("an SSH key\n", true),
            },
        };
        exportResources([{ ...host, outputs: {} }, ...parts, ...azureResources(where), key]);
        const { text } = await credentials({ cwd: folder, dir: dir(), sshKey: true });
        expect(text).toContain(`Log in: ssh -i ${join(dir(), "id_ed25519")} azureuser@build.example.org`);
    });

    test("is not written otherwise", async () => {
        stackWith({ dockerHost, sshPrivateKey: secret("an SSH key\n", true) });
        const { text, document } = await credentials({ cwd: folder, dir: dir() });
        expect(document).not.toHaveProperty("sshKey");
        expect(text).not.toContain("ssh");
    });

    test("is not there where the user gave one", async () => {
        stackWith({ dockerHost });
        await expect(credentials({ cwd: folder, dir: dir(), sshKey: true })).rejects.toThrow(
            "the state has none for build. If you set sshPublicKeys",
        );
    });
});

describe("The files from a vault", () => {
    const dir = (): string => join(folder, "it's here");

    /** Has the Azure CLI print a vault's secret. */
    function vaultWith(dockerHosts: readonly string[]): void {
        const { authority, client } = certificates;
        const files = { ca: authority.certPem, cert: client.certPem, key: client.keyPem };
        azureCli(JSON.stringify(JSON.stringify({ client: "ci", ...files, dockerHosts })));
    }

    test("are written as those from the stack's state are", async () => {
        vaultWith(["tcp://build.example.org:4243"]);
        const { text, document } = await credentials({ cwd: folder, dir: dir(), vault: "dh-ci-1" });
        const { authority, client } = certificates;
        const contents = { "ca.pem": authority.certPem, "cert.pem": client.certPem, "key.pem": client.keyPem };
        for (const [name, content] of Object.entries(contents)) {
            expect(readFileSync(join(dir(), name), "utf8")).toBe(content);
            expect(text).toContain(`Wrote ${join(dir(), name)}\n`);
        }
        expect(statSync(join(dir(), "key.pem")).mode & 0o777).toBe(0o400);
        expect(text).not.toContain("PRIVATE KEY");
        expect(document).toEqual({
            client: "ci",
            directory: dir(),
            ca: join(dir(), "ca.pem"),
            cert: join(dir(), "cert.pem"),
            key: join(dir(), "key.pem"),
            dockerHosts: ["tcp://build.example.org:4243"],
        });
    });

    test("come with lines that point the shell to each host", async () => {
        process.env["SHELL"] = "/bin/bash";
        vaultWith(["tcp://build.example.org:4243", "tcp://test.example.org:4243"]);
        const { text } = await credentials({ cwd: folder, dir: dir(), vault: "dh-ci-1" });
        const [, ...uses] = text.split("\n\n");
        const [build = "", test = ""] = uses;
        expect(uses).toHaveLength(2);
        expect(test).toContain("tcp://test.example.org:4243");
        const script = `${build}\necho "$DOCKER_HOST|$DOCKER_CERT_PATH|$DOCKER_TLS_VERIFY"`;
        expect(execFileSync("bash", ["-c", script], { encoding: "utf8" })).toBe(
            `tcp://build.example.org:4243|${dir()}|1\n`,
        );
    });

    test("replace earlier ones of the same client", async () => {
        vaultWith([]);
        await credentials({ cwd: folder, dir: dir(), vault: "dh-ci-1" });
        await expect(credentials({ cwd: folder, dir: dir(), vault: "dh-ci-1" })).resolves.toMatchObject({
            document: { directory: dir() },
        });
    });
});
