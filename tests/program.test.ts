import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, jest, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import type * as library from "../components";
import packageJson from "../package.json";
import { type Recorder, startRecorder, valueOf } from "./support/recorder";

const ROOT = join(__dirname, "..");

/** What the stack exports, by name. */
type Program = Readonly<Record<string, unknown>>;

interface Run {
    readonly program: Program;
    readonly recorder: Recorder;
}

/** Starts a recorder with a configuration, keys without their namespace. */
function configure(config: Readonly<Record<string, string>>): Promise<Recorder> {
    const entries = Object.entries({ allowedSources: '["203.0.113.7/32"]', location: "westus", ...config });
    return startRecorder({
        config: Object.fromEntries(entries.map(([key, value]) => [`docker-host-vm:${key}`, value])),
    });
}

/** Runs index.ts, which registers while it is loaded. */
function load(): Program {
    let program: Program = {};
    jest.isolateModules(() => {
        // The program is loaded anew, the SDK that holds the mocks is not.
        jest.doMock("@pulumi/pulumi", () => pulumi);
        program = jest.requireActual("../index");
    });
    return program;
}

async function run(config: Readonly<Record<string, string>> = {}): Promise<Run> {
    const recorder = await configure(config);
    const program = load();
    await recorder.settled();
    return { program, recorder };
}

describe("The stack", () => {
    let one: Run;
    let two: Run;

    beforeAll(async () => {
        one = await run();
        two = await run({ hostNames: '["docker-host","second"]' });
    });

    test.each([
        ["dockerPort", { dockerPort: "70000" }],
        ["hostNames[1]", { hostNames: '["docker-host","Second"]' }],
    ])("registers nothing when %s is wrong", async (key, config) => {
        const recorder = await configure(config);
        expect(load).toThrow(`Configuration: 1 value needs to be changed\n  - ${key}: expected`);
        await recorder.settled();
        expect(recorder.registrations).toEqual([]);
    });

    test("has outputs of these names", () => {
        expect(Object.keys(one.program).sort()).toEqual([
            "clientCertPaths",
            "dockerCertPath",
            "dockerHost",
            "fqdn",
            "hosts",
            "publicIpAddress",
            "sshCommand",
            "verifyCommand",
        ]);
    });

    test("has no secret among its outputs", async () => {
        const secret = await Promise.all(
            Object.values(one.program).map((output) => pulumi.isSecret(pulumi.output(output))),
        );
        expect(secret).toEqual(Array(8).fill(false));
    });

    test("has the first host's outputs as its own", async () => {
        const { hosts, clientCertPaths, dockerCertPath, ...flat } = two.program;
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

    test("makes 14 resources that hosts share and 10 for each host", () => {
        expect([one.recorder.registrations.length, two.recorder.registrations.length]).toEqual([24, 34]);
    });

    test("changes nothing of the first host when a second one comes", () => {
        expect(two.recorder.registrations).toEqual(expect.arrayContaining([...one.recorder.registrations]));
    });

    test("makes one SSH key for all hosts", () => {
        const keys = two.recorder.registrations.filter(({ inputs }) => inputs["algorithm"] === "ED25519");
        expect(keys.map(({ name }) => name)).toEqual(["ssh-key"]);
    });

    test("writes no files when told so, and then names none", async () => {
        const { program, recorder } = await run({ writeClientFiles: "false" });
        expect([program["dockerCertPath"], program["clientCertPaths"]]).toEqual([undefined, undefined]);
        expect(recorder.byType("docker-host-vm:index:ClientFiles")).toEqual([]);
        expect(await valueOf(program["verifyCommand"])).toContain("--tlskey=key.pem");
    });
});

describe("The library that package.json names", () => {
    beforeAll(() => {
        if (!existsSync(join(ROOT, packageJson.main))) {
            execFileSync("npm", ["run", "--silent", "build"], { cwd: ROOT, stdio: "pipe" });
        }
    }, 60_000);

    test("exports the components and the closed sets of their arguments", () => {
        const built = jest.requireActual<typeof library>(join(ROOT, packageJson.main));
        expect(Object.keys(built).sort()).toEqual([
            "CertificateAuthority",
            "ClientFiles",
            "DockerHostVm",
            "EndpointHost",
            "EngineInstall",
            "HostNetwork",
            "KeyAlgorithm",
        ]);
    });

    test("makes a host in somebody's program", async () => {
        const recorder = await startRecorder();
        const { DockerHostVm } = jest.requireActual<typeof library>(join(ROOT, packageJson.main));
        const { dockerHost } = new DockerHostVm("build", { allowedSources: ["203.0.113.7/32"] });
        await recorder.settled();
        expect(await valueOf(dockerHost)).toMatch(/^tcp:\/\/build-[a-z0-9]{8}\.westus\.cloudapp\.azure\.com:4243$/);
    });
});
