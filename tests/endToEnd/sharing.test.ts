import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { KeyAndCertificate } from "../support/certificates";
import { type Files, ping, refusal } from "./daemon";
import { ALL_RECIPES, RECIPES_MODULE, withRecipes } from "./recipes";
import { type Changes, changesOf, Sandbox } from "./support";
import { CHECKOUT } from "../support/checkout";

/** Passing outputs between components, and renaming components, in users' own programs. */

const scratch = mkdtempSync(join(tmpdir(), "sharing-"));
const sandbox = new Sandbox("dev", join(scratch, "home"));
const env = {
    HOME: scratch,
    XDG_CACHE_HOME: process.env["XDG_CACHE_HOME"] ?? join(process.env["HOME"] ?? "", ".cache"),
};
const LOCATION = ["--set", "azure-native:location=westus"];

/** Writes a project and returns a function that runs a verb on it. */
function project(name: string, files: Readonly<Record<string, string>>) {
    const directory = join(scratch, name);
    mkdirSync(directory);
    for (const [file, text] of Object.entries(files)) {
        writeFileSync(join(directory, file), text);
    }
    return async <T = Changes>(verb: string, ...settings: readonly string[]): Promise<T> =>
        await sandbox.json<T>(
            [...verb.split(" "), "--cwd", directory, ...LOCATION, ...settings.flatMap((setting) => ["--set", setting])],
            env,
        );
}

beforeAll(() => {
    // The programs use the checkout's Pulumi.
    symlinkSync(join(CHECKOUT, "node_modules"), join(scratch, "node_modules"));
});

afterAll(async () => {
    await sandbox.dispose();
    rmSync(scratch, { recursive: true, force: true });
}, 120_000);

interface Exported {
    readonly deployment: { readonly resources: readonly { readonly type: string; readonly protect?: boolean }[] };
}

/** The tags of each resource in the emulated Azure that has some, as JSON. */
function tagsInAzure(): string[] {
    const state = JSON.parse(readFileSync(join(sandbox.home, "azure.json"), "utf8")) as Record<
        string,
        { properties: { tags?: object } }
    >;
    return Object.values(state).flatMap(({ properties: { tags } }) =>
        tags === undefined ? [] : [JSON.stringify(tags)],
    );
}

const PAGE = readFileSync(join(CHECKOUT, "docs/machine.md"), "utf8");
/** The program's own file with the transform for tags on that page. */
const TRANSFORM = `import * as pulumi from "@pulumi/pulumi";\n${/const TAGGED[^]*?\n\);\n/.exec(PAGE)?.[0] ?? ""}`;
const [PROTECT_VM = ""] = /const protectVm[^]*?;\n/.exec(PAGE) ?? [];

const PROGRAM = `
import { Config, output, type ResourceTransform } from "@pulumi/pulumi";
import { CertificateAuthority, ClientFiles, DockerHostVm, HostNetwork } from "${CHECKOUT}/components";

${PROTECT_VM}
const config = new Config();
if (config.getBoolean("transform") === true) {
    require("./transform");
}
const suffix = config.get("suffix") ?? "";
const allowedSources = ["203.0.113.7/32"];
function named(name: string) {
    const aliases = config.getBoolean("aliases") === true ? { aliases: [{ name }] } : {};
    const transforms = config.getBoolean("protectVm") === true ? [protectVm] : [];
    return [name + suffix, { ...aliases, protect: config.getBoolean("protect"), transforms }] as const;
}
function make<A, R>(
    component: new (name: string, args: A, opts: object) => R, before: string, args: A, more: ResourceTransform[] = [],
): R {
    const [name, opts] = named(before);
    return new component(name, args, { ...opts, transforms: [...opts.transforms, ...more] });
}
const second = config.getBoolean("second") === true;
const recipes = second ? require("./recipes") : undefined;

const tags = config.getObject<Record<string, string>>("tags");
const certificateValidityHours = config.getNumber("hours");
const build = make(DockerHostVm, "build", { allowedSources, tags, certificateValidityHours, writeClientFiles: true, dockerCertDir: "~/build" }, config.getBoolean("grouped") === true ? [recipes.grouped] : []);
if (second) {
    const { authority, network } = build;
    const image = "Canonical:0001-com-ubuntu-pro-jammy:pro-22_04-lts-gen2:latest";
    const vmSize = "Standard_D2s_v5";
    const test = make(DockerHostVm, "test", { authority, network, image, vmSize, identity: { systemAssigned: true }, disks: { dataDisk: { sizeGB: 4, allowDataLoss: true } } }, recipes.ofPage);
    recipes.complete(test, output(network).subnetId.apply((id) => id.replace(/\\/subnets\\/.*/, "")));
}
const authority = make(CertificateAuthority, "team", {});
make(HostNetwork, "net", { allowedSources });
make(ClientFiles, "files", { caCertPem: authority.caCertPem, clients: authority.clients, dockerCertDir: "~/team" });

export const { vmName, vmId, resourceGroupName, sshPrivateKey } = build;
`;

