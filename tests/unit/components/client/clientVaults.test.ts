import { beforeEach, describe, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { CertificateAuthority, ClientVaults, type ClientVaultsArgs, type VaultReader } from "../../../../components";
import { isVaultDocument } from "../../../../components/client/vaultDocument";
import { parsedJson } from "../../../../shared/json";
import { type Recorder, startRecorder, valueOf } from "../../../support/recorder";

const CERTIFICATE = "-----BEGIN CERTIFICATE-----\nof the client";
const AUTHORITY = "-----BEGIN CERTIFICATE-----\nof the authority";
const KEY = "-----BEGIN PRIVATE KEY-----\nof the client";
const PIPELINE = {
    principalId: "6f1c2a3b-0d4e-4f5a-8b6c-7d8e9f0a1b2c",
    principalType: "ServicePrincipal",
} satisfies VaultReader;
const ANN = { principalId: "0b8f4d2e-7a91-4c3d-b5e6-1f2a3b4c5d6e", principalType: "User" } satisfies VaultReader;
const ARGS: ClientVaultsArgs = {
    resourceGroupName: "group",
    location: "westus",
    caCertPem: AUTHORITY,
    clients: {
        ci: { certPem: CERTIFICATE, keyPem: KEY },
        laptop: { certPem: CERTIFICATE, keyPem: KEY },
        spare: { certPem: CERTIFICATE, keyPem: KEY },
    },
    readers: { ci: { pipeline: PIPELINE }, laptop: {} },
};

let recorder: Recorder;

beforeEach(async () => {
    recorder = await startRecorder();
});

async function made(args: Partial<ClientVaultsArgs> = {}): Promise<ClientVaults> {
    const vaults = new ClientVaults("vaults", { ...ARGS, ...args });
    await recorder.settled();
    return vaults;
}

const secretOf = (client: string) => recorder.byName(`vaults-${client}-secret`);
const properties = (client: string) => secretOf(client).inputs["properties"] as Readonly<Record<string, unknown>>;
const documentOf = (client: string): unknown => parsedJson(String(properties(client)["value"]));

describe("ClientVaults with wrong arguments", () => {
    test.each<[string, unknown]>([
        ["readers: expected readers by the name of the client", ["ci"]],
        ["readers.CI: expected 1 to 40 lowercase letters, digits and hyphens", { CI: {} }],
        ["readers.ci: expected readers by name", { ci: [PIPELINE] }],
        ['readers.ci.Ann: expected 1 to 40 lowercase letters, digits and hyphens, got "Ann"', { ci: { Ann: ANN } }],
        ["readers.ci.ann: expected an identity in Entra ID", { ci: { ann: ANN.principalId } }],
        ["readers.ci.ann.principalType: expected a value", { ci: { ann: { principalId: ANN.principalId } } }],
        [
            'readers.ci.ann.principalType: expected one of "User", "Group", "ServicePrincipal"',
            { ci: { ann: { ...ANN, principalType: "user" } } },
        ],
        [
            'readers.ci.ann.principalId: expected the object ID of an identity in Entra ID, a GUID, got "ann@example.org"',
            { ci: { ann: { ...ANN, principalId: "ann@example.org" } } },
        ],
        [
            "readers.ci: expected each identity once",
            { ci: { ann: ANN, again: { ...ANN, principalId: ANN.principalId.toUpperCase() } } },
        ],
        ['readers.guest: expected one of the authority\'s clients (ci, laptop, spare), got "guest"', { guest: {} }],
        [
            "readers: expected a plain value, not an output, promise or secret, because it decides which resources are created",
            pulumi.output({ ci: {} }),
        ],
        [
            "readers.ci: expected a plain value, not an output, promise or secret, because it decides which resources are created",
            { ci: pulumi.output({}) },
        ],
    ])("says %s", async (message, readers) => {
        const args = { ...ARGS, readers } as unknown as ClientVaultsArgs;
        expect(() => new ClientVaults("vaults", args)).toThrow(`- ${message}`);
        await recorder.settled();
        expect(recorder.registrations).toEqual([]);
    });

    test("names all that are missing", () => {
        const create = (): unknown => new ClientVaults("vaults", {} as ClientVaultsArgs);
        for (const name of ["resourceGroupName", "location", "caCertPem", "clients", "readers"]) {
            expect(create).toThrow(`- ${name}: expected a value`);
        }
    });

    test("does not show what a client holds", () => {
        const clients = {
            ci: { certPem: CERTIFICATE, keyPem: "s3cret" },
            laptop: { certPem: CERTIFICATE, keyPem: KEY },
        };
        const create = (): unknown => new ClientVaults("vaults", { ...ARGS, clients });
        expect(create).toThrow("- clients.ci.keyPem: expected a PEM private key");
        expect(create).not.toThrow("s3cret");
    });
});

describe("ClientVaults", () => {
    test("have a vault with one secret for each client with readers, and a role for each reader", async () => {
        await made({ readers: { ci: { ann: ANN, pipeline: PIPELINE }, laptop: {} } });
        expect(recorder.tree()).toEqual([
            " > vaults: docker-host-vm:index:ClientVaults",
            "vaults > vaults-ci-label: random:index/randomString:RandomString",
            "vaults > vaults-ci-reader-ann: azure-native:authorization:RoleAssignment",
            "vaults > vaults-ci-reader-pipeline: azure-native:authorization:RoleAssignment",
            "vaults > vaults-ci-secret: azure-native:keyvault:Secret",
            "vaults > vaults-ci-vault: azure-native:keyvault:Vault",
            "vaults > vaults-laptop-label: random:index/randomString:RandomString",
            "vaults > vaults-laptop-secret: azure-native:keyvault:Secret",
            "vaults > vaults-laptop-vault: azure-native:keyvault:Vault",
        ]);
    });

    test("have the same resources when nothing is known yet but who reads", async () => {
        await made();
        const tree = recorder.tree();
        recorder = await startRecorder({ preview: true });
        const { result } = new random.RandomString("late", { length: 8 });
        const late = result.apply(() => ({}));
        await made({ clients: late, caCertPem: result, dockerHosts: [result], resourceGroupName: result });
        expect(recorder.tree().filter((line) => !line.includes("late"))).toEqual(tree);
        expect(properties("ci")).toMatchObject({ contentType: "application/json" });
    });

    test("give out the names of the vaults", async () => {
        const { vaultNames } = await made();
        expect(await valueOf(vaultNames)).toEqual({
            ci: expect.stringMatching(/^dh-ci-[a-z0-9]{8}$/),
            laptop: expect.stringMatching(/^dh-laptop-[a-z0-9]{8}$/),
        });
    });

    test.each([
        ["a-very-long-name-of-a-client", /^dh-a-very-long-[a-z0-9]{8}$/],
        ["exactly-here-cut", /^dh-exactly-here-[a-z0-9]{8}$/],
        ["two--hyphens", /^dh-two-hyphens-[a-z0-9]{8}$/],
        ["1", /^dh-1-[a-z0-9]{8}$/],
    ])("have a name that Azure takes, for the client %s", async (client, name) => {
        const { vaultNames } = await made({
            clients: { [client]: { certPem: CERTIFICATE, keyPem: KEY } },
            readers: { [client]: {} },
        });
        const found = (await valueOf(vaultNames))[client] ?? "";
        expect(found).toMatch(name);
        expect(found.length).toBeLessThanOrEqual(24);
    });

    test("have another name elsewhere, since Azure keeps a deleted vault's name", async () => {
        await made();
        expect(recorder.byName("vaults-ci-label")).toMatchObject({
            inputs: {
                length: 8,
                upper: false,
                special: false,
                keepers: { resourceGroupName: "group", location: "westus" },
            },
            ignoreChanges: [],
        });
    });

    test("are closed to all but those with a role, and forget deleted files as soon as Azure can", async () => {
        await made();
        expect(recorder.byName("vaults-ci-vault").inputs).toMatchObject({
            resourceGroupName: "group",
            location: "westus",
            properties: {
                sku: { family: "A", name: "standard" },
                tenantId: "the tenant",
                enableRbacAuthorization: true,
                softDeleteRetentionInDays: 7,
                publicNetworkAccess: "Enabled",
            },
        });
    });
});

describe("The secret of a vault", () => {
    test("has the client's files and the hosts that accept them", async () => {
        await made({ dockerHosts: ["tcp://build.example.org:4243"] });
        expect(secretOf("ci").inputs["secretName"]).toBe("docker-client");
        expect(documentOf("ci")).toEqual({
            client: "ci",
            ca: AUTHORITY,
            cert: CERTIFICATE,
            key: KEY,
            dockerHosts: ["tcp://build.example.org:4243"],
        });
        expect(isVaultDocument(documentOf("laptop"))).toBe(true);
    });

    test("is a secret to Pulumi", async () => {
        await made();
        expect(secretOf("ci").secretPaths).toEqual(["properties.value"]);
    });

    test("is written after the hosts have answered", async () => {
        const { id } = new random.RandomString("gate", { length: 8 });
        await made({ dockerHosts: [pulumi.interpolate`tcp://${id}:4243`] });
        expect(secretOf("ci").dependencies).toContain("gate");
    });

    test("shows no change in the preview of another client", async () => {
        const vaultsOf = async (...clients: string[]): Promise<void> => {
            const authority = new CertificateAuthority("team", { clients });
            const { caCertPem } = authority;
            await made({ caCertPem, clients: authority.clients, readers: { ci: {} } });
        };
        await vaultsOf("ci");
        const [up, { inputs }] = [recorder, secretOf("ci")];
        recorder = await startRecorder({ preview: true, over: up });
        await vaultsOf("ci", "laptop");
        expect(secretOf("ci").inputs).toEqual(inputs);
        expect(documentOf("ci")).toMatchObject({ client: "ci" });
    });

    test("goes with its vault, since nobody but a role in the vault itself could delete it", async () => {
        await made();
        expect(secretOf("ci").deletedWith).toBe("vaults-ci-vault");
    });
});

describe("A reader of a vault", () => {
    test("can read secrets in that vault, and nothing else", async () => {
        await made();
        const { inputs, replaceOnChanges } = recorder.byName("vaults-ci-reader-pipeline");
        expect(inputs).toEqual({
            ...PIPELINE,
            scope: "azure-native:keyvault:Vault/vaults-ci-vault",
            roleDefinitionId:
                "/subscriptions/the subscription/providers/Microsoft.Authorization/roleDefinitions/4633458b-17de-408a-b874-0445c86b69e6",
        });
        expect(replaceOnChanges).toEqual(["principalId", "principalType", "roleDefinitionId"]);
    });

    test("can be an identity of the same program", async () => {
        const { result } = new random.RandomString("identity", { length: 8 });
        const late = result.apply(() => PIPELINE.principalId);
        await made({ readers: { ci: { pipeline: { ...PIPELINE, principalId: late } } } });
        const { inputs, dependencies } = recorder.byName("vaults-ci-reader-pipeline");
        expect(inputs["principalId"]).toBe(PIPELINE.principalId);
        expect(dependencies).toContain("identity");
    });
});
