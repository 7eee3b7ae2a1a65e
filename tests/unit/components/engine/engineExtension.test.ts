import * as compute from "@pulumi/azure-native/compute";
import { beforeEach, describe, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { type EngineSpec, installDockerEngine } from "../../../../components/engine/engineExtension";
import { hardened } from "../../../../components/engine/daemonTable";
import { DEFAULT_ENGINE_VERSION } from "../../../../components/defaults";
import { certificatesFingerprint } from "../../../../components/engine/daemonCertificates";
import { renderInstallScript } from "../../../../components/engine/installScript";
import { assignedValues } from "../../../support/assignedValues";
import { decodedScript, INSTALL_WAYS, installedDaemon } from "../../../support/installWays";
import { type Recorder, startRecorder, valueOf } from "../../../support/recorder";

const CERTIFICATES = {
    ca: "-----BEGIN CERTIFICATE-----\nca\n",
    cert: "-----BEGIN CERTIFICATE-----\ncert\n",
    key: "-----BEGIN EC PRIVATE KEY-----\nkey\n",
};
const RENEWED = { ...CERTIFICATES, cert: `${CERTIFICATES.cert}renewed` };
const base64 = (text: string): string => Buffer.from(text).toString("base64");

let recorder: Recorder;

beforeEach(async () => {
    recorder = await startRecorder();
});

async function installed(spec: Partial<EngineSpec>) {
    const vm = new compute.VirtualMachine("build-vm", { resourceGroupName: "group", vmName: "build" });
    const engine = installDockerEngine(
        "build",
        {
            subject: 'DockerHostVm "build"',
            vm,
            extensionName: "docker",
            resourceGroupName: "group",
            location: "westus",
            engineInstall: "CustomScript",
            engineSource: "docker",
            dockerPort: 4243,
            daemonOptions: [],
            daemon: {},
            certificates: pulumi.secret(CERTIFICATES),
            ...spec,
        },
        {},
    );
    await recorder.settled();
    return { engine, extension: recorder.byName("build-docker") };
}

test("The engine has its data on the data disk, of which the script knows the size", async () => {
    const { extension, engine } = await installed({ disks: { dataDisk: { sizeGB: 64 } } });
    const values = assignedValues(decodedScript(extension.inputs));
    expect(values).toMatchObject({ DATA_DISK_GIB: "64", DATA_ROOT: "/var/lib/docker-data" });
    expect(JSON.parse(values.DAEMON_JSON)).toHaveProperty("data-root", "/var/lib/docker-data");
    expect(await revisionOf({ disks: { dataDisk: { sizeGB: 128 } } })).toBe(await valueOf(engine.revision));
    expect(await revisionOf({})).not.toBe(await valueOf(engine.revision));
});

describe("The DockerExtension's other settings", () => {
    const compose = { web: { image: "nginx", environment: { WORD: "$WORD" } } };
    const login = { server: "registry.example.org", username: "ann", password: pulumi.secret("pass1") };
    const dockerExtension = {
        compose,
        composeEnvironment: { TIER: "build" },
        environment: { WORD: pulumi.secret("s3cret") },
        login,
        azureEnvironment: "AzureChinaCloud",
    } as const;
    const engineInstall = "DockerExtension";

    test("are the extension's, the secrets in the protected ones only", async () => {
        const { extension } = await installed({ engineInstall, dockerExtension });
        expect(extension.inputs["settings"]).toEqual({
            docker: expect.anything(),
            compose,
            "compose-environment": { TIER: "build" },
            "azure-environment": "AzureChinaCloud",
        });
        expect(extension.inputs["protectedSettings"]).toEqual({
            certs: expect.anything(),
            environment: { WORD: "s3cret" },
            login: { server: "registry.example.org", username: "ann", password: "pass1" },
        });
    });

    test("restart no daemon", async () => {
        expect(await revisionOf({ engineInstall, dockerExtension })).toBe(await revisionOf({ engineInstall }));
    });

    test("are not there without them", async () => {
        const { extension } = await installed({ engineInstall });
        expect(Object.keys(extension.inputs["settings"] as object)).toEqual(["docker"]);
        expect(Object.keys(extension.inputs["protectedSettings"] as object)).toEqual(["certs"]);
    });
});

/** The revision of a stack of its own. */
async function revisionOf(spec: Partial<EngineSpec>): Promise<string> {
    recorder = await startRecorder();
    return await valueOf((await installed(spec)).engine.revision);
}

describe.each(INSTALL_WAYS)("The extension that installs the engine by $engineInstall", ({ engineInstall }) => {
    test("is on that VM, under the same name whatever the way", async () => {
        const { extension } = await installed({ engineInstall });
        expect(extension.inputs).toMatchObject({
            resourceGroupName: "group",
            location: "westus",
            vmName: "build",
            vmExtensionName: "docker",
            publisher: "Microsoft.Azure.Extensions",
            autoUpgradeMinorVersion: true,
        });
    });

    test("goes with its VM, and before its successor", async () => {
        const { extension } = await installed({ engineInstall });
        expect(extension).toMatchObject({
            deletedWith: "build-vm",
            deleteBeforeReplace: true,
            replaceOnChanges: expect.arrayContaining(["publisher", "type"]),
        });
    });

    test("gives the daemon all three certificates, its port and its flags", async () => {
        const { extension } = await installed({ engineInstall, dockerPort: 2376, daemonOptions: ["--debug"] });
        expect(installedDaemon(extension)).toMatchObject({ ...CERTIFICATES, port: 2376, flags: ["--debug"] });
    });

    test("labels the daemon with the certificates' fingerprint, after the user's labels", async () => {
        const { extension } = await installed({ engineInstall, daemon: { labels: { tier: "build" } } });
        const certs = `certs=${certificatesFingerprint(CERTIFICATES)}`;
        expect(installedDaemon(extension).labels).toEqual(["tier=build", certs]);
    });

    test("keeps its protected settings secret, and nothing else", async () => {
        const { extension } = await installed({ engineInstall });
        expect(extension.secretPaths).toEqual(["protectedSettings"]);
    });

    test("has no private key outside its protected settings", async () => {
        const { extension } = await installed({ engineInstall });
        const { protectedSettings: _, ...clear } = extension.inputs;
        expect(installedDaemon(extension).key).toContain("PRIVATE KEY");
        expect(JSON.stringify(clear)).not.toMatch(new RegExp(`PRIVATE KEY|${base64("-----BEGIN EC PRIVATE")}`));
    });
});

describe.each(INSTALL_WAYS)("The revision of an engine installed by $engineInstall", ({ engineInstall }) => {
    test("holds no secret", async () => {
        const { engine } = await installed({ engineInstall, daemon: { labels: { tier: "build" } } });
        expect(await pulumi.isSecret(engine.revision)).toBe(false);
        expect(await valueOf(engine.revision)).not.toContain("PRIVATE KEY");
    });

    test("is the same for the same order", async () => {
        expect(await revisionOf({ engineInstall })).toBe(await revisionOf({ engineInstall }));
    });

    test.each<[string, Partial<EngineSpec>]>([
        ["certificates", { certificates: pulumi.output(RENEWED) }],
        ["port", { dockerPort: 2376 }],
        ["flags", { daemonOptions: ["--debug"] }],
        ["settings", { daemon: { liveRestore: false } }],
    ])("changes with the %s", async (_what, spec) => {
        expect(await revisionOf({ engineInstall, ...spec })).not.toBe(await revisionOf({ engineInstall }));
    });
});

describe("The revision of an engine installed by CustomScript", () => {
    test.each<[string, Partial<EngineSpec>]>([
        ["version", { engineVersion: "28.5.2" }],
        ["packages' source", { engineSource: "ubuntu", engineVersion: DEFAULT_ENGINE_VERSION }],
        ["preset", { daemonPreset: "cis" }],
        ["runtime for NVIDIA GPUs", { engine: { nvidia: true } }],
        ["proxy", { engine: { httpProxy: "http://proxy.example.org" } }],
        ["proxy's exceptions", { engine: { httpProxy: "http://proxy.example.org", noProxy: ["a"] } }],
        ["content of the seccomp profile", { daemon: { seccompProfile: '{"syscalls":[]}' } }],
    ])("changes with the %s", async (_what, spec) => {
        const before = await revisionOf({ daemon: { seccompProfile: "{}" } });
        expect(await revisionOf({ daemon: { seccompProfile: "{}" }, ...spec })).not.toBe(before);
    });
});

describe("The DockerExtension", () => {
    test("is not removed after a failure, since the engine would go with it", async () => {
        const { extension } = await installed({ engineInstall: "DockerExtension" });
        expect(extension).toMatchObject({ replaceOnChanges: ["publisher", "type"] });
    });

    test("is asked for in version 1.2", async () => {
        const { extension } = await installed({ engineInstall: "DockerExtension" });
        expect(extension.inputs).toMatchObject({ type: "DockerExtension", typeHandlerVersion: "1.2" });
    });

    test("gets the certificates in base64", async () => {
        const { extension } = await installed({ engineInstall: "DockerExtension" });
        const { ca, cert, key } = CERTIFICATES;
        expect(extension.inputs["protectedSettings"]).toEqual({
            certs: { ca: base64(ca), cert: base64(cert), key: base64(key) },
        });
    });

    test("gets the port as a string, and in clear the settings and after them the user's flags", async () => {
        const { extension } = await installed({ engineInstall: "DockerExtension", daemonOptions: ["--debug"] });
        expect(extension.inputs["settings"]).toEqual({
            docker: {
                port: "4243",
                options: [
                    `--label=certs=${certificatesFingerprint(CERTIFICATES)}`,
                    "--log-driver=json-file",
                    "--log-opt=max-size=10m",
                    "--log-opt=max-file=3",
                    "--icc=false",
                    "--userland-proxy=false",
                    "--live-restore=true",
                    "--debug",
                ],
            },
        });
    });
});

describe("The CustomScript extension", () => {
    test("is made again after a failure, because it does not run twice with the same settings", async () => {
        const { extension } = await installed({});
        expect(extension).toMatchObject({ replaceOnChanges: ["publisher", "type", "#initerror"] });
    });

    test("is asked for in version 2.1", async () => {
        const { extension } = await installed({});
        expect(extension.inputs).toMatchObject({ type: "CustomScript", typeHandlerVersion: "2.1" });
    });

    test("gets no settings in clear", async () => {
        const { extension } = await installed({});
        expect(extension.inputs).not.toHaveProperty("settings");
    });

    test("gets the rendered script in base64 and nothing else", async () => {
        const { extension } = await installed({ daemonOptions: ["--debug"], engineMirror: "https://mirror.example" });
        const labels = { certs: certificatesFingerprint(CERTIFICATES) };
        const script = renderInstallScript({
            engineSource: "docker",
            engineMirror: "https://mirror.example",
            engineVersion: DEFAULT_ENGINE_VERSION,
            keepNewer: true,
            dockerPort: 4243,
            daemonOptions: ["--debug"],
            daemon: { ...hardened({}), labels },
            certificates: CERTIFICATES,
        });
        expect(extension.inputs["protectedSettings"]).toEqual({ script: base64(script) });
    });

    test("sets up the daemon and the host by the preset", async () => {
        const { extension } = await installed({ daemonPreset: "cis", daemon: { noNewPrivileges: false } });
        const { DAEMON_JSON, AUDIT } = assignedValues(decodedScript(extension.inputs));
        expect(JSON.parse(DAEMON_JSON)).toMatchObject({ "userns-remap": "default", "no-new-privileges": false });
        expect(AUDIT).toBe("yes");
    });

    test("gives the daemon and the installation a proxy, whose password is nowhere else", async () => {
        const url = "http://user:s3cret@proxy.example.org:3128";
        const { engine, extension } = await installed({ engine: { httpProxy: pulumi.secret(url) } });
        const { DAEMON_JSON, HTTP_PROXY_URL } = assignedValues(decodedScript(extension.inputs));
        expect(JSON.parse(DAEMON_JSON)).toMatchObject({ proxies: { "http-proxy": url, "https-proxy": url } });
        expect(HTTP_PROXY_URL).toBe(url);
        expect(await pulumi.isSecret(engine.revision)).toBe(false);
        expect(await valueOf(engine.revision)).toMatch(/"proxies": "[0-9a-f]{16}"/);
    });

    test("makes NVIDIA GPUs available on the host and in the daemon", async () => {
        const { extension } = await installed({ engine: { nvidia: true } });
        const { DAEMON_JSON, NVIDIA } = assignedValues(decodedScript(extension.inputs));
        expect(NVIDIA).toBe("yes");
        expect(JSON.parse(DAEMON_JSON)).toHaveProperty("runtimes.nvidia");
    });

    test("logs root in on the host, which restarts no daemon", async () => {
        const registries = [{ server: "a.example", username: "ann", password: pulumi.secret("s3cret") }];
        const { engine, extension } = await installed({ engine: { registries } });
        const { REGISTRY_AUTHS } = assignedValues(decodedScript(extension.inputs));
        expect(JSON.parse(REGISTRY_AUTHS)).toEqual({ "a.example": { auth: base64("ann:s3cret") } });
        expect(await valueOf(engine.revision)).toBe(await revisionOf({}));
    });

    test("prunes by a timer, which restarts no daemon", async () => {
        const { engine, extension } = await installed({ engine: { prune: { olderThanHours: 24 } } });
        expect(assignedValues(decodedScript(extension.inputs))).toMatchObject({
            PRUNE_CALENDAR: "daily",
            PRUNE_COMMANDS: "system prune --force --filter until=24h",
        });
        expect(await valueOf(engine.revision)).toBe(await revisionOf({}));
    });

    test.each<[string, string, Partial<EngineSpec>]>([
        ["the pinned version of Docker's packages", DEFAULT_ENGINE_VERSION, {}],
        ["the newest of Ubuntu's", "", { engineSource: "ubuntu" }],
        ["the version that was chosen", "28.5.2", { engineVersion: "28.5.2" }],
        ["the version of Ubuntu's that was chosen", "27.5.1", { engineSource: "ubuntu", engineVersion: "27.5.1" }],
    ])("installs %s (%j)", async (_what, version, spec) => {
        const { extension } = await installed(spec);
        const { ENGINE_VERSION, KEEP_NEWER } = assignedValues(decodedScript(extension.inputs));
        expect(ENGINE_VERSION).toBe(version);
        expect(KEEP_NEWER).toBe(spec.engineVersion === undefined ? "yes" : "no");
    });
});
