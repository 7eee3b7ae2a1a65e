import { beforeAll, describe, expect, test } from "@jest/globals";
import { durationOf } from "../../../../cli/expiring";
import { status, type StatusOptions } from "../../../../cli/commands/status";
import { engineRevision } from "../../../../components/engine/engineRevision";
import { folder } from "../../../support/eachTest";
import { azureCli, calledWith } from "../azureCli";
import { exportResources } from "../exportedStack";
import { issueAuthority } from "../../../support/certificates";
import {
    azureResources,
    type ClientCertificates,
    consumerResources,
    earlierResources,
    type HostCertificates,
    hostResources,
    issueAll,
    issueClient,
} from "../support";

let certificates: HostCertificates;
let ci: ClientCertificates;
let laptop: ClientCertificates;

beforeAll(async () => {
    certificates = await issueAll();
    ci = await issueClient("ci");
    laptop = await issueClient("laptop");
});

interface Document {
    readonly hosts: readonly { readonly name: string; readonly clients: string[]; readonly warnings: string[] }[];
    readonly authorities: readonly {
        readonly name: string;
        readonly stack: string | null;
        readonly clients: readonly Record<string, unknown>[];
    }[];
    readonly expiring?: readonly { readonly what: string; readonly action: string }[];
}

/** A time that is valid. */
function duration(text: string) {
    const value = durationOf(text);
    if (value === undefined) {
        throw new Error(`${text} is no time`);
    }
    return value;
}

async function documentOf(options: StatusOptions = {}): Promise<Document> {
    return (await status({ cwd: folder, ...options })).document as Document;
}

/** A text without the option for the test's folder, which is not the current one. */
const withoutFolder = (text: string): string => text.replaceAll(` --cwd ${folder}`, "");

/** The warnings of the only host. */
async function warnings(): Promise<string[]> {
    return ((await documentOf()).hosts[0]?.warnings ?? []).map(withoutFolder);
}

const issuersOf = (clients: Readonly<Record<string, ClientCertificates>>): Record<string, string> =>
    Object.fromEntries(Object.entries(clients).map(([name, { issuerPem }]) => [name, issuerPem]));

/** The wait for the daemon of a host with that engine. */
function gate(source: string, version: string): object {
    const parts = { source, version, daemonJson: '{\n    "a": 1\n}', seccompFingerprint: "", flags: [] };
    return {
        urn: "urn:pulumi:prod::shop::command:local:Command::build-ready",
        type: "command:local:Command",
        parent: "urn:pulumi:prod::shop::docker-host-vm:index:DockerHostVm::build",
        inputs: { environment: { ENGINE_REVISION: engineRevision(parts) } },
    };
}

async function statusOf(...more: readonly object[]): Promise<string> {
    exportResources([...hostResources({ certificates }), ...more]);
    return (await status({ cwd: folder })).text;
}

describe("What is known against a host", () => {
    test("is said of its engine", async () => {
        expect(await statusOf(gate("docker", "29.8.1"))).toMatch(
            /\n\nbuild: Docker Engine 29\.8\.1 has known vulnerabilities: .*CVE-2026-97032.* or later\.$/,
        );
    });

    test.each([
        ["ubuntu", "28.2.2"],
        ["docker", ""],
    ])("is not guessed of %s %j", async (source, version) => {
        expect(await statusOf(gate(source, version))).not.toContain("vulnerabilities");
    });

    test("is said of its size", async () => {
        const where = { fqdn: "build.example.org", publicIpAddress: "203.0.113.9", dockerPort: 4243 };
        azureCli("[]");
        expect(await statusOf(...azureResources(where))).toMatch(
            /\n\nbuild: Azure retires the VM series of Standard_B2s on 2028-11-15\.\n\n/,
        );
    });
});

