import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { ClientFiles, type ClientFilesArgs } from "../../../../components";
import { type Recorder, startRecorder, valueOf } from "../../../support/recorder";

const CERTIFICATE = "-----BEGIN CERTIFICATE-----\nof the client";
const AUTHORITY = "-----BEGIN CERTIFICATE-----\nof the authority";
const KEY = "-----BEGIN PRIVATE KEY-----\nof the client";
const SSH_KEY = "-----BEGIN OPENSSH PRIVATE KEY-----\nof the administrator";
const CLIENT = { certPem: CERTIFICATE, keyPem: KEY };
const ARGS: ClientFilesArgs = { dockerCertDir: "~/certs", caCertPem: AUTHORITY, clients: { default: CLIENT } };
const home = process.env["HOME"];

let recorder: Recorder;

beforeEach(async () => {
    recorder = await startRecorder();
});

afterEach(() => {
    process.env["HOME"] = home;
});

async function made(args: Partial<ClientFilesArgs> = {}): Promise<ClientFiles> {
    const files = new ClientFiles("files", { ...ARGS, ...args });
    await recorder.settled();
    return files;
}

const environment = (): Readonly<Record<string, string>> =>
    recorder.byName("files-client-default").inputs["environment"] as Readonly<Record<string, string>>;

describe("ClientFiles with wrong arguments", () => {
    test.each([
        ["dockerCertDir", { ...ARGS, dockerCertDir: "" }],
        ["dockerCertDir", { caCertPem: "", clients: ARGS.clients } as unknown as ClientFilesArgs],
        ["clients", { ...ARGS, clients: undefined } as unknown as ClientFilesArgs],
        ["clients", { ...ARGS, clients: {} }],
        ["clients.ci.certPem", { ...ARGS, clients: { ci: { certPem: "", keyPem: KEY } } }],
        ["client", { ...ARGS, client: "CI" }],
    ])("names %s", (argument, args) => {
        expect(() => new ClientFiles("files", args)).toThrow(`- ${argument}: expected`);
    });

    test("does not show what a client has", () => {
        const args = { ...ARGS, clients: { ci: { certPem: CERTIFICATE, keyPem: "s3cret" } } };
        expect(() => new ClientFiles("files", args)).toThrow(/- clients\.ci\.keyPem: expected (?!.*s3cret)/);
    });

    test("registers nothing", async () => {
        expect(() => new ClientFiles("files", { ...ARGS, dockerCertDir: "" })).toThrow(pulumi.RunError);
        await recorder.settled();
        expect(recorder.registrations).toEqual([]);
    });
});

describe("Two ClientFiles of one program", () => {
    test.each([
        ["~/certs", "~/certs/"],
        ["~/certs", `${home ?? ""}/certs`],
        ["certs", "./certs"],
    ])("cannot both write to one folder: %s and %s", async (first, second) => {
        await made({ dockerCertDir: first });
        const before = recorder.registrations.length;
        expect(() => new ClientFiles("more", { ...ARGS, dockerCertDir: second })).toThrow(
            `- dockerCertDir: expected a folder of its own, because ClientFiles "files" already writes there, got "${second}". Give each host its own folder, or share one with clientFiles.`,
        );
        await recorder.settled();
        expect(recorder.registrations).toHaveLength(before);
    });

    test("can write to two folders", async () => {
        await made();
        new ClientFiles("more", { ...ARGS, dockerCertDir: "~/certs2" });
        await recorder.settled();
        expect(recorder.byType("command:local:Command")).toHaveLength(2);
    });

    test("can write to the same folder in two runs, as a preview and its up do", async () => {
        await made();
        recorder = await startRecorder();
        await made();
        expect(recorder.registrations).toHaveLength(2);
    });
});