describe("a program in TypeScript", () => {
    const pulumi = project("typescript", {
        "Pulumi.yaml": "name: sharing\nruntime: nodejs\n",
        "index.ts": PROGRAM,
        "transform.ts": TRANSFORM,
        "recipes.ts": RECIPES_MODULE,
    });

    test("gets a second host, with all recipes of the page about transforms, which only creates resources", async () => {
        await pulumi("up");
        const creations = { create: 26, same: 45 };
        const preview = await pulumi("preview", "second=true");
        expect(changesOf(preview).filter((change) => !change.startsWith("create "))).toEqual([]);
        expect(preview.changeSummary).toEqual(creations);
        expect((await pulumi("up --skip-preview", "second=true")).changeSummary).toEqual(creations);
        expect(withRecipes(sandbox.home)).toEqual({ test: ALL_RECIPES });
    }, 400_000);

    test("renames every component with aliases, and only URNs change", async () => {
        const renamed = ["second=true", "suffix=-new"];
        const preview = await pulumi("preview", ...renamed, "aliases=true");
        expect(changesOf(preview)).toEqual([]);
        expect(preview.changeSummary).toEqual({ same: 71 });
        expect((await pulumi("up --skip-preview", ...renamed, "aliases=true")).changeSummary).toEqual({ same: 71 });
        // Aliases can be removed once they have been used.
        expect((await pulumi("preview", ...renamed)).changeSummary).toEqual({ same: 71 });
    }, 200_000);

    test("gets tags from a transform, which updates in place, leaves given tags and is not undone", async () => {
        const tagged = ["second=true", "suffix=-new", "transform=true"];
        expect(tagsInAzure()).toEqual([]);
        const preview = changesOf(await pulumi("preview", ...tagged));
        expect(preview.filter((change) => /^(replace|delete) azure-native/.test(change))).toEqual([]);
        expect((await pulumi("up --skip-preview", ...tagged)).changeSummary).toEqual({ same: 47, update: 24 });
        expect(new Set(tagsInAzure())).toEqual(new Set(['{"team":"build"}']));
        expect(changesOf(await pulumi("preview", ...tagged))).toEqual([]);
        // The transform gets and returns the protected settings, too, with the key in base64.
        const begin = Buffer.from("-----BEGIN").toString("base64").slice(0, 12);
        expect(await sandbox.pulumi(["stack", "export"], "sharing")).not.toContain(begin);

        // The interface of an existing host joins a group without being replaced.
        const own = [...tagged, 'tags={"team":"docs","tier":"1"}', "grouped=true"];
        const changes = { same: 63, update: 8 };
        expect((await pulumi("preview", ...own)).changeSummary).toEqual(changes);
        expect((await pulumi("up --skip-preview", ...own)).changeSummary).toEqual(changes);
        expect(withRecipes(sandbox.home)).toEqual({ build: ["applicationSecurityGroups"], test: ALL_RECIPES });

        // Azure would refuse another encryption set on an existing VM.
        const otherKeys = changesOf(await pulumi("preview", ...own, "otherKeys=true"));
        expect(otherKeys).toContain("replace azure-native:compute:VirtualMachine::test-new-vm");
        expect(otherKeys).toContain("update azure-native:compute:Disk::test-new-data-disk");
        expect(new Set(tagsInAzure())).toEqual(new Set(['{"team":"build"}', '{"team":"docs","tier":"1"}']));
    }, 400_000);

    test("is protected as a whole, or only in its VM, so that certificates can still be replaced", async () => {
        const renamed = ["second=true", "suffix=-new"];
        const protectedTypes = async (): Promise<Set<string>> => {
            const exported = JSON.parse(await sandbox.pulumi(["stack", "export"], "sharing")) as Exported;
            const those = exported.deployment.resources.filter(({ protect = false }) => protect);
            return new Set(those.map(({ type }) => type));
        };
        await pulumi("up --skip-preview", ...renamed, "protect=true");
        expect(await protectedTypes()).toContain("tls:index/locallySignedCert:LocallySignedCert");
        const renewed = pulumi("preview", ...renamed, "protect=true", "hours=1000");
        await expect(renewed).rejects.toThrow("marked for protection");

        await pulumi("up --skip-preview", ...renamed, "protectVm=true");
        expect(await protectedTypes()).toEqual(new Set(["azure-native:compute:VirtualMachine"]));
        const changes = changesOf(await pulumi("preview", ...renamed, "protectVm=true", "hours=1000"));
        expect(changes).toContain("replace tls:index/locallySignedCert:LocallySignedCert::build-new-server-cert");
        await expect(pulumi("destroy")).rejects.toThrow("because it is protected");
    }, 300_000);

    test("has the names for Azure's own command line as outputs, and its generated key as a secret", async () => {
        const outputs = await pulumi<Record<string, string>>("outputs");
        expect(outputs).toEqual({
            vmName: "build",
            vmId: expect.stringMatching(
                `^/subscriptions/[^/]+/resourceGroups/${outputs["resourceGroupName"] ?? ""}/providers/Microsoft.Compute/virtualMachines/build$`,
            ),
            resourceGroupName: expect.stringMatching(/^build-network-rg/),
            sshPrivateKey: "[secret]",
        });
    }, 60_000);
});