describe("The state of a VM", () => {
    const where = { fqdn: "build.example.org", publicIpAddress: "203.0.113.9", dockerPort: 4243 };
    const id = "/subscriptions/s/resourceGroups/G/providers/Microsoft.Compute/virtualMachines/build";
    const view = (code: string): string =>
        JSON.stringify({ id, instanceView: { statuses: [{ code: "ProvisioningState/succeeded" }, { code }] } });

    test.each([
        ["PowerState/running", /\nbuild +running +tcp:/],
        ["PowerState/stopped", /\nbuild +stopped, still billed +tcp:/],
        ["PowerState/deallocated", /\nbuild +deallocated +tcp:/],
        ["PowerState/starting", /\nbuild +starting +tcp:/],
    ])("%s comes from the Azure CLI", async (code, line) => {
        azureCli(view(code));
        expect(await statusOf(...azureResources(where))).toMatch(line);
        expect(calledWith()).toBe(`vm get-instance-view --ids ${id.replace("/G/", "/g/")} --output json`);
        expect(await documentOf()).toMatchObject({
            hosts: [{ powerState: code.replace("PowerState/", "") }],
            powerStateProblem: null,
        });
    });

    test.each([
        ["", "ERROR: Please run 'az login' to setup account.", "The Azure CLI is not signed in. Sign in: az login"],
        ["", "ERROR: (AuthorizationFailed)\nNo", "az vm get-instance-view: ERROR: (AuthorizationFailed) No"],
        ["[]", "", "az vm get-instance-view: no answer"],
        [view("ProvisioningState/updating"), "", "az vm get-instance-view: no answer"],
    ])("may be unknown, which is no failure (%j, %j)", async (stdout, stderr, reason) => {
        azureCli(stdout, stderr, stderr === "" ? 0 : 1);
        exportResources([...hostResources({ certificates }), ...azureResources(where)]);
        const { text, exitCode, document } = await status({ cwd: folder });
        expect(text).toMatch(/\nbuild +- +tcp:/);
        expect(text).toContain(`\n\nThe state of a VM is unknown: ${reason}`);
        expect(document).toMatchObject({ hosts: [{ powerState: null }], powerStateProblem: reason });
        expect(exitCode).toBeUndefined();
    });

    test("is not asked for by a monitor of certificates", async () => {
        azureCli(view("PowerState/running"));
        exportResources([...hostResources({ certificates }), ...azureResources(where)]);
        await status({ cwd: folder, expiresWithin: duration("1d") });
        expect(calledWith).toThrow("ENOENT");
    });
});

describe("Clients", () => {
    test("are listed with their certificates, their issuers and the hosts that accept them", async () => {
        exportResources(hostResources({ certificates, clients: { ci, laptop } }));
        const { hosts, authorities } = await documentOf();
        expect(hosts[0]?.clients).toEqual(["ci", "laptop"]);
        const valid = { state: "valid", days: 90, expires: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) };
        const listed = (name: string) => ({
            name,
            certificate: valid,
            issuer: { ...valid, days: 365 },
            acceptedBy: ["build"],
            notAcceptedBy: [],
        });
        expect(authorities).toEqual([
            {
                name: "build-ca",
                stack: null,
                hosts: ["build"],
                clients: [listed("ci"), listed("laptop")],
                certificates: [{ ...valid, days: 365, subject: "CN=team g1" }],
            },
        ]);
        const { text } = await status({ cwd: folder });
        expect(text).toMatch(/\nlaptop +build-ca +\S+ \(90 days\) +\S+ \(365 days\) +build +-\n/);
        expect(text).toMatch(/\nbuild-ca +CN=team g1 +\S+ \(365 days\) +signs server certificates$/);
    });

    test("whose issuers were brought have no certificate in the state", async () => {
        const clientIssuers = { default: certificates.client.issuerPem, contractor: ci.issuerPem };
        const outputs = { clientIssuers };
        exportResources(hostResources({ certificates, outputs, authority: outputs }));
        const [authority] = (await documentOf()).authorities;
        expect(authority?.clients[0]).toMatchObject({ name: "contractor", certificate: null, acceptedBy: ["build"] });
    });

    test("of an earlier version are accepted by the authority's signature", async () => {
        exportResources(await earlierResources(certificates));
        const { hosts, authorities } = await documentOf();
        expect(hosts[0]).toMatchObject({ clients: ["default"], warnings: [] });
        expect(authorities[0]?.clients).toMatchObject([{ name: "default", acceptedBy: ["build"] }]);
    });

    test("are not accepted by a host whose daemon never answered", async () => {
        const [host, ...parts] = hostResources({ certificates });
        exportResources([{ ...host, outputs: {} }, ...parts]);
        const { hosts, authorities } = await documentOf();
        expect(hosts[0]).toMatchObject({ clients: [], warnings: [] });
        expect(authorities[0]?.clients).toMatchObject([{ name: "default", acceptedBy: [], notAcceptedBy: ["build"] }]);
    });

    test("of an authority without hosts are listed too", async () => {
        const [, authority = {}] = hostResources({ certificates });
        exportResources([authority]);
        expect(await documentOf()).toMatchObject({ hosts: [], authorities: [{ name: "build-ca", hosts: [] }] });
    });
});

