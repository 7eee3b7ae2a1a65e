import { describe, expect, test } from "@jest/globals";
import { UNKNOWN } from "../../../../shared/pulumiValues";
import type { DaemonSettings } from "../../../../components";
import { LOWEST_SAFE_ENGINE } from "../../../../components/engine/engineVulnerabilities";
import type { PlannedResource } from "../../../../preview/plan/plan";
import { customScript, dockerExtension, found, gateOf, HOST, hostBetween, type State, withProxy } from "./engineStates";
import { engineFindings } from "../../../../preview/findings/engineFindings";
import { changed, planned, planOf } from "../support";

describe.each([
    ["DockerExtension", dockerExtension],
    ["CustomScript", customScript],
])("with %s", (_name, way) => {
    const safest: DaemonSettings = {
        noNewPrivileges: true,
        selinux: true,
        usernsRemap: "default",
        authorizationPlugins: ["opa"],
        ulimits: { nofile: { soft: 1024, hard: 2048 } },
    };

    test.each([
        [{ interContainerCommunication: true }, "interContainerCommunication"],
        [{ userlandProxy: true }, "userlandProxy"],
        [{ liveRestore: false }, "liveRestore"],
        [{ noNewPrivileges: false }, "noNewPrivileges"],
        [{ selinux: false }, "selinux"],
        [{ usernsRemap: "host" }, "usernsRemap"],
        [{ authorizationPlugins: [] }, "authorizationPlugins"],
        [{ insecureRegistries: ["registry:5000"] }, "insecureRegistries"],
        [{ registryMirrors: ["https://mirror.example.org"] }, "registryMirrors"],
        [{ logOptions: {} }, "logOptions"],
        [{ ulimits: { nofile: { soft: 9999, hard: 9999 } } }, "ulimits"],
    ] satisfies [DaemonSettings, string][])("the daemon with %j protects less", (less, setting) => {
        const findings = found(hostBetween(way(safest), way({ ...safest, ...less })));
        expect(findings).toHaveLength(1);
        expect(findings[0]).toContain(
            `danger hardening: **Hardening weakened** (\`ext\`): the daemon's \`${setting}\`: `,
        );
    });

    test("the safer daemon, and one with other labels, is no finding", () => {
        expect(found(hostBetween(way({}), way({ ...safest, labels: { certs: "other" } })))).toHaveLength(1); // ulimits differ
        expect(found(hostBetween(way({}), way({ noNewPrivileges: true, labels: { certs: "other" } })))).toEqual([]);
        expect(found(hostBetween(way({}), way({ insecureRegistries: ["localhost:5000"] })))).toEqual([]);
    });

    test("a flag that the report does not know is told of", () => {
        expect(found(hostBetween(way({}), way({}, ["--iptables=false"])))[0]).toContain(
            "danger hardening: **Hardening weakened** (`ext`): the daemon's `--iptables`",
        );
        expect(found(hostBetween(way({}), way({}, ["--tlsverify=false"])))[0]).toMatch(/^danger tls: \*\*TLS changed/);
        expect(found(hostBetween(way({}), way({}, ["-H=tcp://0.0.0.0:1"])))[0]).toMatch(/^danger tls/);
        const metrics = way({}, ["--metrics-addr=0.0.0.0:9323"]);
        expect(found(hostBetween(way({}), metrics))).toEqual([
            "danger tls: **TLS changed** (`ext`): the daemon's `--metrics-addr`: a port that asks nobody for a certificate.",
        ]);
    });

    test("settings that are known only later are told of, and the stack's files compared", () => {
        const later = { extension: { ...way({}).extension, settings: UNKNOWN }, gate: gateOf(UNKNOWN) };
        const configs = { before: {}, after: { "docker-host-vm:daemon": { liveRestore: false } } };
        const findings = found(hostBetween(way({}), later), configs);
        expect(findings[0]).toContain("daemon's `liveRestore`");
        expect(findings[1]).toMatch(/^danger hardening: \*\*Daemon's settings unknown.* not in a form/);
        expect(findings).toHaveLength(2);
        const own = planned("tls:index/locallySignedCert:LocallySignedCert", "cert", {
            operation: "replace",
            parent: HOST,
        });
        expect(found([own, ...hostBetween(way({}), later)], configs)[1]).toMatch(
            /^caution hardening: .* known only with the new certificates/,
        );
    });

    test("a preset that is taken away in the stack's file takes its protections away", () => {
        const later = { extension: { ...way({}).extension, settings: UNKNOWN }, gate: gateOf(UNKNOWN) };
        const configs = { before: { "docker-host-vm:daemonPreset": "cis" }, after: {} };
        const settings = ["ulimits", "noNewPrivileges", "usernsRemap"];
        expect(found(hostBetween(way({}), later), configs).slice(0, -1)).toEqual(
            settings.map((setting) => expect.stringContaining(`the daemon's \`${setting}\``)),
        );
    });

    test("a weakening of a single host in the stack's file is told of that host", () => {
        const later = { extension: { ...way({}).extension, settings: UNKNOWN }, gate: gateOf(UNKNOWN) };
        const single = (host: string) => ({ [host]: { daemon: { liveRestore: false } } });
        const configs = (host: string) => ({ before: {}, after: { "docker-host-vm:perHost": single(host) } });
        expect(found(hostBetween(way({}), later), configs("docker-host"))[0]).toContain("daemon's `liveRestore`");
        expect(found(hostBetween(way({}), later), configs("other"))).toHaveLength(1);
    });

    test("protected settings that change by themselves are told of", () => {
        const changes = [changed("protectedSettings")];
        const [finding, ...others] = found(hostBetween(way({}), way({}), { changes }));
        expect(others).toEqual([]);
        expect(finding).toContain("danger tls: **TLS changed** (`ext`): protected settings change");
    });

    test("protected settings that change with the host's own certificate are for the reviewer to look at", () => {
        const certificate = planned("tls:index/locallySignedCert:LocallySignedCert", "cert", { operation: "replace" });
        const changes = [changed("protectedSettings")];
        const host = hostBetween(way({}), way({}), { changes });
        expect(found([{ ...certificate, parent: HOST }, ...host])).toEqual([
            expect.stringContaining("caution hardening: **Protected settings change** (`ext`): "),
        ]);
        expect(found([certificate, ...host])).toEqual([expect.stringContaining("danger tls: **TLS changed**")]);
    });

    test("an extension of the same type beside the engine's is another one", () => {
        const second = planned("azure-native:compute:VirtualMachineExtension", "more", {
            operation: "create",
            parent: HOST,
            before: undefined,
            after: way({}).extension,
        });
        const host = hostBetween(way({}), way({}), { operation: "same" });
        expect(found([...host, second])).toEqual([expect.stringContaining("**Another extension** (`more`)")]);
    });
});

test("the same daemon by the other way of installation is no weaker", () => {
    const findings = found(hostBetween(dockerExtension({}), customScript({})));
    expect(findings).toEqual([]);
    expect(found(hostBetween(customScript({}), dockerExtension({})))).toEqual([
        expect.stringContaining("**Retired extension**"),
    ]);
});

test("CustomScript with another seccomp profile of several lines, beside flags, is told of by the profile", () => {
    const withProfile = (profile: string): State => customScript({ seccompProfile: profile }, ["--debug"]);
    const findings = found(hostBetween(withProfile('{\n"a": 1\n}'), withProfile('{\n"a": 2\n}')));
    expect(findings).toEqual([expect.stringContaining("daemon's `seccompProfile`")]);
});

test("CustomScript without TLS in daemon.json touches TLS", () => {
    const without = customScript({});
    const environment = without.gate["environment"] as { ENGINE_REVISION: string };
    const revision = environment.ENGINE_REVISION.replace('"tlsverify": true', '"tlsverify": false');
    expect(found(hostBetween(customScript({}), { ...without, gate: gateOf(revision) }))[0]).toMatch(
        /^danger tls: .*`tlsverify`/,
    );
});

test("CustomScript with packages of another source is told of", () => {
    const state = customScript({});
    const environment = state.gate["environment"] as { ENGINE_REVISION: string };
    const other = { ...state, gate: gateOf(environment.ENGINE_REVISION.replace(/^docker/, "ubuntu")) };
    expect(found(hostBetween(state, other))[0]).toContain("`docker` → `ubuntu`");
});

describe("CustomScript with another version", () => {
    const between = (before: string, after: string): string[] =>
        found(hostBetween(customScript({}, [], before), customScript({}, [], after)));

    test.each([
        ["newer", LOWEST_SAFE_ENGINE, "99.0.0", []],
        ["older", "99.1.0", "99.0.10", ["caution hardening: **Older engine** (`ext`): `99.1.0` → `99.0.10`."]],
        [
            "vulnerable",
            "",
            "29.8.1",
            ["danger hardening: **Vulnerable engine** (`ext`): `29.8.1` has `CVE-2026-97032`"],
        ],
        [
            "older and vulnerable",
            "29.10.0",
            "29.5.0",
            [
                "danger hardening: **Vulnerable engine** (`ext`): `29.5.0` has `CVE-2026-41567`",
                "caution hardening: **Older engine** (`ext`): `29.10.0` → `29.5.0`.",
            ],
        ],
        ["less vulnerable", "29.3.0", "29.8.1", ["caution hardening: **Vulnerable engine** (`ext`): `29.8.1` has"]],
        ["vulnerable, as before", "29.8.1", "29.8.1", []],
    ])("that is %s", (_what, before, after, expected) => {
        const findings = between(before, after).sort().reverse();
        expect(findings).toHaveLength(expected.length);
        expected.forEach((text, index) => {
            expect(findings[index]).toContain(text);
        });
    });

    test("is told of by the stack's files when the preview cannot", () => {
        const later = { extension: customScript({}).extension, gate: gateOf(UNKNOWN) };
        const configs = {
            before: { "docker-host-vm:engineVersion": "99.0.0" },
            after: { "docker-host-vm:engineVersion": "29.8.1" },
        };
        const findings = found(hostBetween(customScript({}), later), configs);
        expect(findings).toEqual([
            expect.stringContaining("caution hardening: **Older engine** (`ext`): `99.0.0` → `29.8.1`."),
            expect.stringContaining("danger hardening: **Vulnerable engine** (`ext`): `29.8.1`"),
            expect.stringContaining("**Daemon's settings unknown**"),
        ]);
    });
});

test("the extension that Azure retired is told of where it was not before", () => {
    const findings = found(hostBetween(customScript({}), dockerExtension({})));
    expect(findings).toContainEqual(expect.stringContaining("caution hardening: **Retired extension** (`ext`): Azure"));
    expect(found(hostBetween(dockerExtension({}), dockerExtension({})))).toEqual([]);
});

test("a new host with a weaker daemon than the defaults is told of", () => {
    const weak = dockerExtension({ interContainerCommunication: true });
    const resources = hostBetween(weak, weak).map((resource) => ({
        ...resource,
        operation: "create" as const,
        before: undefined,
    }));
    const machine = planned("azure-native:compute:VirtualMachine", "vm", { operation: "create", parent: HOST });
    expect(found([machine, ...resources])).toContainEqual(
        expect.stringContaining("daemon's `interContainerCommunication`"),
    );
    // Without a VM of its own it is put on one that is there, and what its gate is told proves nothing.
    expect(found(resources)).toEqual([expect.stringContaining("danger hardening: **Another extension** (`ext`)")]);
});

describe("the gate", () => {
    const [extension, gate] = hostBetween(dockerExtension({}), dockerExtension({})) as [
        PlannedResource,
        PlannedResource,
    ];

    test("that is removed from a host that stays is told of", () => {
        const removed = { ...gate, operation: "delete" as const, after: undefined };
        expect(found([extension, removed])[0]).toContain(
            "danger tls: **TLS changed** (`ready`): this check, which waits",
        );
        expect(found([{ ...extension, operation: "delete", after: undefined }, removed])).toEqual([]);
    });

    test("that runs something else is told of", () => {
        expect(found([extension, { ...gate, changes: [changed("stdin")] }])[0]).toContain(
            "(`ready`): what this check runs",
        );
        expect(found([extension, { ...gate, changes: [changed("environment.VM_ID")] }])).toEqual([]);
    });
});

test("settings that are hidden from the report, and not from the gate, are told of in each case", () => {
    const hidden = { extension: { type: "DockerExtension", settings: UNKNOWN }, gate: dockerExtension({}).gate };
    const own = planned("tls:index/locallySignedCert:LocallySignedCert", "cert", {
        operation: "replace",
        parent: HOST,
    });
    const expected = expect.stringMatching(/^danger hardening: \*\*Daemon's settings unknown.* not in a form/);
    expect(found([own, ...hostBetween(dockerExtension({}), hidden)])).toContainEqual(expected);
    const created = hostBetween(hidden, hidden).map((one) => ({
        ...one,
        before: undefined,
        operation: "create" as const,
    }));
    const machine = planned("azure-native:compute:VirtualMachine", "vm", {
        operation: "create",
        before: undefined,
        parent: HOST,
    });
    expect(
        engineFindings({ ...planOf(machine, ...created), isNew: true }, { before: {}, after: {} }).map(
            ({ title }) => title,
        ),
    ).toEqual(["daemon's settings unknown"]);
});

test("another extension on the VM runs code as root", () => {
    const other = planned("azure-native:compute:VirtualMachineExtension", "own", {
        operation: "create",
        before: undefined,
        after: { type: "Other" },
    });
    expect(found([other])[0]).toContain("danger hardening: **Another extension**");
    expect(found([{ ...other, operation: "same" }])).toEqual([]);
});

test("the daemon of an engine that comes to a VM that is there is judged", () => {
    const parent = HOST.replace("DockerHostVm", "DockerEngine");
    const added = { parent, operation: "create", before: undefined } as const;
    const lines = found(
        hostBetween(customScript({}), customScript({ liveRestore: false })).map((one) => ({ ...one, ...added })),
    );
    expect(lines).toEqual([expect.stringMatching(/^danger hardening: \*\*Hardening weakened.*liveRestore/)]);
});

describe("The report on a daemon's proxy", () => {
    const direct = customScript({});
    const one = withProxy(direct, "1");

    test.each([
        ["that comes", direct, one, "uses another proxy"],
        ["that changes", one, withProxy(direct, "2"), "uses another proxy"],
        ["that goes", one, direct, "no longer uses a proxy"],
    ])("names one %s, not its URL", (_what, before, after, text) => {
        expect(found(hostBetween(before, after))).toEqual([
            expect.stringMatching(new RegExp(`^caution hardening: \\*\\*Another proxy.*the daemon ${text}`)),
        ]);
    });

    test("says nothing of one that stays", () => {
        expect(found(hostBetween(one, one))).toEqual([]);
    });
});
