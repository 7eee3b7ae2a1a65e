import { beforeAll, describe, expect, test } from "@jest/globals";
import { engineRevision } from "../../../components/engine/engineRevision";
import { readStackState, selectHost } from "../../../cli/stackState";
import { azureResources, exportOf, type HostCertificates, hostResources, issueAll, secret } from "./support";

let certificates: HostCertificates;

beforeAll(async () => {
    certificates = await issueAll();
});

describe("A stack's state", () => {
    test("gives project, stack and each host with its certificates", () => {
        const { project, stack, hosts } = readStackState(exportOf(hostResources({ certificates })));
        expect([project, stack]).toEqual(["shop", "prod"]);
        expect(hosts).toEqual([
            {
                name: "build",
                dockerHost: "tcp://127.0.0.1:4243",
                fqdn: "build.example.org",
                publicIpAddress: "127.0.0.1",
                dockerCertPath: undefined,
                dockerPort: undefined,
                extension: { type: "CustomScript", failure: undefined },
                sshPrivateKey: undefined,
                adminUsername: undefined,
                vmSize: undefined,
                engine: undefined,
                server: { pem: certificates.server.certPem, earlyRenewalHours: 48 },
                client: { pem: certificates.client.certPem, earlyRenewalHours: 720 },
                authority: { pem: certificates.authority.certPem, earlyRenewalHours: 720 },
                clients: {
                    default: { certPem: certificates.client.certPem, keyPem: certificates.client.keyPem },
                    ci: { certPem: certificates.server.certPem, keyPem: certificates.client.keyPem },
                },
            },
        ]);
    });

    test("has no key where secrets were not decrypted, and all else", () => {
        const { hosts } = readStackState(exportOf(hostResources({ certificates, secretsShown: false })));
        expect(hosts[0]?.clients["default"]).toEqual({ certPem: certificates.client.certPem, keyPem: undefined });
        expect(hosts[0]?.server?.pem).toBe(certificates.server.certPem);
    });

    test.each([true, false])("takes a whole secret authority, decrypted: %s", (shown) => {
        const outputs = { caCertPem: secret(certificates.authority.certPem, shown) };
        const { hosts } = readStackState(exportOf(hostResources({ certificates, outputs })));
        expect(hosts[0]?.authority?.pem).toBe(shown ? certificates.authority.certPem : undefined);
    });

    test("of a host whose daemon never answered has what its parts say", () => {
        const [host, ...parts] = hostResources({ certificates });
        const folder = { dockerCertPath: "/home/me/certs" };
        const files = { urn: "urn:pulumi:prod::shop::x::f", type: "docker-host-vm:index:ClientFiles", outputs: folder };
        const where = { fqdn: "build-x.example.org", publicIpAddress: "203.0.113.9", dockerPort: 2376 };
        const resources = [{ ...host, outputs: {} }, ...parts, files, ...azureResources(where)];
        const { hosts } = readStackState(exportOf(resources));
        expect(hosts[0]).toMatchObject({
            ...where,
            ...folder,
            dockerHost: undefined,
            adminUsername: "azureuser",
            vmSize: "Standard_B2s",
            authority: { pem: certificates.authority.certPem },
            client: { pem: certificates.client.certPem },
            server: { pem: certificates.server.certPem },
        });
        expect(hosts[0]?.clients["default"]).toEqual({
            certPem: certificates.client.certPem,
            keyPem: certificates.client.keyPem,
        });
    });

    test.each([
        [{ initErrors: ["VM has reported a failure"] }, "VM has reported a failure"],
        [{ outputs: { provisioningState: "Failed" } }, "its provisioning state is Failed"],
        [{ outputs: { provisioningState: "Succeeded" } }, undefined],
    ])("tells what the extension failed with: %j", (left, failure) => {
        const resources = hostResources({ certificates });
        const others = resources.slice(0, -1);
        const { hosts } = readStackState(exportOf([...others, { ...resources.at(-1), ...left }]));
        expect(hosts[0]?.extension).toEqual({ type: "CustomScript", failure });
    });

    test("tells that there is no extension, others of the VM aside", () => {
        const resources = hostResources({ certificates });
        const access = { ...resources.at(-1), inputs: { type: "VMAccessForLinux" } };
        const { hosts } = readStackState(exportOf([...resources.slice(0, -1), access]));
        expect(hosts[0]?.extension).toBeUndefined();
    });

    test.each([
        ["its output", { sshPrivateKey: "an output" }, "ssh-ed25519 AAAAbuild", "an output"],
        ["the one that its VM takes, before it has outputs", {}, "ssh-ed25519 AAAAbuild\n", "the key"],
        ["none where the VM takes another", {}, "ssh-ed25519 AAAAother", undefined],
    ])("has the SSH key that was made: %s", (_, outputs, publicKeyOpenssh, expected) => {
        const where = { fqdn: "build.example.org", publicIpAddress: "203.0.113.9", dockerPort: 4243 };
        const key = {
            urn: "urn:pulumi:prod::shop::tls:index/privateKey:PrivateKey::ssh-key",
            type: "tls:index/privateKey:PrivateKey",
            outputs: { publicKeyOpenssh, privateKeyOpenssh: secret("the key", true) },
        };
        const resources = [...hostResources({ certificates, outputs }), ...azureResources(where), key];
        expect(readStackState(exportOf(resources)).hosts[0]?.sshPrivateKey).toBe(expected);
    });

    test("has the engine that was asked for", () => {
        const parts = {
            source: "docker",
            version: "29.8.1",
            daemonJson: '{\n    "a": 1\n}',
            seccompFingerprint: "",
            flags: [],
        };
        const gate = {
            urn: "urn:pulumi:prod::shop::command:local:Command::build-ready",
            type: "command:local:Command",
            parent: "urn:pulumi:prod::shop::docker-host-vm:index:DockerHostVm::build",
            inputs: { environment: { ENGINE_REVISION: engineRevision(parts) } },
        };
        const { hosts } = readStackState(exportOf([...hostResources({ certificates }), gate]));
        expect(hosts[0]?.engine).toEqual({ source: "docker", version: "29.8.1" });
    });

    test("leaves out a resource that waits for its deletion", () => {
        const [host, ...parts] = hostResources({ certificates });
        const old = { ...host, delete: true, outputs: { dockerHost: "tcp://198.51.100.1:4243" } };
        const { hosts } = readStackState(exportOf([old, { ...host }, ...parts]));
        expect(hosts.map(({ dockerHost }) => dockerHost)).toEqual(["tcp://127.0.0.1:4243"]);
    });

    test("does not take another authority's clients", async () => {
        const other = hostResources({ certificates: await issueAll(), name: "other" });
        const [host, , ...parts] = hostResources({ certificates });
        const { hosts } = readStackState(exportOf([...other, { ...host }, ...parts]));
        expect(hosts.map(({ name, clients }) => [name, Object.keys(clients)])).toEqual([
            ["build", ["default"]],
            ["other", ["default", "ci"]],
        ]);
    });

    test.each([
        [{}, "The output of `pulumi stack export` has an unknown format"],
        ["text", "The output of `pulumi stack export` has an unknown format"],
        [{ deployment: { resources: [] } }, "has no resources"],
        [{ deployment: {} }, "has no resources"],
    ])("refuses %j", (document, message) => {
        expect(() => readStackState(document)).toThrow(message);
    });
});