const YAML = `
name: sharing-yaml
runtime: yaml
resources:
    ca:
        type: docker-host-vm:CertificateAuthority
    net:
        type: docker-host-vm:HostNetwork
        properties:
            allowedSources: [203.0.113.7/32]
            dockerPort: 2376
    files:
        type: docker-host-vm:ClientFiles
        properties:
            caCertPem: \${ca.caCertPem}
            clients: \${ca.clients}
            dockerCertDir: ${join(scratch, "yaml-files")}
    build:
        type: docker-host-vm:DockerHostVm
        properties:
            authority:
                caCertPem: \${ca.caCertPem}
                issuingCertPem: \${ca.issuingCertPem}
                issuingKeyPem: \${ca.issuingKeyPem}
                clientIssuers: \${ca.clientIssuers}
                clients: \${ca.clients}
            network:
                resourceGroupName: \${net.resourceGroupName}
                location: \${net.location}
                subnetId: \${net.subnetId}
                securityGroupId: \${net.securityGroupId}
                dockerPort: \${net.dockerPort}
            clientFiles:
                dockerCertPath: \${files.dockerCertPath}
                clientCertPaths: \${files.clientCertPaths}
outputs:
    dockerHost: \${build.dockerHost}
    dockerCertPath: \${build.dockerCertPath}
    vmName: \${build.vmName}
    authority: \${build.authority}
`;

describe("a program in YAML", () => {
    const pulumi = project("yaml", { "Pulumi.yaml": YAML });

    test("passes outputs of one component to another, whole and by member, and nothing changes afterwards", async () => {
        await pulumi("up");
        const outputs = await pulumi<Record<string, string>>("outputs");
        // The endpoint exists only after the daemon has accepted the authority's client certificate.
        expect(outputs).toEqual({
            dockerHost: expect.stringMatching(/^tcp:\/\/build-\w{8}\.westus\.cloudapp\.azure\.com:2376$/),
            dockerCertPath: join(scratch, "yaml-files"),
            vmName: "build",
            authority: "[secret]",
        });
        expect(changesOf(await pulumi("preview"))).toEqual([]);
    }, 400_000);
});

const PRODUCER = `
import { Config } from "@pulumi/pulumi";
import { CertificateAuthority } from "${CHECKOUT}/components";

export const { reference } = new CertificateAuthority("team", { clients: new Config().requireObject("clients") });
`;

const CONSUMER = `
name: sharing-consumer
runtime: yaml
resources:
    producer:
        type: pulumi:pulumi:StackReference
        properties:
            name: organization/sharing-producer/dev
    nightly:
        type: docker-host-vm:DockerHostVm
        properties:
            authority: \${producer.outputs["reference"]}
            allowedSources: [203.0.113.7/32]
            endpointHost: address
outputs:
    dockerHost: \${nightly.dockerHost}
`;

const NOBODY: Files = { caPem: "" };
const SHUT_OUT = [
    "create-replacement tls:index/selfSignedCert:SelfSignedCert::nightly-readiness-cert",
    "delete-replaced tls:index/selfSignedCert:SelfSignedCert::nightly-readiness-cert",
    "read pulumi:pulumi:StackReference::producer",
    "replace tls:index/selfSignedCert:SelfSignedCert::nightly-readiness-cert",
    "update azure-native:compute:VirtualMachineExtension::nightly-docker",
    "update command:local:Command::nightly-ready",
];

describe("another project's program in YAML", () => {
    const producer = project("producer", {
        "Pulumi.yaml": "name: sharing-producer\nruntime: nodejs\n",
        "index.ts": PRODUCER,
    });
    const consumer = project("consumer", { "Pulumi.yaml": CONSUMER });

    test("takes an authority as one argument, without any client's key, and shuts a client out with its next up", async () => {
        await producer("up --skip-preview", 'clients=["ann","ben"]');
        await consumer("up");
        const { dockerHost = "" } = await consumer<Record<string, string>>("outputs");
        const { ann = NOBODY, ben = NOBODY } = await sandbox.clientFiles(["ann", "ben"], "team", "sharing-producer");
        expect(await Promise.all([ping(dockerHost, ann), ping(dockerHost, ben)])).toEqual([200, 200]);

        const state = await sandbox.pulumi(["stack", "export", "--show-secrets"], "sharing-consumer");
        const keyLine = ({ keyPem = "" }: Partial<KeyAndCertificate>): string => keyPem.split("\n")[1] ?? "";
        const [issuing] = await sandbox.keysAndCertificates(["team-g1"], "sharing-producer");
        expect([issuing, ann, ben].map((one) => state.includes(keyLine(one)))).toEqual([true, false, false]);

        await producer("up --skip-preview", 'clients=["ben"]');
        expect(await ping(dockerHost, ann)).toBe(200);
        expect(changesOf(await consumer("preview")).sort()).toEqual(SHUT_OUT);
        expect(changesOf(await consumer("up --skip-preview")).sort()).toEqual(SHUT_OUT);
        expect(await refusal(dockerHost, ann)).toMatch(/_ALERT_/);
        expect(await ping(dockerHost, ben)).toBe(200);
    }, 400_000);
});
