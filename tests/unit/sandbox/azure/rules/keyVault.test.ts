import { existsSync, readFileSync, statSync } from "node:fs";
import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { AzureDriver, changed, IDS, INPUTS, roleId, SECRETS } from "../support";

const OFFICER = roleId("b86a8fe4-44ce-4948-aee5-eccb2c155cd7");
const DEPLOYER = "00000000-0000-0000-0000-000000000002";

const values = (azure: AzureDriver): unknown =>
    existsSync(azure.vaultSecretsFile) ? JSON.parse(readFileSync(azure.vaultSecretsFile, "utf8")) : undefined;

afterEach(() => {
    jest.useRealTimers();
});

describe("the name of a vault", () => {
    it.each(["dh1", "d-1", "dh-a-very-long-name-1234", "DH-ci"])("can be %s", async (name) => {
        const azure = await new AzureDriver().up("Vault");
        expect(await azure.accepts("Vault", changed("Vault", "vaultName", name))).toBe(true);
    });

    it.each(["dh", "1dh", "dh-", "d--h", "dh_1", "dh-a-very-long-name-12345"])("cannot be %s", async (name) => {
        const azure = await new AzureDriver().up("Vault");
        await expect(azure.create("Vault", changed("Vault", "vaultName", name))).rejects.toMatchObject({
            status: 400,
            code: "VaultNameNotValid",
            message: expect.stringContaining(`The vault name '${name}' is invalid.`),
        });
    });

    it("is unique in all groups", async () => {
        const azure = await new AzureDriver().up("Secret");
        await azure.create("ResourceGroup", { resourceGroupName: "rg-2", location: "westus" });
        const twin = { ...INPUTS.Vault, resourceGroupName: "rg-2", vaultName: "DH-CI-1" };
        await expect(azure.create("Vault", twin)).rejects.toMatchObject({
            status: 409,
            code: "VaultAlreadyExists",
            message: expect.stringContaining("The vault name 'DH-CI-1' is already in use."),
        });
    });

    it.each<["Vault" | "ResourceGroup"]>([["Vault"], ["ResourceGroup"]])(
        "is free again only when Azure has purged a vault that was deleted as a %s",
        async (type) => {
            const azure = await new AzureDriver().up();
            await azure.delete(type);
            await azure.create("ResourceGroup").catch(() => undefined);
            await expect(azure.create("Vault")).rejects.toMatchObject({
                status: 409,
                code: "ConflictError",
                message: expect.stringContaining("A vault with the same name already exists in deleted state."),
            });
            jest.useFakeTimers({ now: Date.now() + 7 * 24 * 3_600_000 + 1, doNotFake: ["nextTick"] });
            expect(await azure.accepts("Vault", INPUTS.Vault)).toBe(true);
        },
    );
});

describe("the protection of a vault", () => {
    it.each([
        ["enablePurgeProtection", false, 'The property "enablePurgeProtection" cannot be set to false.'],
        ["softDeleteRetentionInDays", 6, 'The property "softDeleteRetentionInDays" accepts values from 7 to 90.'],
        ["softDeleteRetentionInDays", 91, 'The property "softDeleteRetentionInDays" accepts values from 7 to 90.'],
    ])("cannot have %s: %s", async (property, value, message) => {
        const azure = await new AzureDriver().up("Vault");
        const inputs = changed("Vault", `properties.${property}`, value);
        await expect(azure.create("Vault", inputs)).rejects.toMatchObject({
            status: 400,
            code: "BadRequest",
            message: expect.stringContaining(message),
        });
    });

    it.each([
        ["enablePurgeProtection", true],
        ["softDeleteRetentionInDays", 7],
        ["softDeleteRetentionInDays", 90],
        ["softDeleteRetentionInDays", undefined],
    ])("can have %s: %s", async (property, value) => {
        const azure = await new AzureDriver().up("Vault");
        expect(await azure.accepts("Vault", changed("Vault", `properties.${property}`, value))).toBe(true);
    });

    it("keeps its retention", async () => {
        const azure = await new AzureDriver().up();
        await azure.update("Vault", { ...INPUTS.Vault, tags: { team: "a" } });
        const inputs = changed("Vault", "properties.softDeleteRetentionInDays", 8);
        await expect(azure.update("Vault", inputs)).rejects.toThrow("has been set already and it can't be modified.");
    });
});