describe("The host that is meant", () => {
    const twoHosts = (dockerHost?: string) => {
        const second = { certificates, name: "test", outputs: { dockerHost: "tcp://127.0.0.2:4243" } };
        const resources = [...hostResources({ certificates }), ...hostResources(second)];
        return readStackState(exportOf(resources, dockerHost === undefined ? {} : { dockerHost }));
    };

    test("is the only one", () => {
        expect(selectHost(readStackState(exportOf(hostResources({ certificates })))).name).toBe("build");
    });

    test("is the named one", () => {
        expect(selectHost(twoHosts(), "test").name).toBe("test");
    });

    test("is that of the stack's own outputs", () => {
        expect(selectHost(twoHosts("tcp://127.0.0.2:4243")).name).toBe("test");
    });

    test("must be named where nothing tells", () => {
        expect(() => selectHost(twoHosts())).toThrow(
            "--host: expected one of the stack's hosts (build, test), got nothing",
        );
    });

    test("must exist", () => {
        expect(() => selectHost(twoHosts(), "nope")).toThrow("(build, test), got nope");
    });

    test("is missing where the stack has none", () => {
        expect(() => selectHost(readStackState(exportOf([])))).toThrow("has no DockerHostVm");
    });

    test("is not guessed before any host is up", () => {
        const unready = { dockerHost: undefined };
        const first = hostResources({ certificates, outputs: unready });
        const second = hostResources({ certificates, outputs: unready, name: "test" });
        expect(() => selectHost(readStackState(exportOf([...first, ...second])))).toThrow("got nothing");
    });
});
