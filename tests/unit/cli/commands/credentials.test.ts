import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { credentials } from "../../../../cli/commands/credentials";
import { folder } from "../../../support/eachTest";
import { exportResources } from "../exportedStack";
import { azureResources, type HostCertificates, hostResources, issueAll, secret } from "../support";

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