describe("a secret", () => {
    it("has its value in a file that only its owner can read", async () => {
        const azure = await new AzureDriver().up();
        expect(values(azure)).toEqual({ "dh-ci-1/docker-client": SECRETS.vaultSecret });
        expect(statSync(azure.vaultSecretsFile).mode & 0o777).toBe(0o600);
        expect(azure.recorded).not.toContain(SECRETS.vaultSecret);
        await azure.update("Secret", changed("Secret", "properties.value", "new"));
        expect(values(azure)).toEqual({ "dh-ci-1/docker-client": "new" });
    });

    it("has another version after each write", async () => {
        const azure = await new AzureDriver().up("Secret");
        const { outputs } = await azure.create("Secret");
        const updated = await azure.update("Secret", changed("Secret", "properties.value", "new"));
        const version = ({ properties }: Record<string, unknown>): unknown =>
            (properties as Record<string, unknown>)["secretUriWithVersion"];
        expect(version(updated)).not.toBe(version(outputs));
    });

    it.each([
        ["a name with another character", "secretName", "docker_client"],
        ["a long name", "secretName", "x".repeat(128)],
        ["a value of more than 25 KB", "properties.value", "x".repeat(25_601)],
    ])("is rejected with %s", async (_what, path, value) => {
        const azure = await new AzureDriver().up("Secret");
        await expect(azure.create("Secret", changed("Secret", path, value))).rejects.toMatchObject({
            status: 400,
            code: "BadParameter",
        });
        expect(values(azure)).toBeUndefined();
    });

    it.each([
        ["secretName", "x".repeat(127)],
        ["properties.value", "x".repeat(25_600)],
    ])("is accepted with the longest %s", async (path, value) => {
        const azure = await new AzureDriver().up("Secret");
        expect(await azure.accepts("Secret", changed("Secret", path, value))).toBe(true);
    });

    it.each<["Vault" | "ResourceGroup"]>([["Vault"], ["ResourceGroup"]])("goes with its %s", async (type) => {
        const azure = await new AzureDriver().up();
        await azure.create("Vault", { ...INPUTS.Vault, vaultName: "dh-ci-12" });
        await azure.create("Secret", { ...INPUTS.Secret, vaultName: "dh-ci-12" });
        await azure.delete(type);
        expect(values(azure)).toEqual(type === "Vault" ? { "dh-ci-12/docker-client": SECRETS.vaultSecret } : {});
    });

    it("cannot be deleted by who brings the stack up, who has no role in the vault", async () => {
        const azure = await new AzureDriver().up();
        await expect(azure.delete("Secret")).rejects.toMatchObject({
            status: 403,
            code: "Forbidden",
            message: expect.stringContaining("Action: 'Microsoft.KeyVault/vaults/secrets/delete'"),
        });
        expect(values(azure)).toEqual({ "dh-ci-1/docker-client": SECRETS.vaultSecret });
    });

    it.each([
        ["the secret", IDS.Secret],
        ["the vault", IDS.Vault.toUpperCase()],
        ["the group", IDS.ResourceGroup],
    ])("can be deleted with a role at %s", async (_where, scope) => {
        const azure = await new AzureDriver().up("RoleAssignment");
        const role = { ...INPUTS.RoleAssignment, principalId: DEPLOYER, roleDefinitionId: OFFICER, scope };
        await azure.create("RoleAssignment", role);
        await azure.delete("Secret");
        expect(values(azure)).toEqual({});
    });

    it.each([
        ["of another", { principalId: "6f1c2a3b-0d4e-4f5a-8b6c-7d8e9f0a1b2c", roleDefinitionId: OFFICER }],
        ["to read", { principalId: DEPLOYER }],
    ])("cannot be deleted with a role %s", async (_what, role) => {
        const azure = await new AzureDriver().up("RoleAssignment");
        await azure.create("RoleAssignment", { ...INPUTS.RoleAssignment, ...role });
        await expect(azure.delete("Secret")).rejects.toMatchObject({ code: "Forbidden" });
    });
});
