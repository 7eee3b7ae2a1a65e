import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "@jest/globals";
import { CertificateAuthority, type CertificateAuthorityArgs, ClientFiles, DockerHostVm } from "../../../components";
import { UNKNOWN } from "../../../shared/pulumiValues";
import { INSTALL_WAYS, type InstallWay } from "../../support/installWays";
import { type Recorder, type RecorderOptions, startRecorder } from "../../support/recorder";

// What the preview of a change of an authority shows for it and for a host.

const NETWORK = { resourceGroupName: "group", location: "westus", dockerPort: 2376 };
const ADDRESS = { networkInterfaceId: "/nic", publicIpAddress: "203.0.113.9", fqdn: "build.example" };

async function run(args: CertificateAuthorityArgs, way: InstallWay, options?: RecorderOptions): Promise<Recorder> {
    const recorder = await startRecorder(options);
    const authority = new CertificateAuthority("team", args);
    new DockerHostVm("build", { ...way, authority, network: NETWORK, address: ADDRESS });
    if (args.clients?.includes("web") === true) {
        // Nothing concerns these files that concerns other clients.
        const { caCertPem, clients } = authority;
        new ClientFiles("web", { dockerCertDir: "~/web", caCertPem, clients, client: "web" });
    }
    await recorder.settled();
    return recorder;
}

/** The resources that differ: `+` for new ones, `-` for removed ones, `~` for those with other inputs. */
function changes({ registrations: before }: Recorder, { registrations: after }: Recorder): string[] {
    const known = new Map(before.map(({ name, inputs }) => [name, inputs]));
    const left = new Set(after.map(({ name }) => name));
    const removed = [...known.keys()].filter((name) => !left.has(name)).map((name) => `-${name}`);
    const others = after
        .filter(({ name, inputs }) => !isDeepStrictEqual(known.get(name), inputs))
        .map(({ name }) => `${known.has(name) ? "~" : "+"}${name}`);
    return [...removed, ...others].sort();
}

/** The outputs that an authority has in the state. */
interface Made {
    readonly caCertPem: string;
    readonly issuingCertPem: string;
    readonly issuingKeyPem: string;
    readonly clientIssuers: Readonly<Record<string, string>>;
    readonly clients: Readonly<Record<string, object>>;
}

/** A client's resources. */
const client = (sign: string, name: string): string[] =>
    ["client-NAME-cert", "client-NAME-key", "client-NAME-request", "issuer-NAME-cert", "issuer-NAME-key"].map(
        (resource) => `${sign}team-${resource.replace("NAME", name)}`,
    );
const generation = (sign: string, name: string): string[] => [`${sign}team-${name}-cert`, `${sign}team-${name}-key`];

/** The daemon gets another bundle, and the readiness check waits for it. */
const DAEMON = ["~build-docker", "~build-readiness-cert", "~build-ready"];

describe.each(INSTALL_WAYS)("The preview of a change of an authority, with a host by $engineInstall", (way) => {
    test.each<[string, CertificateAuthorityArgs, CertificateAuthorityArgs, string[]]>([
        ["nothing", { clients: ["ci", "web"] }, { clients: ["ci", "web"] }, []],
        ["the order of the clients", { clients: ["ci", "web", "a"] }, { clients: ["web", "a", "ci"] }, []],
        [
            "a client more, new or again",
            { clients: ["web"] },
            { clients: ["web", "ci"] },
            [...client("+", "ci"), ...DAEMON],
        ],
        ["one client less", { clients: ["web", "ci"] }, { clients: ["web"] }, [...client("-", "ci"), ...DAEMON]],
        [
            "another name for a client",
            { clients: ["web", "ci"] },
            { clients: ["web", "build"] },
            [...client("-", "ci"), ...client("+", "build"), ...DAEMON],
        ],
        [
            "another generation",
            { authorityGenerations: ["g1"] },
            { authorityGenerations: ["g1", "g2"] },
            generation("+", "g2"),
        ],
        [
            "the order of the generations",
            { authorityGenerations: ["g1", "g2"] },
            { authorityGenerations: ["g2", "g1"] },
            ["~build-docker", "~build-ready", "~build-server-cert"],
        ],
        [
            "the old generation dropped",
            { authorityGenerations: ["g2", "g1"] },
            { authorityGenerations: ["g2"] },
            generation("-", "g1"),
        ],
        [
            "shorter client certificates",
            { certificateValidityHours: 100, earlyRenewalHours: 10 },
            { certificateValidityHours: 90, earlyRenewalHours: 20 },
            ["~team-client-default-cert"],
        ],
        [
            "other keys",
            { keyAlgorithm: "ECDSA-P256" },
            { keyAlgorithm: "RSA-2048" },
            [...client("~", "default"), ...generation("~", "g1"), ...DAEMON, "~build-server-cert"],
        ],
    ])("shows of %s only what it concerns", async (_what, before, after, expected) => {
        const up = await run(before, way);
        const preview = await run(after, way, { preview: true, over: up });
        expect(changes(up, preview)).toEqual([...expected].sort());
    });

    test("knows the other clients and the authority when there is a new client", async () => {
        const up = await run({ clients: ["web"] }, way);
        const preview = await run({ clients: ["web", "ci"] }, way, { preview: true, over: up });
        const [before, after] = [up, preview].map((recorder) => recorder.outputsOf("team").value) as [Made, Made];
        expect(after.clients["web"]).toEqual(before.clients["web"]);
        expect(after.clientIssuers["web"]).toBe(before.clientIssuers["web"]);
        const host = preview.outputsOf("build").value as Made;
        expect(host.clientIssuers).toEqual({ ci: UNKNOWN, web: before.clientIssuers["web"] });
        expect([after.clients["ci"], after.clientIssuers["ci"]]).toEqual([
            { certPem: UNKNOWN, keyPem: UNKNOWN },
            UNKNOWN,
        ]);
        const authority = ["caCertPem", "issuingCertPem", "issuingKeyPem"] as const;
        expect(authority.map((name) => after[name])).toEqual(authority.map((name) => before[name]));
        expect(after.issuingCertPem).toContain("BEGIN CERTIFICATE");
    });

    test("knows the other generations when there is a new one", async () => {
        const up = await run({ authorityGenerations: ["g1"] }, way);
        const preview = await run({ authorityGenerations: ["g1", "g2"] }, way, { preview: true, over: up });
        const g1 = (up.outputsOf("team").value as Made).caCertPem;
        expect(preview.outputsOf("team").value).toMatchObject({ generations: { g1, g2: UNKNOWN } });
    });
});
