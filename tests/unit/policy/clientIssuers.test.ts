import { beforeAll, describe, expect, test } from "@jest/globals";
import { gzipSync } from "node:zlib";
import { renderInstallScript } from "../../../components/engine/installScript";
import { EngineSource } from "../../../components/options";
import { broughtIssuers, undeclaredIssuers } from "../../../policy/clientIssuers";
import { issueAuthority } from "../../support/certificates";
import { judge, judgeStack, LATE, type Resource } from "./support";

const EXTENSION = "azure-native:compute:VirtualMachineExtension";
const SELF_SIGNED = "tls:index/selfSignedCert:SelfSignedCert";

const pems: Record<string, string> = {};
beforeAll(async () => {
    for (const name of ["ci", "laptop", "partner", "readiness", "server", "g1"]) {
        pems[name] = (await issueAuthority(name)).certPem;
    }
});
const pem = (name: string): string => pems[name] ?? "";
const issuers = (...names: readonly string[]): object => Object.fromEntries(names.map((name) => [name, pem(name)]));

/** A host that declares these clients, or an output that is not known. */
const host = (clientIssuers: unknown): Resource => ({
    type: "docker-host-vm:index:DockerHostVm",
    name: "build",
    props: { clientIssuers },
});
const authority = (...clients: readonly string[]): Resource => ({
    type: "docker-host-vm:index:CertificateAuthority",
    name: "ca",
    props: { clientIssuers: issuers(...clients) },
});
const made = (name: string, parent?: Resource): Resource => ({
    type: SELF_SIGNED,
    name: `${name}-cert`,
    props: { certPem: pem(name) },
    ...(parent && { parent }),
});

/** The certificate of a host's readiness check. */
const readiness = (parent: Resource, isCaCertificate = false): Resource => ({
    ...made("readiness", parent),
    name: `${parent.name ?? ""}-readiness-cert`,
    props: { certPem: pem("readiness"), isCaCertificate },
});

/** The settings of both ways of installation for a daemon that accepts these clients. */
const WAYS = {
    CustomScript: (bundle: readonly string[], more = "") => {
        const certificates = {
            ca: bundle.map(pem).join(""),
            cert: pem("server") + pem("g1"),
            key: "-----BEGIN KEY-----",
        };
        const script = renderInstallScript({
            engineSource: EngineSource.Docker,
            engineVersion: "29.10.0",
            keepNewer: false,
            dockerPort: 2376,
            daemonOptions: [],
            daemon: {},
            certificates,
        });
        return { script: gzipSync(script + more).toString("base64") };
    },
    DockerExtension: (bundle: readonly string[]) => ({
        certs: { ca: Buffer.from(bundle.map(pem).join("")).toString("base64"), cert: "", key: "" },
    }),
};
const PROPERTY = { CustomScript: "protectedSettings.script", DockerExtension: "protectedSettings.certs.ca" };
type Way = keyof typeof WAYS;

/** An extension with its inputs, and what else is in its stack. */
interface Case {
    readonly type: Way;
    readonly protectedSettings: object | string;
    readonly parent?: Resource;
    readonly others: readonly Resource[];
}

/** What both policies say of an extension: the inputs first, then the stack, whose outputs have no protected settings. */
async function judged({ type, protectedSettings, parent, others }: Case, config: object = {}): Promise<unknown[]> {
    const extension: Resource = { type: EXTENSION, name: "build-docker", props: { type, protectedSettings } };
    const output: Resource = { ...extension, props: { type }, ...(parent && { parent }) };
    const stack = [...others, ...(parent === undefined ? [] : [parent]), output];
    expect((await judge(undeclaredIssuers, extension)).violations).toEqual([]);
    return [await judgeStack(undeclaredIssuers, stack, config), await judgeStack(broughtIssuers, stack, config)];
}

