import { beforeAll, describe, expect, test } from "@jest/globals";
import { engineRevision } from "../../../components/engine/engineRevision";
import { readStackState, selectClients, selectHost } from "../../../cli/stackState";
import {
    azureResources,
    consumerResources,
    earlierResources,
    exportOf,
    type HostCertificates,
    hostResources,
    issueAll,
    issueClient,
    secret,
} from "./support";

let certificates: HostCertificates;

beforeAll(async () => {
    certificates = await issueAll();
});

describe("A stack's state", () => {
    test("gives project, stack and each host with its certificates", () => {
        const { project, stack, hosts, authorities } = readStackState(exportOf(hostResources({ certificates })));
        expect([project, stack]).toEqual(["shop", "prod"]);
        const { client, authority } = certificates;
        const access = {
            caCertPem: authority.certPem,
            clientIssuers: { default: { pem: client.issuerPem, earlyRenewalHours: undefined } },
            clients: {
                default: {
                    certificate: { pem: client.certPem, earlyRenewalHours: undefined },
                    keyPem: client.keyPem,
                },
            },
            authorityStacks: [],
        };
        expect(authorities).toEqual([{ name: "build-ca", urn: expect.stringMatching(/::build-ca$/), ...access }]);
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
                hasSshPrivateKey: false,
                adminUsername: undefined,
                vmSize: undefined,
                engine: undefined,
                server: { pem: certificates.server.certPem, earlyRenewalHours: 48 },
                authority: authorities[0],
                ...access,
            },
        ]);
    });

    test("has an engine on an existing VM among its hosts, with the ID of the VM", () => {
        const content = { certificates, type: "DockerEngine", outputs: { vmId: "/vm" } } as const;
        const { hosts } = readStackState(exportOf(hostResources(content)));
        expect(hosts).toEqual([
            expect.objectContaining({ name: "build", vmId: "/vm", extension: { type: "CustomScript" } }),
        ]);
        expect(Object.keys(hosts[0]?.clients ?? {})).toEqual(["default"]);
    });

    test("has no key where secrets were not decrypted, and all else", () => {
        const { hosts } = readStackState(exportOf(hostResources({ certificates, secretsShown: false })));
        expect(hosts[0]?.clients["default"]).toMatchObject({
            certificate: { pem: certificates.client.certPem },
            keyPem: undefined,
        });
        expect(hosts[0]?.server?.pem).toBe(certificates.server.certPem);
    });

    test("tells when an up renews a certificate that the stack made", () => {
        const made = (name: string, certPem: string, earlyRenewalHours: number): object => ({
            urn: `urn:pulumi:prod::shop::tls::${name}`,
            type: "tls:index/selfSignedCert:SelfSignedCert",
            outputs: { certPem, earlyRenewalHours },
        });
        const issuer = made("build-ca-issuer-default-cert", certificates.client.issuerPem, 9480);
        const { hosts } = readStackState(exportOf([...hostResources({ certificates }), issuer]));
        expect(hosts[0]?.clientIssuers["default"]?.earlyRenewalHours).toBe(9480);
    });

    test("of an earlier version has one client, whose issuer is the authority", async () => {
        const { hosts } = readStackState(exportOf(await earlierResources(certificates)));
        const { certPem } = certificates.authority;
        const issuers = { default: { pem: certPem, earlyRenewalHours: undefined } };
        expect(hosts[0]).toMatchObject({ clientIssuers: issuers, authority: { clientIssuers: issuers } });
        expect(hosts[0]?.clients["default"]?.keyPem).toContain("PRIVATE KEY");
    });

    test("has no clients of another stack's authority, but knows that stack", () => {
        const name = "organization/team/prod";
        const { hosts } = readStackState(exportOf(consumerResources({ certificates }, name)));
        expect(hosts[0]).toMatchObject({ authority: undefined, authorityStacks: [name], clients: {} });
        expect(Object.keys(hosts[0]?.clientIssuers ?? {})).toEqual(["default"]);
        const unknown = readStackState(exportOf(consumerResources({ certificates })));
        expect(unknown.hosts[0]).toMatchObject({ authority: undefined, authorityStacks: [] });
    });

    test("has the client whose identity was passed with such an authority", async () => {
        const ci = await issueClient("ci");
        const clientIssuers = { ci: ci.issuerPem, default: certificates.client.issuerPem };
        const outputs = { clientIssuers, clientCertPem: ci.certPem, clientKeyPem: secret(ci.keyPem, true) };
        const [, host, ...parts] = consumerResources({ certificates, outputs });
        const withIdentity = { ...host, outputs: { ...(host as { outputs: object }).outputs, ...outputs } };
        const [found] = readStackState(exportOf([withIdentity, ...parts])).hosts;
        expect(found?.clients).toMatchObject({ ci: { certificate: { pem: ci.certPem }, keyPem: ci.keyPem } });
    });

    test("finds an authority that was brought, from which no certificate depends, by its certificates", () => {
        const resources = hostResources({ certificates }).map((each) => ({ ...each, dependencies: [] }));
        expect(readStackState(exportOf(resources)).hosts[0]?.authority?.name).toBe("build-ca");
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
            caCertPem: certificates.authority.certPem,
            clientIssuers: { default: { pem: certificates.client.issuerPem } },
            clients: { default: { keyPem: certificates.client.keyPem } },
            server: { pem: certificates.server.certPem },
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

    test("has the SSH key that VMAccess gave the VM, and not that of its first boot", () => {
        const where = { fqdn: "build.example.org", publicIpAddress: "203.0.113.9", dockerPort: 4243 };
        const host = hostResources({ certificates, outputs: {} });
        const settings = { username: "azureuser", ssh_key: "ssh-ed25519 AAAAsecond\nssh-ed25519 AAAAthird" };
        const access = { ...host.at(-1), inputs: { type: "VMAccessForLinux", protectedSettings: settings } };
        const key = (name: string) => ({
            urn: `urn:pulumi:prod::shop::tls:index/privateKey:PrivateKey::${name}`,
            type: "tls:index/privateKey:PrivateKey",
            outputs: { publicKeyOpenssh: `ssh-ed25519 AAAA${name}\n`, privateKeyOpenssh: secret(name, true) },
        });
        const resources = [...host, access, ...azureResources(where), key("build"), key("second")];
        expect(readStackState(exportOf(resources)).hosts[0]?.sshPrivateKey).toBe("second");
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
        const clients = { ci: await issueClient("ci"), laptop: await issueClient("laptop") };
        const other = hostResources({ certificates: await issueAll(), name: "other", clients });
        const { hosts } = readStackState(exportOf([...other, ...hostResources({ certificates })]));
        expect(hosts.map(({ name, ...host }) => [name, Object.keys(host.clients)])).toEqual([
            ["build", ["default"]],
            ["other", ["ci", "laptop"]],
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

describe("Whose clients are meant", () => {
    test("are the host's", () => {
        const state = readStackState(exportOf(hostResources({ certificates })));
        expect(selectClients(state)).toBe(state.hosts[0]);
    });

    test("are the authority's in a stack without hosts", () => {
        const [, authority = {}] = hostResources({ certificates });
        const state = readStackState(exportOf([authority]));
        expect(selectClients(state).name).toBe("build-ca");
        expect(() => selectClients(state, "build")).toThrow("has no DockerHostVm");
        expect(() => selectClients({ ...state, authorities: [] })).toThrow("has no DockerHostVm");
    });
});
