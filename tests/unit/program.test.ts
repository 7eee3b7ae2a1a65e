import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, jest, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { type Recorder, startRecorder, valueOf } from "../support/recorder";
import { CHECKOUT } from "../support/checkout";

const SSH_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH";

/** What the stack exports, by name. */
type Program = Readonly<Record<string, unknown>>;

interface Run {
    readonly program: Program;
    readonly recorder: Recorder;
}

/** A configuration as Pulumi hands it over, keys without their namespace. */
type Config = Readonly<Record<string, string>>;

/** What a stack's file says. */
function stackConfig(stack: string): Config {
    const { config } = parse(readFileSync(join(CHECKOUT, `Pulumi.${stack}.yaml`), "utf8")) as { config: object };
    const entries = Object.entries(config).map(([key, value]: [string, unknown]) => [
        key.replace(/^docker-host-vm:/, ""),
        typeof value === "string" ? value : JSON.stringify(value),
    ]);
    return Object.fromEntries(entries) as Config;
}

/** Starts a recorder with a configuration. */
function configure(config: Config): Promise<Recorder> {
    return startRecorder({
        config: Object.fromEntries(Object.entries(config).map(([key, value]) => [`docker-host-vm:${key}`, value])),
    });
}

/** Runs index.ts, which registers while it is loaded. */
function load(): Program {
    let program: Program = {};
    jest.isolateModules(() => {
        // The program is loaded anew, the SDK that holds the mocks is not.
        jest.doMock("@pulumi/pulumi", () => pulumi);
        program = jest.requireActual("../../index");
    });
    return program;
}

async function run(config: Config): Promise<Run> {
    const recorder = await configure(config);
    const program = load();
    await recorder.settled();
    return { program, recorder };
}

/**
 * The types without tags in Azure. The provider would write a vault's secret with tags, but at most 15.
 * https://learn.microsoft.com/azure/azure-resource-manager/management/tag-support
 */
const UNTAGGABLE = ["azure-native:network:Subnet", "azure-native:keyvault:Secret"];