describe.each(["CustomScript", "DockerExtension"] as const)("the daemon of %s", (way) => {
    const violation = [["build-docker", PROPERTY[way]]];
    const advice = [["build", "clientIssuers"]];

    test("may accept the clients that the stack makes, and its readiness check", async () => {
        const build = host(issuers("ci", "laptop"));
        const certificates = [authority("ci", "laptop"), made("ci"), made("laptop"), readiness(build)];
        const settings = WAYS[way](["ci", "laptop", "readiness"]);
        expect(await judged({ type: way, protectedSettings: settings, parent: build, others: certificates })).toEqual([
            [],
            [],
        ]);
    });

    test("must not accept clients that its host does not declare, unless that is exempt", async () => {
        const build = host(issuers("ci"));
        const certificates = [authority("ci"), made("ci"), readiness(build)];
        const settings = WAYS[way](["ci", "partner", "readiness"]);
        expect(await judged({ type: way, protectedSettings: settings, parent: build, others: certificates })).toEqual([
            violation,
            [],
        ]);
        const exempt = { exempt: ["build-docker"] };
        expect(
            await judged({ type: way, protectedSettings: settings, parent: build, others: certificates }, exempt),
        ).toEqual([[], []]);
    });

    test("is judged on an existing VM, too", async () => {
        const build = { ...host(issuers("ci")), type: "docker-host-vm:index:DockerEngine" };
        const others = [authority("ci"), made("ci"), readiness(build)];
        const settings = WAYS[way](["ci", "partner", "readiness"]);
        expect(await judged({ type: way, protectedSettings: settings, parent: build, others })).toEqual([
            violation,
            [],
        ]);
    });

    test("must not accept the readiness check of another host, or an issuer only because the stack makes it", async () => {
        const build = host(issuers("ci"));
        const certificates = [authority("ci"), made("ci"), made("laptop"), readiness(host({}))];
        const other = { ...host({}), name: "other" };
        expect(
            await judged({
                type: way,
                protectedSettings: WAYS[way](["ci", "laptop"]),
                parent: build,
                others: certificates,
            }),
        ).toEqual([violation, []]);
        const elsewhere = [authority("ci"), made("ci"), readiness(other)];
        expect(
            await judged({
                type: way,
                protectedSettings: WAYS[way](["ci", "readiness"]),
                parent: build,
                others: elsewhere,
            }),
        ).toEqual([violation, []]);
    });

    test("must not accept another certificate that is made within its host, or an authority as its readiness check", async () => {
        const build = host(issuers("ci"));
        const settings = WAYS[way](["ci", "readiness"]);
        for (const own of [made("readiness", build), readiness(build, true)]) {
            const others = [authority("ci"), made("ci"), own];
            expect(await judged({ type: way, protectedSettings: settings, parent: build, others })).toEqual([
                violation,
                [],
            ]);
        }
    });

    test("gives advice that says what to do", async () => {
        const said: string[] = [];
        const build = host(issuers("ci", "partner"));
        const extension: Resource = { type: EXTENSION, name: "build-docker", props: { type: way }, parent: build };
        await judgeStack(broughtIssuers, [authority("ci"), made("ci"), build, extension], {}, said);
        expect(said).toEqual([
            expect.stringContaining("Name the clients in clients, so that each has an issuer of its own"),
        ]);
    });

    test("gives advice about clients that are declared, and that the stack does not make", async () => {
        const build = host(issuers("ci", "partner"));
        const settings = WAYS[way](["ci", "partner"]);
        expect(
            await judged({
                type: way,
                protectedSettings: settings,
                parent: build,
                others: [authority("ci", "partner"), made("ci")],
            }),
        ).toEqual([[], advice]);
        // Added to what the authority lists.
        expect(
            await judged({
                type: way,
                protectedSettings: settings,
                parent: build,
                others: [authority("ci"), made("ci")],
            }),
        ).toEqual([[], advice]);
    });

    test("may accept what an authority of another stack lists", async () => {
        const build = host(issuers("ci", "partner"));
        expect(
            await judged({ type: way, protectedSettings: WAYS[way](["ci", "partner"]), parent: build, others: [] }),
        ).toEqual([[], []]);
    });

    test("is not judged without a host, or before its clients or certificates are known", async () => {
        const settings = WAYS[way](["partner"]);
        expect(await judged({ type: way, protectedSettings: settings, others: [] })).toEqual([[], []]);
        expect(await judged({ type: way, protectedSettings: settings, parent: host(LATE), others: [] })).toEqual([
            [],
            [],
        ]);
        expect(
            await judged({
                type: way,
                protectedSettings: settings,
                parent: host({ ...issuers("ci"), staging: LATE }),
                others: [],
            }),
        ).toEqual([[], []]);
        expect(await judged({ type: way, protectedSettings: LATE, parent: host(issuers("ci")), others: [] })).toEqual([
            [],
            [],
        ]);
    });
});

test("A script must not bring a certificate to the daemon in another way either", async () => {
    const build = host(issuers("ci"));
    const settings = WAYS.CustomScript(["ci"], `\ncat >> /etc/docker/ca.pem <<'EOF'\n${pem("partner")}EOF\n`);
    expect(
        await judged({
            type: "CustomScript",
            protectedSettings: settings,
            parent: build,
            others: [authority("ci"), made("ci")],
        }),
    ).toEqual([[["build-docker", "protectedSettings.script"]], []]);
});

test("What was known in a preview is forgotten when an up does not know it", async () => {
    const build = host(issuers("ci"));
    const settings = WAYS.DockerExtension(["partner"]);
    expect(
        (
            await judged({ type: "DockerExtension", protectedSettings: settings, parent: build, others: [made("ci")] })
        )[0],
    ).toHaveLength(1);
    expect(
        await judged({ type: "DockerExtension", protectedSettings: LATE, parent: build, others: [made("ci")] }),
    ).toEqual([[], []]);
});
