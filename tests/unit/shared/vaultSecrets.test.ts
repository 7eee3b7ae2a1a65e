import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { readVaultSecrets, vaultSecretKey, vaultSecretsFile } from "../../../shared/vaultSecrets";
import { scratchFolder } from "../../support/scratch";

const scratch = scratchFolder();
const file = (): string => vaultSecretsFile(mkdtempSync(join(scratch, "home-")));

describe("The secrets of a sandbox's vaults", () => {
    test("are none as long as there is no file", () => {
        expect(readVaultSecrets(file())).toEqual({});
    });

    test("are found by names in any casing", () => {
        const written = file();
        writeFileSync(written, JSON.stringify({ "dh-ci-1/docker-client": "value" }));
        expect(readVaultSecrets(written)[vaultSecretKey("DH-CI-1", "Docker-Client")]).toBe("value");
    });

    test.each([
        ["a list", "[]"],
        ["another value", '{"dh-ci-1/docker-client":1}'],
        ["no JSON", "{"],
    ])("are not read from a file with %s", (_what, content) => {
        const written = file();
        writeFileSync(written, content);
        expect(() => readVaultSecrets(written)).toThrow(`${written}: expected the secrets of emulated vaults, got `);
    });
});