describe("A host that has not followed its authority", () => {
    test("in the same stack, because an up was interrupted", async () => {
        const outputs = { clientIssuers: issuersOf({ ci, laptop }) };
        exportResources(hostResources({ certificates, clients: { ci, default: certificates.client }, outputs }));
        expect(await warnings()).toEqual([
            "still accepts laptop, which its authority has shut out, and does not accept default yet. Run: pulumi up",
        ]);
    });

    test("accepts the earlier key of a client", async () => {
        const outputs = { clientIssuers: issuersOf({ ci: laptop }) };
        exportResources(hostResources({ certificates, clients: { ci }, outputs }));
        expect(await warnings()).toEqual([
            "still accepts the earlier key of ci, and does not accept the new key of ci yet. Run: pulumi up",
        ]);
    });

    const TEAM = "organization/team/prod";

    test("of another stack is compared with that stack's state", async () => {
        const outputs = { clientIssuers: issuersOf({ ci, laptop }) };
        const team = hostResources({ certificates, clients: { ci }, name: "team" }).slice(1, 2);
        exportResources(consumerResources({ certificates, outputs }, TEAM), { [TEAM]: team });
        expect(await warnings()).toEqual([
            `still accepts laptop, which the stack ${TEAM} has shut out. Run: pulumi up`,
        ]);
        const { authorities } = await documentOf();
        expect(authorities).toMatchObject([
            {
                name: "team-ca",
                stack: TEAM,
                clients: [{ name: "ci", certificate: { days: 90 }, acceptedBy: ["build"] }],
            },
        ]);
    });

    test("is in order once it has, and after that stack has appended a generation", async () => {
        const { certPem } = await issueAuthority("team g2");
        const caCertPem = certPem + certificates.authority.certPem;
        const team = hostResources({ certificates, clients: { ci }, authority: { caCertPem } }).slice(1, 2);
        const outputs = { clientIssuers: issuersOf({ ci }) };
        exportResources(consumerResources({ certificates, outputs }, TEAM), { [TEAM]: team });
        expect(await warnings()).toEqual([]);
    });

    test.each([
        ["that cannot be read", TEAM, undefined, `the stack ${TEAM} cannot be read: stack ${TEAM} in `],
        ["that has another authority", TEAM, "other", `the stack ${TEAM} has no authority with the host's`],
        ["that has it twice", TEAM, "twice", `the stack ${TEAM} has several authorities with the host's`],
        ["that is not known", undefined, undefined, "no stack is known that has it"],
    ] as const)("in a stack %s says why that is not known", async (_, stack, which, reason) => {
        const authorities = {
            other: hostResources({ certificates: await issueAll() }).slice(1, 2),
            twice: ["one", "two"].flatMap((name) => hostResources({ certificates, name }).slice(1, 2)),
        };
        const others: Record<string, object[]> = which === undefined ? {} : { [TEAM]: authorities[which] };
        exportResources(consumerResources({ certificates }, stack), others);
        const [warning] = await warnings();
        expect(warning).toContain(`its clients cannot be compared with those of its authority: ${reason}`);
        // What the host itself says is still there.
        expect((await documentOf()).authorities[0]).toMatchObject({
            name: "(unknown)",
            clients: [{ name: "default", certificate: null, acceptedBy: ["build"] }],
        });
    });
});

