import { describe, expect, test } from "@jest/globals";
import { danger } from "../../../../preview/findings/finding";
import { prose } from "../../../../preview/markdown/markdown";
import type { PlannedResource } from "../../../../preview/plan/plan";
import { UNKNOWN } from "../../../../preview/plan/properties";
import {
    changedResources,
    propertySections,
    tableRow,
    tableRows,
    typeNames,
} from "../../../../preview/render/changesSection";
import { changed, planned } from "../support";

const GROUP = "azure-native:network:NetworkSecurityGroup";
const MACHINE = "azure-native:compute:VirtualMachine";
const HOST = planned("docker-host-vm:index:DockerHostVm", "build", { operation: "create" });

/** The rows of the table of these resources, without the bars at their ends. */
function rowsOf(resources: readonly PlannedResource[], told: readonly PlannedResource[] = []): string[] {
    const findings = [danger("replace", "told", told, prose`text`)];
    return tableRows(changedResources(resources, findings), findings).map((row) =>
        tableRow(row, typeNames(resources)).source.slice(2, -2),
    );
}

const sectionsOf = (...resources: readonly PlannedResource[]): string[] =>
    propertySections(resources, typeNames(resources)).map(({ source }) => source);

const update = (...changes: PlannedResource["changes"]): PlannedResource =>
    planned(MACHINE, "vm", { operation: "update", changes });

describe("The table", () => {
    test.each([
        [GROUP, "NetworkSecurityGroup"],
        ["azure-native:network/v20230901:NetworkSecurityGroup", "NetworkSecurityGroup"],
        ["docker-host-vm:index:DockerHostVm", "DockerHostVm"],
        ["tls:index/privateKey:PrivateKey", "tls:PrivateKey"],
        ["command:local:Command", "command:local:Command"],
    ])("shows the type %s as %s", (type, shown) => {
        expect(rowsOf([planned(type, "x", { operation: "update" })])).toEqual([`update | \`x\` | \`${shown}\` | `]);
    });

    test("keeps the module of a type whose name another module of the plan has as well", () => {
        const twin = planned("azure-native:compute:NetworkSecurityGroup", "b", { operation: "update" });
        expect(rowsOf([planned(GROUP, "a", { operation: "update" }), twin])).toEqual([
            "update | `b` | `compute:NetworkSecurityGroup` | ",
            "update | `a` | `network:NetworkSecurityGroup` | ",
        ]);
    });

    test("names the component of a part that has not its name before its own", () => {
        const parent = HOST.urn;
        const names = ["build-vm", "builder", "vm"];
        expect(rowsOf(names.map((name) => planned(MACHINE, name, { operation: "update", parent })))).toEqual([
            "update | `build-vm` | `VirtualMachine` | ",
            "update | `builder` in `build` | `VirtualMachine` | ",
            "update | `vm` in `build` | `VirtualMachine` | ",
        ]);
    });

    test("has one row for a component that is made with all that it holds, but for what findings are about", () => {
        const part = (name: string, rest: Partial<PlannedResource> = {}): PlannedResource =>
            planned(MACHINE, name, { operation: "create", parent: HOST.urn, ...rest });
        const told = part("build-told");
        const nested = planned("docker-host-vm:index:HostNetwork", "build-network", {
            operation: "create",
            parent: HOST.urn,
        });
        const within = part("build-subnet", { parent: nested.urn });
        const updated = part("build-updated", { operation: "update" });
        expect(rowsOf([HOST, part("build-a"), part("build-b"), told, nested, within, updated], [told])).toEqual([
            "create | `build-told` | `VirtualMachine` | ",
            "create | `build` | `DockerHostVm` | with `build-a`, `build-b`",
            "create | `build-network` | `HostNetwork` | with `build-subnet`",
            "update | `build-updated` | `VirtualMachine` | ",
        ]);
    });

    test("has one row for the keys and certificates of all clients, however many there are", () => {
        const parent = planned("docker-host-vm:index:CertificateAuthority", "ca").urn;
        const parts = ["issuer-%-key", "issuer-%-cert", "client-%-key", "client-%-request", "client-%-cert"];
        const clients = Array.from({ length: 50 }, (_unused, index) => `c-${10 + index}`);
        const all = clients.flatMap((client) =>
            parts.map((part) =>
                planned("tls:index/privateKey:PrivateKey", `ca-${part.replace("%", client)}`, {
                    operation: "create",
                    parent,
                }),
            ),
        );
        const gone = all.slice(0, 2).map((one) => ({ ...one, urn: `${one.urn}-old`, operation: "delete" as const }));
        const told = all.filter(({ name }) => name.startsWith("ca-issuer-"));
        expect(rowsOf([...all, ...gone], told)).toEqual([
            "create | 50 clients (`c-10`, `c-11`, `c-12`, `c-13`, `c-14` and 45 more) in `ca` | keys and certificates | 250 resources",
            "delete | client `c-10` in `ca` | keys and certificates | 2 resources",
        ]);
        const updated = planned("tls:index/privateKey:PrivateKey", "ca-client-ci-key", { operation: "update", parent });
        expect(rowsOf([updated])).toEqual(["update | `ca-client-ci-key` | `tls:PrivateKey` | "]);
    });

    test("has one row for the readiness checks of all hosts, as long as only their clients change", () => {
        const readiness = (host: string, path: string): PlannedResource =>
            planned("tls:index/selfSignedCert:SelfSignedCert", `${host}-readiness-cert`, {
                parent: planned("docker-host-vm:index:DockerHostVm", host).urn,
                operation: "replace",
                after: { isCaCertificate: false },
                changes: [changed(path, { before: "a\nb", after: "a\nc", replaces: true })],
            });
        const all = [readiness("build", "subject"), readiness("test", "subject"), readiness("other", "subject.x")];
        expect(rowsOf(all)).toEqual([
            "**replace** | readiness certificates of 2 hosts (`build`, `test`) | `tls:SelfSignedCert` | their subjects follow from the clients that the hosts accept",
            "**replace** | `other-readiness-cert` | `tls:SelfSignedCert` | `subject.x`: see below",
        ]);
        expect(sectionsOf(...all)).toHaveLength(1);
    });

    test("lets no text be wider than its column", () => {
        const long = "x".repeat(200);
        const [row = ""] = rowsOf([
            planned(`azure-native:a:${long}`, long, {
                operation: "update",
                parent: `urn:pulumi:a::b::c::${long}y`,
                changes: [changed(`${long}.${long}`, { before: long, after: `${long}y` })],
            }),
        ]);
        const pieces = row.split(/[ -]|<wbr>/).map((piece) => piece.replaceAll("`", ""));
        expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(32);
        expect(row).toContain("<wbr>");
    });
});

