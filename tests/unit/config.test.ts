import { beforeEach, describe, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { loadSettings, type Settings } from "../../config";
import { startRecorder } from "../support/recorder";

const SOURCES = JSON.stringify(["203.0.113.7/32"]);

beforeEach(async () => {
    await startRecorder();
});

/** Reads a configuration, keys without their namespace; the password is encrypted in the stack's file. */
function load(
    config: Readonly<Record<string, string>>,
    secretKeys: string[] = ["docker-host-vm:adminPassword"],
): Settings {
    const entries = Object.entries({ allowedSources: SOURCES, ...config });
    const all = Object.fromEntries(entries.map(([key, value]) => [`docker-host-vm:${key}`, value]));
    pulumi.runtime.setAllConfig(all, secretKeys);
    return loadSettings();
}

function errorOf(config: Readonly<Record<string, string>>): string {
    try {
        load(config);
    } catch (error) {
        return pulumi.RunError.isInstance(error) ? error.message : `not a RunError: ${String(error)}`;
    }
    return "no error";
}

const faultsOf = (config: Readonly<Record<string, string>>): string[] =>
    [...errorOf(config).matchAll(/^ {2}- (\S+): expected/gm)].map(([, argument = ""]) => argument);

describe("Networks and single hosts", () => {
    const networking = JSON.stringify({ natGateway: true, sshSources: [] });

    test("reach the network and the hosts", () => {
        const perHost = JSON.stringify({ b: { privateIpAddress: "10.0.0.11" } });
        const settings = load({ hostNames: '["a","b"]', networking, publicAddress: "false", perHost });
        expect(settings.network.networking).toEqual({ natGateway: true, sshSources: [] });
        expect(settings.host.publicAddress).toBe(false);
        expect(settings.hosts).toEqual([{ name: "a" }, { name: "b", privateIpAddress: "10.0.0.11" }]);
    });

    test.each([
        [{ publicAddress: "false" }, ["networking.natGateway"]],
        [{ networking: '{"subnet":"x"}' }, ["networking.subnet"]],
        [{ perHost: '{"docker-host":{"privateIpAddress":"10.0.0.3"}}' }, ["perHost.docker-host.privateIpAddress"]],
        [{ perHost: '{"other":{}}' }, ["perHost.other"]],
        [{ perHost: '{"docker-host":{"adminUsername":"x"}}' }, ["perHost.docker-host.adminUsername"]],
    ])("are refused with %j", (config, faults) => {
        expect(faultsOf(config)).toEqual(faults);
    });
});

describe("A wrong configuration", () => {
    test("is refused for an unknown key, with the near one named, or all", () => {
        const message = errorOf({ dockerPrt: "4243", subscription: "x" });
        expect(message).toContain(
            "docker-host-vm:dockerPrt: expected a known configuration key. Use dockerPort, or remove it.",
        );
        expect(message).toContain(
            "docker-host-vm:subscription: expected a known configuration key. Known keys: hostNames, ",
        );
        expect(message).not.toContain("4243");
    });

    test.each([
        ["dockerPort", "many"],
        ["dockerPort", "4243.5"],
        ["dockerPort", ""],
        ["writeClientFiles", "yes"],
        ["writeClientFiles", "constructor"],
        ["allowedSources", "203.0.113.7/32"],
        ["allowedSources", "[1]"],
        ["allowedSources", '{"a":1}'],
        ["hostNames", "build"],
        ["trustedLaunch", "yes"],
        ["encryptionAtHost", "1"],
        ["daemon", "liveRestore"],
        ["daemon", "[]"],
        ["daemon", "null"],
        ["daemon", "true"],
    ])("is refused for %s of the wrong type (%s), in one problem", (key, value) => {
        expect(faultsOf({ [key]: value })).toEqual([key]);
    });

    test.each([
        ["dockerPort", "70000"],
        ["image", "ubuntu"],
        ["engineInstall", "Extension"],
        ["engineSource", "debian"],
        ["engineVersion", "latest"],
        ["engineMirror", "http://mirror.example"],
        ["daemonPreset", "strict"],
        ["patchMode", "Manual"],
        ["adminUsername", "root"],
        ["endpointHost", "ip"],
        ["keyAlgorithm", "DSA"],
        ["dnsLabel", "x"],
        ["location", " "],
        ["vmSize", ""],
        ["dockerCertDir", ""],
        ["clients", "[]"],
        ["authorityGenerations", "[]"],
        ["client", "laptop"],
        ["caValidityHours", "1"],
        ["certificateValidityHours", "19801"],
        ["earlyRenewalHours", "8760"],
        ["readinessTimeoutSeconds", "5401"],
        ["adminPassword", "short"],
    ])("is refused for %s with the value %j, in one problem", (key, value) => {
        expect(faultsOf({ [key]: value })).toEqual([key]);
    });

    test.each([
        ["allowedSources", '["203.0.113.7"]'],
        ["hostNames", '["Build"]'],
        ["clients", '["Build"]'],
        ["authorityGenerations", '["g-1"]'],
        ["sshPublicKeys", '["ssh-dss AAAA"]'],
        ["serverNames", '["http://a"]'],
        ["daemonOptions", '["-H=tcp://0.0.0.0"]'],
    ])("is refused for an element of %s, in one problem", (key, value) => {
        expect(faultsOf({ [key]: value })).toEqual([`${key}[0]`]);
    });

    test.each([
        ['["ci"]', "vaultReaders"],
        ['{"ci":{}}', "vaultReaders.ci"],
        ['{"default":{"ann":{"principalId":"ann","principalType":"User"}}}', "vaultReaders.default.ann.principalId"],
    ])("is refused for the vaults' readers %s, in one problem", (value, argument) => {
        expect(faultsOf({ vaultReaders: value })).toEqual([argument]);
    });

    test.each([
        ['{"icc":true}', "daemon.icc"],
        ['{"liveRestore":"no"}', "daemon.liveRestore"],
        ['{"labels":{"certs":"mine"}}', "daemon.labels"],
    ])("is refused for the daemon's settings %s, in one problem", (value, argument) => {
        expect(faultsOf({ daemon: value, hostNames: '["build","test"]' })).toEqual([argument]);
    });

    test("is refused for values that do not go together, in one problem for all hosts", () => {
        const config = { hostNames: '["build","test"]', image: "ubuntu-14.04" };
        expect(faultsOf(config)).toEqual(["image"]);
        expect(faultsOf({ ...config, engineInstall: "DockerExtension", engineVersion: "18.06" })).toEqual([
            "engineVersion",
        ]);
    });

    test("is refused for a label that becomes too long with the second host's name behind it", () => {
        const dnsLabel = "d".repeat(60);
        expect(errorOf({ dnsLabel, hostNames: '["one","two"]' })).toContain(
            `dnsLabel: expected 3 to 63 lowercase letters`,
        );
        expect(errorOf({ dnsLabel, hostNames: '["one","two"]' })).toContain(`got "${dnsLabel}-two"`);
        expect(errorOf({ dnsLabel, hostNames: '["one"]' })).toBe("no error");
    });

    test.each(["[]", '["build","build"]'])("is refused for the host names %s", (hostNames) => {
        expect(faultsOf({ hostNames })).toEqual(["hostNames"]);
        expect(errorOf({ hostNames: "[]" })).toContain("at least one host name, got []. Add a name, for example build");
    });

    test("is refused for one address where a list belongs, and says how to write one", () => {
        expect(errorOf({ allowedSources: "203.0.113.7/32" })).toContain(
            `allowedSources: expected a list of strings. Write a YAML list, even for a single element (after the sandbox's --set, a JSON list: 'KEY=["VALUE"]'), in the stack's file`,
        );
    });

    test("is refused without allowedSources", () => {
        pulumi.runtime.setAllConfig({});
        expect(() => loadSettings()).toThrow(/^Configuration: 1 invalid value\n {2}- allowedSources: /);
    });

    test("is reported with all its problems, once each, for all hosts", () => {
        const hostNames = '["build","Test"]';
        const wrong = { hostNames, dockerPort: "x", vmSise: "a", image: "b", adminUsername: "root" };
        expect(faultsOf(wrong).sort()).toEqual([
            "adminUsername",
            "docker-host-vm:vmSise",
            "dockerPort",
            "hostNames[1]",
            "image",
        ]);
    });

    test("never shows a secret", () => {
        expect(errorOf({ adminPassword: "hunter2", dockerPort: "hunter3" })).not.toMatch(/hunter/);
    });
});

describe("A secret of any key", () => {
    const keys = ["serverNames", "image", "daemon", "allowedSources", "dockerPort", "vmSize"];
    const secretKeys = keys.map((key) => `docker-host-vm:${key}`);

    test.each<[string, string, string]>([
        ["serverNames", '["http://hunter2"]', "serverNames: expected a DNS name or an IP address. "],
        ["serverNames", '["hunter2","hunter2"]', "serverNames: expected no duplicates. "],
        ["image", "hunter2", "image: expected a short name ("],
        ["dockerPort", "702222", "dockerPort: expected a whole number from 1 to 65535"],
        ["allowedSources", '["10.222.2.22/8"]', "allowedSources: expected the first address of its range. "],
        ["daemon", '{"hunter2":1}', "daemon: expected a known daemon setting. "],
        ["daemon", '{"seccompProfile":"{\\"hunter2\\":1}"}', "daemon: expected a valid seccomp profile in JSON"],
        ["image", "Canonical:UbuntuServer:14.04.5-LTS:14.04.222222222", "image: expected a supported image"],
    ])("is not shown by the error that refuses it: %s=%s", (key, value, sentence) => {
        const wrong = (): unknown => load({ [key]: value }, secretKeys);
        expect(wrong).toThrow(sentence);
        expect(wrong).not.toThrow(/hunter2|222|UbuntuServer/);
    });

    test("is not shown by the error about another key either", () => {
        const arm = "Canonical:ubuntu-24_04-lts:server-arm64:24.04.222222222";
        const wrong = (): unknown => load({ image: arm, vmSize: "Standard_B2ls_v2" }, ["docker-host-vm:image"]);
        expect(wrong).toThrow(/vmSize: expected a size with Arm64 processors.*, got "Standard_B2ls_v2"/);
        expect(wrong).not.toThrow("222222222");
    });

    test("is named as far as its path is public", () => {
        const [certPem, keyPem] = ["hunter2", "hunter2"];
        const existingAuthorities = JSON.stringify({ g1: { certPem, keyPem }, hunter2: { certPem } });
        const wrong = (): unknown => load({ existingAuthorities }, ["docker-host-vm:existingAuthorities"]);
        expect(wrong).toThrow("existingAuthorities.g1.keyPem: expected one private key in PEM");
        expect(wrong).toThrow("existingAuthorities: expected a PEM certificate");
        expect(wrong).not.toThrow("hunter2");
    });
});

describe("A right configuration", () => {
    test("leaves keys of other projects alone", () => {
        pulumi.runtime.setAllConfig({ "azure-native:location": "westus", "docker-host-vm:allowedSources": SOURCES });
        expect(loadSettings().network.location).toBeUndefined();
    });

    test("names one host and its folder when it says no more than who may enter", () => {
        const { hosts, clientFiles } = load({});
        expect([hosts, clientFiles]).toEqual([
            [{ name: "docker-host" }],
            { dockerCertDir: "~/.docker/docker-host-vm/docker-host-vm-dev", client: "default" },
        ]);
    });

    test("holds no password in clear", () => {
        const clear = (): unknown => load({ adminPassword: "Correct+Horse1" }, []);
        expect(clear).toThrow("adminPassword: expected a secret, encrypted in the stack's file");
        expect(clear).toThrow(
            "Set a new value with pulumi config set --secret adminPassword, and remove the plain text",
        );
        expect(clear).not.toThrow("Correct+Horse1");
    });

    test("is cut to what each component takes", () => {
        const { hosts, network, authority, clientFiles, host } = load({
            hostNames: '["build","test"]',
            location: "westus",
            dockerPort: "2376",
            dnsLabel: "team",
            clients: '["ci","laptop"]',
            client: "laptop",
            authorityGenerations: '["g2","g1"]',
            caValidityHours: "50000",
            certificateValidityHours: "100",
            earlyRenewalHours: "10",
            keyAlgorithm: "RSA-2048",
            dockerCertDir: "~/certs",
            adminPassword: "Correct+Horse1",
            readinessTimeoutSeconds: "0",
            serverNames: '["a.example"]',
            daemonOptions: '["--debug"]',
            engineSource: "docker",
            engineVersion: "28.5.2",
            engineMirror: "https://mirror.example",
            trustedLaunch: "false",
            patchMode: "ImageDefault",
            encryptionAtHost: "true",
            machine: '{"zone":"1","autoShutdown":{"time":"19:00"}}',
            tags: '{"team":"build"}',
            identity: '{"systemAssigned":true}',
            daemon: '{"liveRestore":false,"labels":{"tier":"build"}}',
        });
        const leaf = { keyAlgorithm: "RSA-2048", certificateValidityHours: 100, earlyRenewalHours: 10 };
        expect(hosts).toEqual([
            { name: "build", dnsLabel: "team" },
            { name: "test", dnsLabel: "team-test" },
        ]);
        const tags = { team: "build" };
        expect(network).toEqual({ allowedSources: ["203.0.113.7/32"], dockerPort: 2376, location: "westus", tags });
        expect(authority).toEqual({
            ...leaf,
            clients: ["ci", "laptop"],
            authorityGenerations: ["g2", "g1"],
            caValidityHours: 50_000,
        });
        expect(clientFiles).toEqual({ dockerCertDir: "~/certs", client: "laptop" });
        expect(host).toEqual({
            ...leaf,
            client: "laptop",
            adminPassword: "Correct+Horse1",
            readinessTimeoutSeconds: 0,
            serverNames: ["a.example"],
            daemonOptions: ["--debug"],
            engineSource: "docker",
            engineVersion: "28.5.2",
            engineMirror: "https://mirror.example",
            trustedLaunch: false,
            patchMode: "ImageDefault",
            encryptionAtHost: true,
            machine: { zone: "1", autoShutdown: { time: "19:00" } },
            tags,
            identity: { systemAssigned: true },
            daemon: { liveRestore: false, labels: { tier: "build" } },
        });
    });

    test("writes no client files when it says so", () => {
        expect(load({ writeClientFiles: "false" }).clientFiles).toBeUndefined();
    });
});