describe("What ends within a time", () => {
    const within = async (time: string): Promise<[number, string[]]> => {
        const { document, exitCode } = await status({ cwd: folder, expiresWithin: duration(time) });
        const { expiring = [] } = document as Document;
        return [exitCode ?? 0, expiring.map(({ what, action }) => withoutFolder(`${what}: ${action}`)).sort()];
    };

    test("is nothing, with exit status 0", async () => {
        exportResources(hostResources({ certificates }));
        expect(await within("89d")).toEqual([0, []]);
        const { text } = await status({ cwd: folder, expiresWithin: duration("2w") });
        expect(text).toBe("Stack prod of project shop: no certificate ends within 2w");
    });

    test("is every certificate, with exit status 3 and what to do", async () => {
        const made = (name: string, certPem: string, earlyRenewalHours: number): object => ({
            urn: `urn:pulumi:prod::shop::tls::${name}`,
            type: "tls:index/locallySignedCert:LocallySignedCert",
            outputs: { certPem, earlyRenewalHours },
        });
        const { client } = certificates;
        const renewing = [made("client", client.certPem, 24 * 100), made("issuer", client.issuerPem, 24 * 400)];
        const clientIssuers = { default: client.issuerPem, contractor: ci.issuerPem };
        const outputs = { clientIssuers };
        exportResources([...hostResources({ certificates, outputs, authority: outputs }), ...renewing]);
        const [code, lines] = await within("53w");
        expect(code).toBe(3);
        expect(lines).toEqual([
            "authority build-ca: CN=team g1: Roll the authority: https://docker-host-vm.github.io/docker-host-vm/rotation.html",
            "certificate of the client default of build-ca: Run up now: pulumi up. Then fetch the client's files",
            "issuer of the client contractor of build-ca: Put its successor, from whoever runs it, into clientIssuers",
            "issuer of the client default of build-ca: Run up now: pulumi up",
            expect.stringMatching(/^server certificate of build: Run up on or after \d{4}-\d\d-\d\d: pulumi up$/),
        ]);
        expect(await within("13w")).toEqual([3, [lines[1], lines[4]]]);
        const { text } = await status({ cwd: folder, expiresWithin: duration("2200h") });
        expect(text).toMatch(/: what ends within 2200h\n\nENDS +CERTIFICATE +WHAT TO DO\n\S+ \(90 days\) +/);
    });

    test("is of the other stack that has the authority", async () => {
        const team = "organization/team/prod";
        const authority = hostResources({ certificates }).slice(1, 2);
        const issuer = {
            urn: "urn:pulumi:prod::team::tls::issuer",
            type: "tls:index/selfSignedCert:SelfSignedCert",
            outputs: { certPem: certificates.client.issuerPem, earlyRenewalHours: 24 * 400 },
        };
        exportResources(consumerResources({ certificates }, team), { [team]: [...authority, issuer] });
        expect((await within("53w"))[1]).toContain(
            `issuer of the client default of build-ca: Run up now in the stack ${team}`,
        );
    });

    test.each(["", "30", "0d", "-1d", "30 d", "1.5d", "30m", "1000000d", "d"])("cannot be asked about %j", (text) => {
        expect(durationOf(text)).toBeUndefined();
    });
});
