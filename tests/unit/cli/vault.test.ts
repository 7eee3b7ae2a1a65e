import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { readVault } from "../../../cli/vault";
import { sandboxManifest } from "../../../shared/sandboxHome";
import { vaultSecretsFile } from "../../../shared/vaultSecrets";
import { folder } from "../../support/eachTest";
import { azureCli, calledWith } from "./azureCli";

const DOCUMENT = {
    client: "ci",
    ca: "the authority",
    cert: "the certificate",
    key: "s3cret key",
    dockerHosts: ["tcp://build.example.org:4243"],
};

/** As `--output json` prints a text. */
const printed = (value: unknown): string => `${JSON.stringify(JSON.stringify(value))}\n`;

const inAzure = async (vault = "dh-ci-1a2b3c4d") => await readVault(vault, { cwd: folder });

describe("A vault in Azure", () => {
    test("is read with the Azure CLI, without a stack", async () => {
        azureCli(printed(DOCUMENT));
        expect(await inAzure()).toEqual(DOCUMENT);
        expect(calledWith()).toBe(
            "keyvault secret show --vault-name dh-ci-1a2b3c4d --name docker-client --query value --output json",
        );
    });

    test("needs the Azure CLI", async () => {
        process.env["PATH"] = dirname(folder);
        await expect(inAzure()).rejects.toThrow(
            "az was not found on PATH. The Azure CLI is needed to read a vault. Install it (https://learn.microsoft.com/cli/azure/install-azure-cli) and sign in: az login.",
        );
    });

    /** The Azure CLI's own messages, as they are quoted in public issues. */
    test.each([
        ["ERROR: Please run 'az login' to setup account.", "The Azure CLI is not signed in. Sign in: az login"],
        [
            "ERROR: (SecretNotFound) A secret with (name/id) docker-client was not found in this key vault. If you recently deleted this secret you may be able to recover it using the correct recovery command.",
            "The vault dh-ci-1a2b3c4d has no secret docker-client.",
        ],
        [
            'ERROR: (Forbidden) Caller is not authorized to perform action on resource.\nAction: \'Microsoft.KeyVault/vaults/secrets/getSecret/action\'\nInner error: {\n  "code": "ForbiddenByRbac"\n}',
            "You are signed in, but have no permission to read the vault dh-ci-1a2b3c4d.",
        ],
        [
            'ERROR: (Forbidden) Client address is not authorized and caller is not a trusted service.\nInner error: {\n  "code": "ForbiddenByFirewall"\n}',
            "The vault dh-ci-1a2b3c4d does not accept connections from this address.",
        ],
        [
            "ERROR: (Unauthorized) AKV10032: Invalid issuer. Expected one of https://sts.windows.net/…, found https://sts.windows.net/….",
            "The vault dh-ci-1a2b3c4d belongs to another tenant than the one you are signed in to.",
        ],
        [
            "ERROR: <urllib3.connection.HTTPSConnection object>: Failed to resolve 'dh-ci-1a2b3c4d.vault.azure.net' ([Errno -2] Name or service not known)",
            "No name server knows the vault dh-ci-1a2b3c4d in the cloud of Azure that az uses.",
        ],
        ["ERROR: something\u001b else", String.raw`az keyvault secret show failed: ERROR: something\u001b else`],
    ])("that cannot be read says why: %s", async (said, message) => {
        azureCli("", `${said}\n`, 1);
        await expect(inAzure()).rejects.toThrow(message);
    });

    test.each([
        ["nothing", "null"],
        ["text", '"s3cret"'],
        ["a client without a key", printed({ ...DOCUMENT, key: undefined })],
        ["hosts that are none", printed({ ...DOCUMENT, dockerHosts: [1] })],
        [
            "a host with another line",
            printed({ ...DOCUMENT, dockerHosts: ["tcp://build.example.org:4243\nPATH=/tmp"] }),
        ],
    ])("with %s instead of a client's files is an error that shows no value", async (_what, stdout) => {
        azureCli(stdout);
        const error = inAzure().catch(String);
        expect(await error).toContain("--vault: expected a client's files in the secret docker-client");
        expect(await error).not.toContain("s3cret");
    });

    test.each(["x", "dh--ci", "1dh", "dh-ci & touch x", "https://dh-ci.vault.azure.net", "x".repeat(25)])(
        "cannot be called %s",
        async (name) => {
            azureCli(printed(DOCUMENT));
            await expect(inAzure(name)).rejects.toMatchObject({
                message: expect.stringContaining(`--vault: expected the name of a Key Vault`),
                exitCode: 2,
            });
        },
    );
});

describe("A vault in a sandbox", () => {
    /** A sandbox in the test's folder, with one client's vault. */
    function sandbox(): string {
        process.env["XDG_CACHE_HOME"] = join(folder, "cache");
        const home = join(folder, ".sandbox");
        mkdirSync(home);
        const manifest = sandboxManifest(home);
        mkdirSync(dirname(manifest), { recursive: true });
        const content = { engine: "pulumi", environment: {}, stacks: { "shop/dev": home }, projects: {} };
        writeFileSync(manifest, JSON.stringify({ ...content, azureCli: ["az"], destroyed: [], images: [] }));
        writeFileSync(
            vaultSecretsFile(home),
            JSON.stringify({ "dh-ci-1a2b3c4d/docker-client": JSON.stringify(DOCUMENT) }),
        );
        return home;
    }

    test("is read without the Azure CLI", async () => {
        sandbox();
        process.env["PATH"] = dirname(folder);
        expect(await inAzure("DH-ci-1a2b3c4d")).toEqual(DOCUMENT);
    });

    test("that does not exist is an error that names those that do", async () => {
        const home = sandbox();
        await expect(inAzure("dh-laptop-1")).rejects.toMatchObject({
            message: `--vault: expected a vault in the sandbox ${home} (dh-ci-1a2b3c4d), got dh-laptop-1. For a vault in Azure, add --no-home.`,
            exitCode: 2,
        });
    });

    test("does not hide one in Azure", async () => {
        sandbox();
        azureCli(printed({ ...DOCUMENT, client: "laptop" }));
        expect(await readVault("dh-laptop-1", { cwd: folder, home: false })).toMatchObject({ client: "laptop" });
    });
});