describe.each(["dev", "modern"])("The stack %s", (stack) => {
    const written = stackConfig(stack);
    let one: Run;
    let two: Run;

    beforeAll(async () => {
        one = await run(written);
        two = await run({ ...written, hostNames: '["docker-host","second"]' });
    });

    test.each([
        ["dockerPort", { dockerPort: "70000" }],
        ["hostNames[1]", { hostNames: '["docker-host","Second"]' }],
    ])("registers nothing when %s is wrong", async (key, config) => {
        const recorder = await configure({ ...written, ...config });
        expect(load).toThrow(`Configuration: 1 invalid value\n  - ${key}: expected`);
        await recorder.settled();
        expect(recorder.registrations).toEqual([]);
    });

    test("installs the engine as its file says", () => {
        const { engineInstall } = written;
        expect(one.recorder.byName("docker-host-docker").inputs["type"]).toBe(engineInstall);
    });

    test("has outputs of these names", () => {
        expect(Object.keys(one.program).sort()).toEqual([
            "clientCertPaths",
            "dockerCertPath",
            "dockerHost",
            "fqdn",
            "hosts",
            "publicIpAddress",
            "resourceGroupName",
            "sshCommand",
            "sshPrivateKey",
            "verifyCommand",
            "vmId",
            "vmName",
        ]);
    });

    test("has the SSH key that it made among its outputs as a secret, and no other", async () => {
        const secret = async ({ program }: Run): Promise<string[]> => {
            const outputs = Object.entries(program).map(
                async ([name, output]) => [name, await pulumi.isSecret(pulumi.output(output))] as const,
            );
            return (await Promise.all(outputs)).filter(([, is]) => is).map(([name]) => name);
        };
        expect(await secret(one)).toEqual(["sshPrivateKey"]);
        const given = { ...written, sshPublicKeys: JSON.stringify([SSH_KEY]) };
        expect(await secret(await run(given))).toEqual([]);
        expect(await secret(await run({ ...given, shareAuthority: "true" }))).toEqual(["authority"]);
    });

    test("has the first host's outputs as its own", async () => {
        const { hosts, clientCertPaths, dockerCertPath, sshPrivateKey, ...flat } = two.program;
        const byName = (await valueOf(hosts)) as Readonly<Record<string, unknown>>;
        expect(await valueOf(flat)).toEqual(byName["docker-host"]);
        expect(Object.keys(byName)).toEqual(["docker-host", "second"]);
    });

    test("says where the client's files are", async () => {
        const folder = "/home/someone/.docker/docker-host-vm/docker-host-vm-dev";
        expect(await valueOf(one.program["dockerCertPath"])).toBe(folder);
        expect(await valueOf(one.program["clientCertPaths"])).toEqual({
            ca: `${folder}/ca.pem`,
            cert: `${folder}/cert.pem`,
            key: `${folder}/key.pem`,
        });
    });

    test("gives commands that can be typed as they are", async () => {
        const folder = "/home/someone/.docker/docker-host-vm/docker-host-vm-dev";
        const fqdn = String(await valueOf(one.program["fqdn"]));
        expect(await valueOf(one.program["sshCommand"])).toBe(`ssh -i ${folder}/id_ed25519 azureuser@${fqdn}`);
        expect(await valueOf(one.program["verifyCommand"])).toBe(
            `docker --tlsverify --tlscacert=${folder}/ca.pem --tlscert=${folder}/cert.pem --tlskey=${folder}/key.pem -H tcp://${fqdn}:4243 info`,
        );
    });

    test("makes 16 resources that hosts share, 13 for each host and 5 for each further client", async () => {
        const clients = await run({ ...written, clients: JSON.stringify(["default", "ci"]) });
        const counts = [one, two, clients].map(({ recorder }) => recorder.registrations.length);
        expect(counts).toEqual([29, 42, 34]);
    });

    test("has vaults only for clients with readers", async () => {
        const clients = JSON.stringify(["default", "ci"]);
        const { program, recorder } = await run({ ...written, clients, vaultReaders: '{"ci":{}}' });
        expect(await valueOf(program["vaultNames"])).toEqual({ ci: expect.stringMatching(/^dh-ci-/) });
        const { resourceGroupName, location } = recorder.byName("docker-host-vm-ci-vault").inputs;
        expect([resourceGroupName, location]).toEqual(["docker-host-vm-rg", "westus"]);
        expect(recorder.byName("docker-host-vm-ci-secret").dependencies).toContain("docker-host-ready");
    });

    test("passes on an authority without any client's private key", async () => {
        const { program } = await run({ ...written, shareAuthority: "true" });
        const authority = (await valueOf(program["authority"])) as object;
        expect(Object.keys(authority).sort()).toEqual([
            "caCertPem",
            "clientIssuers",
            "issuingCertPem",
            "issuingKeyPem",
        ]);
    });

    test("changes nothing of the first host when a second one comes", () => {
        // The client's files wait for the second host too: that is an order, and no change.
        const registrations = ({ recorder }: typeof one): unknown[] =>
            recorder.registrations.map((each) =>
                each.name === "docker-host-vm-client-default" ? { ...each, dependencies: [] } : each,
            );
        expect(registrations(two)).toEqual(expect.arrayContaining(registrations(one)));
    });

    test("writes the client's files when all daemons have answered", () => {
        const writer = two.recorder.byName("docker-host-vm-client-default");
        expect(writer.dependencies).toEqual(expect.arrayContaining(["docker-host-ready", "second-ready"]));
    });

    test("makes one SSH key for all hosts", () => {
        const keys = two.recorder.registrations.filter(({ inputs }) => inputs["algorithm"] === "ED25519");
        expect(keys.map(({ name }) => name)).toEqual(["ssh-key"]);
    });

    test("writes no files when told so, and then names none", async () => {
        const { program, recorder } = await run({ ...written, writeClientFiles: "false" });
        expect([program["dockerCertPath"], program["clientCertPaths"]]).toEqual([undefined, undefined]);
        expect(recorder.byType("docker-host-vm:index:ClientFiles")).toEqual([]);
        expect(await valueOf(program["verifyCommand"])).toContain("--tlskey=key.pem");
    });

    test("tags all that Azure can tag, and nothing unless told so", async () => {
        const tags = { team: "build", "cost center": "1234" };
        const clients = { clients: '["ci"]', vaultReaders: '{"ci":{}}' };
        const machine = '{"autoShutdown":{"time":"19:00"}}';
        const { recorder } = await run({ ...written, ...clients, machine, tags: JSON.stringify(tags) });
        const inAzure = recorder.registrations.filter(({ type }) => type.startsWith("azure-native:"));
        const untagged = inAzure.filter(({ inputs }) => !("tags" in inputs)).map(({ type }) => type);
        expect(new Set(untagged)).toEqual(new Set(UNTAGGABLE));
        expect(inAzure.filter(({ inputs }) => "tags" in inputs).map(({ inputs }) => inputs["tags"])).toEqual(
            Array.from({ length: inAzure.length - untagged.length }, () => tags),
        );
        expect(one.recorder.registrations.filter(({ inputs }) => "tags" in inputs)).toEqual([]);
    });
});
