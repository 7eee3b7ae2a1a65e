import { gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { renderInstallScript } from "../../../components/engine/installScript";
import { daemonCertificates } from "../../../policy/daemonCertificates";
import { daemonPorts } from "../../../policy/daemonPorts";
import { insecureRegistries } from "../../../policy/insecureRegistries";
import { judge, LATE, paths } from "./support";

const EXTENSION = "azure-native:compute:VirtualMachineExtension";
const MACHINE = "azure-native:compute:VirtualMachine";
const PEM = "-----BEGIN CERTIFICATE-----\nc2VjcmV0\n-----END CERTIFICATE-----\n";

const base64 = (text: string): string => Buffer.from(text).toString("base64");
const certs = { ca: base64(PEM), cert: base64(PEM), key: base64(PEM) };
const dockerExtension = (docker: object, protectedSettings: object = { certs }): { type: string; props: object } => ({
    type: EXTENSION,
    props: {
        publisher: "Microsoft.Azure.Extensions",
        type: "DockerExtension",
        settings: { docker },
        protectedSettings,
    },
});
const script = (text: string): { type: string; props: object } => ({
    type: EXTENSION,
    props: {
        publisher: "Microsoft.Azure.Extensions",
        type: "CustomScript",
        protectedSettings: { script: base64(text) },
    },
});
const rendered = (daemonOptions: readonly string[] = [], insecure: string[] = []): string =>
    renderInstallScript({
        engineSource: "docker",
        engineVersion: "29.8.1",
        keepNewer: false,
        dockerPort: 4243,
        daemonOptions,
        daemon: { insecureRegistries: insecure },
        certificates: { ca: PEM, cert: PEM, key: PEM },
    });

describe("the DockerExtension", () => {
    test.each([{ port: "4243" }, { port: "4243", options: ["--icc=false"] }, {}, { options: ["--icc=false"] }])(
        "with certificates, or without a port, is fine: %j",
        async (docker) => {
            const protectedSettings = "port" in docker ? { certs } : {};
            expect(await judge(daemonCertificates, dockerExtension(docker, protectedSettings))).toEqual({
                violations: [],
                applicable: true,
            });
        },
    );

    test.each([
        [{}, "protectedSettings.certs.ca, protectedSettings.certs.cert, protectedSettings.certs.key"],
        [{ certs: {} }, "protectedSettings.certs.ca, protectedSettings.certs.cert, protectedSettings.certs.key"],
        [{ certs: { ...certs, key: "" } }, "protectedSettings.certs.key"],
        [{ certs: { ca: certs.ca, cert: certs.cert } }, "protectedSettings.certs.key"],
        [{ certs: { ...certs, ca: null } }, "protectedSettings.certs.ca"],
    ])("with a port and without all three certificates is not, case %#", async (protectedSettings, property) => {
        expect(paths(await judge(daemonCertificates, dockerExtension({ port: "4243" }, protectedSettings)))).toEqual([
            property,
        ]);
    });

    test.each([
        ["--host=tcp://0.0.0.0:2375"],
        ["-H=tcp://:2375"],
        ["-H", "tcp://10.0.0.4:2375"],
        ["-H", "0.0.0.0:2375"],
    ])("that listens by a flag needs them too: %s %s", async (...options) => {
        expect(paths(await judge(daemonCertificates, dockerExtension({ options }, {})))).toHaveLength(1);
        expect(paths(await judge(daemonCertificates, dockerExtension({ options })))).toEqual([]);
    });

    test.each([["--tlsverify=false"], ["--tls=false"], ["--tlsverify=0"]])(
        "does not turn TLS off by %s",
        async (flag) => {
            const verdict = await judge(daemonCertificates, dockerExtension({ port: "4243", options: [flag] }));
            expect(paths(verdict)).toEqual(["settings.docker.options"]);
        },
    );

    test("is waited for where its settings are not known yet, whatever the case of its name", async () => {
        const props = { type: "dockerextension", settings: { docker: { port: "4243" } }, protectedSettings: LATE };
        expect(await judge(daemonCertificates, { type: EXTENSION, props })).toMatchObject({
            late: "protectedSettings",
        });
        const late = { ...props, settings: LATE, protectedSettings: { certs: { ...certs, key: LATE } } };
        expect(await judge(daemonCertificates, { type: EXTENSION, props: late })).toMatchObject({
            late: "settings",
            violations: [],
        });
        const missing = { ...props, protectedSettings: { certs: { ca: LATE, cert: "", key: LATE } } };
        expect(paths(await judge(daemonCertificates, { type: EXTENSION, props: missing }))).toEqual([
            "protectedSettings.certs.cert",
        ]);
    });
});

describe("a script", () => {
    test.each([
        ["the component's own", rendered()],
        ["no listener", "apt-get install --yes docker.io"],
        ["the socket only", 'echo \'{"hosts":["unix:///var/run/docker.sock"]}\' > /etc/docker/daemon.json'],
        ["the loopback only", "dockerd -H tcp://127.0.0.1:2375 -H tcp://localhost:2375"],
        ["flags with TLS", "dockerd --host=tcp://0.0.0.0:2376 --tlsverify --tlscacert=/a --tlscert=/b --tlskey=/c"],
        ["TLS in JSON within JSON", JSON.stringify('{"hosts": ["tcp://0.0.0.0:2376"], "tlsverify": true}')],
        ["a client's address", "export DOCKER_HOST=tcp://build.example.org:2376"],
        ["another program's header", 'curl -H "Accept: 1" https://example.org'],
    ])("with %s is fine", async (_what, text) => {
        expect(await judge(daemonCertificates, script(text))).toEqual({ violations: [], applicable: true });
    });

    test.each([
        ["a listener", "dockerd -H tcp://0.0.0.0:2375"],
        ["a listener in daemon.json", 'echo \'{"hosts":["tcp://0.0.0.0:2375"]}\' > /etc/docker/daemon.json'],
        ["a listener without scheme", "dockerd -H 0.0.0.0:2375"],
        ["a listener without address", "dockerd --host :2375"],
        ["a listener that does not ask for clients", 'echo \'{"hosts":["tcp://0.0.0.0:2376"],"tls":true}\''],
        ["a listener with TLS turned off", 'echo \'{"hosts":["tcp://0.0.0.0:2376"],"tlsverify": false}\''],
        ["a listener at a name like a loopback's", "dockerd -H tcp://localhost.example.org:2375"],
        ["a flag that turns it off", `${rendered()}\ndockerd --tlsverify=false`],
    ])("with %s is not", async (_what, text) => {
        expect(paths(await judge(daemonCertificates, script(text)))).toEqual(["protectedSettings.script"]);
    });

    test("is found wherever Azure takes one, packed or not", async () => {
        const text = "dockerd -H tcp://0.0.0.0:2375";
        const packed = gzipSync(text).toString("base64");
        const extension = {
            type: "CustomScript",
            settings: { commandToExecute: text, script: packed },
            protectedSettings: { commandToExecute: text, script: base64(text) },
        };
        expect(paths(await judge(daemonCertificates, { type: EXTENSION, props: extension }))).toEqual([
            "settings.script",
            "settings.commandToExecute",
            "protectedSettings.script",
            "protectedSettings.commandToExecute",
        ]);
        const machine = { osProfile: { customData: base64(`#cloud-config\nruncmd:\n- ${text}\n`) }, userData: packed };
        expect(paths(await judge(daemonCertificates, { type: MACHINE, props: machine }))).toEqual([
            "osProfile.customData",
            "userData",
        ]);
    });

    test("that is not known yet is waited for", async () => {
        const props = { type: "CustomScript", protectedSettings: { script: LATE } };
        for (const policy of [daemonCertificates, insecureRegistries]) {
            expect(await judge(policy, { type: EXTENSION, props })).toEqual({
                violations: [],
                late: "protectedSettings.script",
                applicable: true,
            });
        }
    });

    test("that is broken is no crash", async () => {
        const broken = Buffer.from([0x1f, 0x8b, 1, 2, 3]).toString("base64");
        for (const text of [broken, "A", ""]) {
            const props = { type: "CustomScript", protectedSettings: { script: text } };
            expect(await judge(daemonCertificates, { type: EXTENSION, props })).toEqual({
                violations: [],
                applicable: true,
            });
        }
    });
});

describe("metrics and diagnosis", () => {
    const docker = (...options: string[]): ReturnType<typeof dockerExtension> =>
        dockerExtension({ port: "4243", options });

    test.each([
        ["a flag", docker("--metrics-addr=0.0.0.0:9323"), "settings.docker.options"],
        ["two words", docker("--metrics-addr", ":9323"), "settings.docker.options"],
        [
            "a flag of the component's script",
            script(rendered(["--metrics-addr=[::]:9323"])),
            "protectedSettings.script",
        ],
        [
            "daemon.json beside TLS",
            script('{"hosts": ["tcp://0.0.0.0:1"], "tlsverify": true, "metrics-addr": "10.0.0.4:9323"}'),
            "protectedSettings.script",
        ],
        ["a name", script("dockerd --metrics-addr docker.example.org:9323"), "protectedSettings.script"],
        ["the port for diagnosis", docker("--network-diagnostic-port=9323"), "settings.docker.options"],
    ])("on the network by %s are found", async (_what, resource, property) => {
        const verdict = await judge(daemonCertificates, resource);
        expect(paths(verdict)).toEqual([property]);
        expect(verdict.violations.join()).toContain("without requiring a certificate");
        expect(verdict.violations.join()).not.toMatch(/9323|10\.0\.0\.4|example\.org/);
    });

    test.each([
        ["on the loopback", docker("--metrics-addr=127.0.0.1:9323")],
        ["on the loopback by daemon.json", script('{"metrics-addr": "[::1]:9323"}')],
        ["nowhere", script(rendered())],
        ["turned off", docker("--network-diagnostic-port=0")],
    ])("%s are fine", async (_what, resource) => {
        expect(await judge(daemonCertificates, resource)).toEqual({ violations: [], applicable: true });
    });

    test("have their port judged as a daemon's", () => {
        const resource = { ...docker("--metrics-addr=0.0.0.0:9323"), name: "docker", urn: "urn" };
        expect(daemonPorts([resource as never])).toEqual([4243, 9323]);
    });
});

describe("insecure registries", () => {
    const docker = (...options: string[]): ReturnType<typeof dockerExtension> =>
        dockerExtension({ port: "4243", options });

    test.each([
        ["a flag", docker("--insecure-registry=registry.example.org:5000"), "settings.docker.options"],
        ["two words", docker("--insecure-registry", "10.0.0.0/8"), "settings.docker.options"],
        [
            "one beside a loopback",
            docker("--insecure-registry=localhost:5000", "--insecure-registry=r:5000"),
            "settings.docker.options",
        ],
        [
            "a list in JSON within JSON",
            script(JSON.stringify('{"insecure-registries": ["r:5000"]}')),
            "protectedSettings.script",
        ],
        [
            "a range that only begins like the loopback's",
            docker("--insecure-registry=127.0.0.0/0"),
            "settings.docker.options",
        ],
        ["a name like a loopback's", docker("--insecure-registry=127.0.0.1.example.org"), "settings.docker.options"],
        ["the component's setting", script(rendered([], ["registry.example.org:5000"])), "protectedSettings.script"],
        [
            "the component's flag",
            script(rendered(["--insecure-registry=registry.example.org"])),
            "protectedSettings.script",
        ],
    ])("by %s are found", async (_what, resource, property) => {
        const verdict = await judge(insecureRegistries, resource);
        expect(paths(verdict)).toEqual([property]);
        expect(verdict.violations.join()).not.toMatch(/registry\.example|10\.0\.0\.0|r:5000/);
    });

    test.each([
        ["none", docker("--icc=false")],
        ["an empty list", script('{"insecure-registries": []}')],
        ["loopback", docker("--insecure-registry=localhost:5000", "--insecure-registry=127.0.0.1:5000")],
        ["loopback in a list", script('{"insecure-registries": ["127.0.0.0/8", "localhost", "[::1]:5000"]}')],
        ["the component's own script", script(rendered())],
    ])("are not seen in %s", async (_what, resource) => {
        expect(await judge(insecureRegistries, resource)).toEqual({ violations: [], applicable: true });
    });

    test("in custom data are found", async () => {
        const props = { osProfile: { customData: base64('{"insecure-registries": ["registry.example.org"]}') } };
        expect(paths(await judge(insecureRegistries, { type: MACHINE, props }))).toEqual(["osProfile.customData"]);
    });
});

test("no message holds a secret or a setting", async () => {
    const text = `${PEM}\ndockerd -H tcp://0.0.0.0:2375 --insecure-registry=registry.example.org`;
    for (const policy of [daemonCertificates, insecureRegistries]) {
        const { violations } = await judge(policy, script(text));
        expect(violations).toHaveLength(1);
        expect(violations.join()).not.toMatch(/BEGIN|c2VjcmV0|2375|registry\.example/);
    }
});