describe("Property changes", () => {
    const short = [changed("a", { before: 1, after: 2 }), changed("b", { before: "x", after: UNKNOWN })];

    test("are only those that the table does not show in full", () => {
        expect(sectionsOf(update(...short))).toEqual([]);
        const long = changed("c", { before: "old ".repeat(20), after: "new ".repeat(20) });
        const lines = changed("d", { before: "1\n2", after: "1\n3" });
        expect(sectionsOf(update(...short, long))[0]).toMatch(/^[^@]*@@ c @@[^@]*$/);
        expect(sectionsOf(update(...short, lines))[0]).toMatch(/^[^@]*@@ d @@\n- 2\n\+ 3\n```$/);
        expect(sectionsOf(update(...short, changed("e", { after: 1 }), changed("f", { after: 1 })))[0]).toMatch(
            /^[^@]*@@ f @@[^@]*$/,
        );
    });

    test("of a resource that is replaced are those that do not replace it", () => {
        const changes = [changed("a", { before: 1, after: 2, replaces: true }), changed("b", { before: 1, after: 2 })];
        const [text, ...others] = sectionsOf(planned(MACHINE, "vm", { operation: "replace", changes }));
        expect(others).toEqual([]);
        expect(text).toMatch(/^[^@]*@@ b @@[^@]*$/);
    });

    test("are none where a provider names a result of which nothing is known", () => {
        const more = changed("c", { after: 1 });
        expect(sectionsOf(update(...short, more, changed("result")))).toEqual([]);
        expect(sectionsOf(update(...short, more, changed("result", { after: 1 })))).toHaveLength(1);
    });

    test("show little of a value that is known again only after an up", () => {
        const before = Array.from({ length: 20 }, (_unused, index) => `line ${index}`).join("\n");
        const [text] = sectionsOf(update(changed("a", { before, after: UNKNOWN })));
        expect(text).toContain("- line 2\n  ... and 17 more lines\n+ (known after up)\n");
    });

    test("leave out security rules that sentences tell of, and no others", () => {
        const rules = (source: unknown): object => ({ securityRules: [{ name: "ssh", sourceAddressPrefix: source }] });
        const path = "securityRules[0].sourceAddressPrefix";
        const group = (before: string, after: string): PlannedResource =>
            planned(GROUP, "nsg", {
                operation: "update",
                before: { ...rules(before) },
                after: { ...rules(after) },
                changes: [changed(path, { before, after })],
            });
        const told = group("1.2.3.4", "5.6.7.8");
        expect(rowsOf([told])).toEqual([
            "update | `nsg` | `NetworkSecurityGroup` | security rules: see *Who may connect*",
        ]);
        expect(sectionsOf(told)).toEqual([]);
        expect(rowsOf([group("[secret]", "[secret]")])).toEqual([
            "update | `nsg` | `NetworkSecurityGroup` | `sourceAddressPrefix`: another `[secret]`",
        ]);
    });
});