describe("The command of ClientFiles", () => {
    test("is the only child", async () => {
        await made();
        expect(recorder.tree()).toEqual([
            " > files: docker-host-vm:index:ClientFiles",
            "files > files-client-default: command:local:Command",
        ]);
    });

    test("waits for what is behind the hosts' endpoints, whose names it does not have", async () => {
        const { id } = new random.RandomString("gate", { length: 8 });
        await made({ dockerHosts: [pulumi.interpolate`tcp://${id}:4243`] });
        const { dependencies, inputs } = recorder.byName("files-client-default");
        expect(dependencies).toEqual(["gate"]);
        expect(JSON.stringify(inputs)).not.toContain("4243");
    });

    test("has neither a path of this machine nor a content in what is shown of it", async () => {
        await made();
        const { stdin, environment: _environment, ...shown } = recorder.byName("files-client-default").inputs;
        expect(shown).toEqual({
            interpreter: ["node", "-"],
            create: "create",
            delete: "delete",
            logging: "none",
            addPreviousOutputInEnv: true,
        });
        expect(stdin).toContain("PULUMI_COMMAND_STDOUT");
    });

    test("gets the contents through its environment, as a secret", async () => {
        await made();
        expect(recorder.byName("files-client-default").secretPaths).toEqual(["environment.FILES"]);
        expect(JSON.parse(environment()["FILES"] ?? "")).toEqual({
            "ca.pem": AUTHORITY,
            "cert.pem": CERTIFICATE,
            "key.pem": KEY,
        });
    });

    test.each([
        [["web", "default", "ci"], undefined, "default"],
        [["web", "ci"], undefined, "ci"],
        [["web", "default", "ci"], "web", "web"],
    ])("gets the identity of one client: of %j, %s was chosen", async (names, client, expected) => {
        const named = (name: string) => ({ certPem: `${CERTIFICATE} ${name}`, keyPem: `${KEY} ${name}` });
        const clients = Object.fromEntries(names.map((name) => [name, named(name)]));
        await made({ clients, ...(client && { client }) });
        expect(JSON.parse(environment()["FILES"] ?? "")).toMatchObject({
            "cert.pem": named(expected).certPem,
            "key.pem": named(expected).keyPem,
        });
    });

    test("gets the SSH key too, if there is one", async () => {
        await made({ sshPrivateKey: pulumi.secret(SSH_KEY) });
        expect(JSON.parse(environment()["FILES"] ?? "")).toMatchObject({ id_ed25519: SSH_KEY });
    });

    test("gets the folder as it was written, so that a preview is the same for a user with another HOME", async () => {
        await made();
        const before = recorder.registrations;
        process.env["HOME"] = "/home/somebody-else";
        recorder = await startRecorder();
        await made();
        expect(recorder.registrations).toEqual(before);
        expect(environment()["DOCKER_CERT_DIR"]).toBe("~/certs");
    });

    test("never replaces: a replacement would delete the files just written", async () => {
        await made();
        expect(recorder.byName("files-client-default").inputs).not.toHaveProperty("triggers");
    });

    test("is registered in a preview too, where no content is known", async () => {
        recorder = await startRecorder({ preview: true });
        await made();
        expect(recorder.registrations).toHaveLength(2);
    });
});

describe("The outputs of ClientFiles", () => {
    test("are the absolute paths that the command reports", async () => {
        const { dockerCertPath, clientCertPaths } = await made();
        expect([await valueOf(dockerCertPath), await valueOf(clientCertPaths)]).toEqual([
            "/home/someone/certs",
            {
                ca: "/home/someone/certs/ca.pem",
                cert: "/home/someone/certs/cert.pem",
                key: "/home/someone/certs/key.pem",
            },
        ]);
    });

    test("are no secrets", async () => {
        const { dockerCertPath, clientCertPaths } = await made();
        expect([await pulumi.isSecret(dockerCertPath), await pulumi.isSecret(clientCertPaths)]).toEqual([false, false]);
    });

    test("name the SSH key's file only if there is one", async () => {
        const without = await made();
        recorder = await startRecorder();
        const { sshPrivateKeyPath } = await made({ sshPrivateKey: SSH_KEY });
        expect(without.sshPrivateKeyPath).toBeUndefined();
        expect(await valueOf(sshPrivateKeyPath)).toBe("/home/someone/certs/id_ed25519");
    });
});
