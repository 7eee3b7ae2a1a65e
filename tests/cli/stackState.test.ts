import { beforeAll, describe, expect, test } from "@jest/globals";
import { readStackState, selectHost } from "../../cli/stackState";
import { exportOf, type HostCertificates, hostResources, issueAll, secret } from "./support";

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
                engineInstall: "CustomScript",
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
        expect(Object.keys(hosts[1]?.clients ?? {})).toEqual(["default"]);
    });

    test.each([
        [{}, "is not what `pulumi stack export` prints"],
        ["text", "is not what `pulumi stack export` prints"],
        [{ deployment: { resources: [] } }, "holds no resources"],
        [{ deployment: {} }, "holds no resources"],
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
        expect(() => selectHost(readStackState(exportOf([])))).toThrow("holds no DockerHostVm");
    });

    test("is not guessed before any host is up", () => {
        const unready = { dockerHost: undefined };
        const first = hostResources({ certificates, outputs: unready });
        const second = hostResources({ certificates, outputs: unready, name: "test" });
        expect(() => selectHost(readStackState(exportOf([...first, ...second])))).toThrow("got nothing");
    });
});
