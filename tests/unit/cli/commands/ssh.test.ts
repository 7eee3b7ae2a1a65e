import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { ssh } from "../../../../cli/commands/ssh";
import { folder, program } from "../../../support/eachTest";
import { callCli } from "../program";
import { exportResources } from "../exportedStack";
import { azureResources, type HostCertificates, hostResources, issueAll, secret } from "../support";

const GUID = "0f1e2d3c-4b5a-4978-8f6e-5d4c3b2a1908";
const KEY = "-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n";
const ALIAS = `-o HostKeyAlias=docker-host-vm-${GUID}`;

let certificates: HostCertificates;

beforeAll(async () => {
    certificates = await issueAll();
});

beforeEach(() => {
    // Notes its arguments, and the mode and content of the key that they name; then ends as told.
    const noted = [
        `printf '%s ' "$@" > '${folder}/args'`,
        `if [ "$1" = -i ]; then stat -c %a "$2" "$(dirname "$2")" > '${folder}/modes'; cat "$2" > '${folder}/key'; fi`,
        "exit 7",
    ];
    program("ssh", noted.join("\n"));
    mkdirSync(join(folder, "tmp"));
    process.env["TMPDIR"] = join(folder, "tmp");
});

const noted = (name: string): string => readFileSync(join(folder, name), "utf8").trim();

/** The host's resources. @param outputs of the host @param vm of the VM */
function host(outputs: object, vm: object = { vmId: GUID }): object[] {
    const where = { fqdn: "build.example.org", publicIpAddress: "203.0.113.9", dockerPort: 4243 };
    const resources = azureResources(where) as { type: string }[];
    return [
        ...hostResources({ certificates, outputs: { dockerHost: "tcp://build.example.org:4243", ...outputs } }),
        ...resources.map((each) => (each.type.endsWith(":VirtualMachine") ? { ...each, outputs: vm } : each)),
    ];
}

const made = { sshPrivateKey: secret(KEY, true) };
const here = () => ({ cwd: folder });

describe("ssh", () => {
    test("uses the stack's key from a file that only the user can read, and removes it", async () => {
        exportResources(host(made));
        expect(await ssh([], here())).toBe(7);
        expect(noted("args")).toMatch(
            new RegExp(`^-i \\S+/id_ed25519 -o IdentitiesOnly=yes ${ALIAS} -- azureuser@build\\.example\\.org$`),
        );
        expect(noted("modes")).toBe("600\n700");
        expect(noted("key")).toBe(KEY.trim());
        expect(readdirSync(join(folder, "tmp"))).toEqual([]);
    });

    test("passes a command on as it is, so that none of it is an option of the client", async () => {
        exportResources(host({}));
        await ssh(["-oProxyCommand=x", "df", "-h"], here());
        expect(noted("args")).toBe(`${ALIAS} -- azureuser@build.example.org -oProxyCommand=x df -h`);
    });

    test("leaves the check of the host's key to the client, unless a script asks for less", async () => {
        exportResources(host({}));
        await ssh([], { ...here(), acceptNewHostKey: true });
        expect(noted("args")).toBe(`${ALIAS} -o StrictHostKeyChecking=accept-new -- azureuser@build.example.org`);
    });

    test.each([{}, { vmId: "x -o ProxyCommand=y" }])(
        "stores the key under the name of the host with %j",
        async (vm) => {
            exportResources(host({}, vm));
            await ssh([], here());
            expect(noted("args")).toBe("-- azureuser@build.example.org");
        },
    );

    test("needs a VM", async () => {
        exportResources(hostResources({ certificates }));
        await expect(ssh([], here())).rejects.toThrow(
            "build has no VM or no address yet. Bring the stack up: pulumi up",
        );
    });

    test("knows no administrator of a VM that existed already", async () => {
        exportResources(hostResources({ certificates, type: "DockerEngine", outputs: { vmId: "/vm" } }));
        await expect(ssh([], here())).rejects.toThrow(
            "build has no administrator in the state, because its VM existed already. Log in with your own SSH client.",
        );
    });

    test("needs the SSH client", async () => {
        exportResources(host({}));
        symlinkSync("/bin/cat", join(folder, "bin/cat"));
        rmSync(join(folder, "bin/ssh"));
        process.env["PATH"] = join(folder, "bin");
        await expect(ssh([], here())).rejects.toThrow("ssh was not found on PATH. Install the OpenSSH client.");
    });

    test("ends with the exit code of the command", async () => {
        exportResources(host({}));
        const { code } = await callCli(["ssh", "--cwd", folder, "--", "df", "-h"]);
        expect([code, noted("args")]).toEqual([7, `${ALIAS} -- azureuser@build.example.org df -h`]);
    });
});
