import { describe, expect, test } from "@jest/globals";
import { UNKNOWN as UNKNOWN_MARK } from "../../../../shared/pulumiValues";
import { certificateFindings } from "../../../../preview/findings/certificateFindings";
import { type Finding, findingLine } from "../../../../preview/findings/finding";
import { UNKNOWN } from "../../../../preview/plan/properties";
import { machineFindings } from "../../../../preview/findings/machineFindings";
import { replacementFindings } from "../../../../preview/findings/replacementFindings";
import type { PlannedResource } from "../../../../preview/plan/plan";
import { between, changed, planOf, planned } from "../support";

const MACHINE = "azure-native:compute:VirtualMachine";
const AUTHORITY = "tls:index/selfSignedCert:SelfSignedCert";
const CERTIFICATE = "tls:index/locallySignedCert:LocallySignedCert";
const KEY = "tls:index/privateKey:PrivateKey";

const titles = (findings: readonly Finding[]): string[] => findings.map(({ level, title }) => `${level}: ${title}`);

describe("what is replaced", () => {
    test("is told of a VM with its reason and the loss of its data", () => {
        const changes = [
            changed("storageProfile.imageReference.sku", { before: "a", after: "b", replaces: true }),
            changed("hardwareProfile.vmSize"),
        ];
        const [finding] = replacementFindings(planOf(planned(MACHINE, "vm", { operation: "replace", changes })));
        expect(finding).toMatchObject({ kind: "replace", level: "danger", title: "VM replaced" });
        expect(finding && findingLine(finding).source).toBe(
            "**VM replaced** (`vm`): because of `storageProfile.imageReference.sku` (`a` → `b`); **the data on its disks is lost**.",
        );
    });

    test.each([
        ["a VM that is deleted", MACHINE, "delete", ["danger: VM deleted"]],
        ["a disk", "azure-native:compute:Disk", "replace", ["danger: disk replaced"]],
        [
            "a public address",
            "azure-native:network/v20240501:PublicIPAddress",
            "replace",
            ["caution: public address replaced", "caution: resources replaced"],
        ],
        [
            "a name made of chance",
            "random:index/randomString:RandomString",
            "replace",
            ["caution: DNS name replaced", "caution: resources replaced"],
        ],
        [
            "a resource group",
            "azure-native_resources_v20240301:resources:ResourceGroup",
            "replace",
            ["caution: resource group replaced", "caution: resources replaced"],
        ],
        [
            "a VM of a package for one version",
            "azure-native_compute_v20240301:compute:VirtualMachine",
            "delete",
            ["danger: VM deleted"],
        ],
        ["a key", KEY, "replace", ["caution: resources replaced"]],
        ["a network that is deleted", "azure-native:network:VirtualNetwork", "delete", []],
        ["a VM that is updated", MACHINE, "update", []],
        ["a VM that is new", MACHINE, "create", []],
    ] as const)("is told of %s", (_what, type, operation, expected) => {
        expect(titles(replacementFindings(planOf(planned(type, "x", { operation }))))).toEqual(expected);
    });
});

describe("certificates", () => {
    const leaf = (use: string, rest: Partial<PlannedResource>): PlannedResource =>
        planned(CERTIFICATE, "leaf", { after: { allowedUses: ["digital_signature", use] }, ...rest });
    const reissued = { operation: "replace", changes: [changed("certRequestPem", { replaces: true })] } as const;

    const replaced = (type: string, name: string, ...changes: PlannedResource["changes"]): PlannedResource =>
        planned(type, name, { operation: "replace", changes });
    const KEY_CHANGED = changed("privateKeyPem", { before: "[secret]", after: "[secret]", replaces: true });
    const ISSUER_CHANGED = [changed("caCertPem", { replaces: true }), changed("caPrivateKeyPem", { replaces: true })];
    const VALIDITY_CHANGED = changed("validityPeriodHours", { before: 87_600, after: 80_000, replaces: true });

    test.each([
        ["made for another key", replaced(AUTHORITY, "ca-cert", KEY_CHANGED)],
        ["under another name", replaced(AUTHORITY, "ca-cert", changed("subject.commonName", { replaces: true }))],
        ["replaced for no reason that is told", replaced(AUTHORITY, "ca-cert")],
        ["removed", planned(AUTHORITY, "ca-cert", { operation: "delete", after: undefined })],
        ["given with another key", leaf("server_auth", { operation: "replace", changes: ISSUER_CHANGED })],
    ])("of an authority that is %s lock every client out", (_what, resource) => {
        const [finding] = certificateFindings(planOf(resource));
        expect(finding).toMatchObject({ kind: "authority", level: "danger", title: "authority replaced" });
        expect(finding?.text.source).toContain("every client is locked out until it has new files.");
    });

    test("of an authority that is issued again for the same key lock nobody out", () => {
        const plan = planOf(
            replaced(AUTHORITY, "ca-cert", VALIDITY_CHANGED),
            leaf("client_auth", {
                operation: "replace",
                changes: [changed("caCertPem", { replaces: true }), changed("validityPeriodHours", { after: UNKNOWN })],
            }),
        );
        const findings = certificateFindings(plan);
        expect(findings.map(({ level, kind }) => `${level} ${kind}`)).toEqual([
            "caution certificate",
            "caution certificate",
        ]);
        expect(findings.map((one) => findingLine(one).source)).toEqual([
            "**Authority's certificate re-issued** (`ca-cert`): for the same key, because of `validityPeriodHours` (`87600` → `80000`). Clients keep access with the files that they have.",
            "**Client certificate re-issued** (`leaf`): because of the authority's new certificate; the old certificate stays valid to its end, and its holder needs the new files by then.",
        ]);
    });

    test("of a given authority of the same key may lock clients out, which is said", () => {
        const changes = [changed("caCertPem", { replaces: true })];
        const [finding] = certificateFindings(planOf(leaf("server_auth", { operation: "replace", changes })));
        expect(finding).toMatchObject({ kind: "authority", level: "danger" });
        expect(finding?.text.source).toContain("Where its subject is another one, every client is locked out");
    });

    test.each([
        ["server_auth", reissued.changes, "Server certificate", "the daemon restarts with the new one."],
        ["server_auth", ISSUER_CHANGED, "Server certificate", "and takes clients of the new authority only."],
        ["client_auth", reissued.changes, "Client certificate", "its holder needs the new files by then."],
        ["client_auth", ISSUER_CHANGED, "Client certificate", "the old certificate opens nothing any more."],
        ["email_protection", reissued.changes, "Certificate", "its holder needs the new files by then."],
    ])("for %s that are issued again say what follows from why: %#", (use, changes, role, consequence) => {
        const finding = certificateFindings(planOf(leaf(use, { operation: "replace", changes }))).at(-1);
        expect(finding?.kind).toBe("certificate");
        expect(finding && findingLine(finding).source).toContain(`**${role} re-issued** (\`leaf\`): because of `);
        expect(finding?.text.source).toMatch(new RegExp(`${RegExp(consequence).source}$`));
    });

    test.each([
        [[KEY_CHANGED], "another key;"],
        [
            [changed("dnsNames[1]", { after: "new.example.org", replaces: true })],
            "`dnsNames[1]` (unset → `new.example.org`);",
        ],
        [[], "another request;"],
    ])("tell what is other about their request: %#", (changes, reason) => {
        const request = planned("tls:index/certRequest:CertRequest", "host-request", { operation: "replace", changes });
        const cert = { ...leaf("server_auth", reissued), name: "host-cert" };
        const [finding] = certificateFindings(planOf(request, cert));
        expect(finding?.text.source).toContain(`because of ${reason}`);
    });

    test("are not called old because a validity that is not known yet might be none", () => {
        const changes = [
            ...[changed("caCertPem", { replaces: true }), changed("caPrivateKeyPem", { replaces: true })],
            ...[changed("validityPeriodHours", { after: UNKNOWN, replaces: true }), changed("readyForRenewal")],
        ];
        const findings = certificateFindings(planOf(leaf("server_auth", { operation: "replace", changes })));
        expect(findings.map(({ text }) => text.source).join("\n")).toContain("because of another authority;");
    });

    test.each([
        [{ allowedUses: [] }, "danger: new certificate of unknown use"],
        [{}, "danger: new certificate of unknown use"],
        [{ allowedUses: ["any_extended"] }, "danger: new certificate of unknown use"],
        [{ allowedUses: ["server_auth", "client_auth"] }, "danger: new certificate of unknown use"],
        [{ allowedUses: ["server_auth", "any_extended"] }, "danger: new certificate of unknown use"],
        [{ allowedUses: ["cert_signing"], isCaCertificate: true }, "danger: new authority"],
        [{ allowedUses: ["client_auth"] }, "caution: new client"],
    ])("that are new are told of unless they are a server's only: %j", (after, title) => {
        const created = planned(CERTIFICATE, "new", { operation: "create", before: undefined, after });
        expect(titles(certificateFindings(planOf(created)))).toEqual([title]);
    });

    test("of a client that is removed stay valid, which is said while the authority stays", () => {
        const removed = leaf("client_auth", {
            operation: "delete",
            before: { allowedUses: ["client_auth"] },
            after: undefined,
        });
        const other = { ...leaf("client_auth", {}), name: "other" };
        expect(titles(certificateFindings(planOf(removed, other)))).toEqual(["caution: client removed"]);
        expect(certificateFindings(planOf(removed))).toEqual([]);
    });

    test("of a new client are told of, those of a new server are not", () => {
        const created = { operation: "create", before: undefined } as const;
        expect(titles(certificateFindings(planOf(leaf("client_auth", created))))).toEqual(["caution: new client"]);
        expect(certificateFindings(planOf(leaf("server_auth", created)))).toEqual([]);
    });

    test("of a stack that is new are not told of", () => {
        const created = { operation: "create", before: undefined } as const;
        const plan = {
            resources: [leaf("client_auth", created)],
            isNew: true,
            remarks: [],
            hide: (text: string) => text,
        };
        expect(certificateFindings(plan)).toEqual([]);
    });

    test("for other uses touch TLS", () => {
        const changes = [changed("allowedUses[2]", { after: "cert_signing", replaces: true })];
        const findings = certificateFindings(planOf(leaf("server_auth", { operation: "replace", changes })));
        expect(titles(findings)).toEqual([
            "caution: server certificate re-issued",
            "caution: other uses of a certificate",
        ]);
        expect(findings[1]?.text.source).toContain("`cert_signing`");
    });

    test("with another kind of key touch TLS, a key that is merely made anew does not", () => {
        const weaker = [changed("rsaBits", { before: 4096, after: 1024, replaces: true })];
        const [finding] = certificateFindings(planOf(planned(KEY, "key", { operation: "replace", changes: weaker })));
        expect(finding).toMatchObject({ kind: "tls" });
        expect(finding?.text.source).toContain("`rsaBits` (`4096` → `1024`)");
        expect(certificateFindings(planOf(planned(KEY, "key", { operation: "replace" })))).toEqual([]);
    });
});

describe("a VM", () => {
    const safe = {
        hardwareProfile: { vmSize: "Standard_B2ls_v2" },
        osProfile: {
            linuxConfiguration: {
                disablePasswordAuthentication: true,
                patchSettings: { patchMode: "AutomaticByPlatform" },
            },
        },
        securityProfile: {
            securityType: "TrustedLaunch",
            uefiSettings: { secureBootEnabled: true, vTpmEnabled: true },
            encryptionAtHost: true,
        },
        storageProfile: { osDisk: { deleteOption: "Delete" } },
    };
    const linux = (over: object): object => ({
        ...safe,
        osProfile: { linuxConfiguration: { ...safe.osProfile.linuxConfiguration, ...over } },
    });
    const security = (over: object): object => ({ ...safe, securityProfile: { ...safe.securityProfile, ...over } });

    test.each([
        ["login by password", linux({ disablePasswordAuthentication: false }), "login by password"],
        [
            "login by password, by leaving it out",
            linux({ disablePasswordAuthentication: undefined }),
            "login by password",
        ],
        ["no trusted launch", security({ securityType: "Standard" }), "no trusted launch"],
        ["no secure boot", security({ uefiSettings: { vTpmEnabled: true } }), "no secure boot"],
        ["no virtual TPM", security({ uefiSettings: { secureBootEnabled: true } }), "no virtual TPM"],
        ["no encryption at host", security({ encryptionAtHost: false }), "no longer encrypted"],
        ["no patches", linux({ patchSettings: { patchMode: "ImageDefault" } }), "security updates"],
        ["a disk left behind", { ...safe, storageProfile: {} }, "left behind"],
        ["a value known later", linux({ disablePasswordAuthentication: UNKNOWN_MARK }), "known only after"],
    ])("with %s is less hardened", (_what, after, words) => {
        const findings = machineFindings(planOf(between(MACHINE, safe, after as Record<string, unknown>)));
        expect(titles(findings)).toEqual([
            `danger: hardening ${words === "known only after" ? "unknown" : "weakened"}`,
        ]);
        expect(findings[0]?.kind).toBe("hardening");
        expect(findings[0]?.text.source).toContain(words);
    });

    test("that had none of it loses nothing", () => {
        expect(machineFindings(planOf(between(MACHINE, {}, {})))).toEqual([]);
        expect(machineFindings(planOf(between(MACHINE, { hardwareProfile: safe.hardwareProfile }, safe)))).toEqual([]);
    });

    test("is as hardened with Azure's words in another case, as the policies count it", () => {
        const storageProfile = { ...safe.storageProfile, osDisk: { deleteOption: "delete" } };
        const after = { ...safe, ...linux({ disablePasswordAuthentication: "True" }), storageProfile };
        expect(machineFindings(planOf(between(MACHINE, safe, after)))).toEqual([]);
    });

    test("that is new is told of only where every VM should be otherwise", () => {
        const bare = machineFindings(
            planOf(between(MACHINE, undefined, linux({ patchSettings: {} }) as Record<string, unknown>)),
        );
        expect(bare).toEqual([]);
        const open = linux({ disablePasswordAuthentication: false }) as Record<string, unknown>;
        expect(titles(machineFindings(planOf(between(MACHINE, undefined, open))))).toEqual([
            "danger: hardening weakened",
        ]);
    });

    test.each([
        [
            "of a retired image",
            { storageProfile: { imageReference: { publisher: "canonical", sku: "20_04-lts" } } },
            "retired image",
        ],
        ["of a size that Azure retires", { hardwareProfile: { vmSize: "Standard_B2s" } }, "retiring size"],
    ])("%s is told of where it had another one", (_what, after, title) => {
        expect(titles(machineFindings(planOf(planned(MACHINE, "vm", { operation: "replace", after }))))).toContain(
            `caution: ${title}`,
        );
        const unchanged = planned(MACHINE, "vm", { operation: "update", before: after, after });
        expect(titles(machineFindings(planOf(unchanged)))).not.toContain(`caution: ${title}`);
    });

    test("of another size restarts when it is updated, and not when it is replaced", () => {
        const larger = { ...safe, hardwareProfile: { vmSize: "Standard_B4ls_v2" } };
        const [finding, ...others] = machineFindings(planOf(between(MACHINE, safe, larger)));
        expect(others).toEqual([]);
        expect(finding).toMatchObject({ kind: "restart", level: "caution" });
        expect(finding?.text.source).toContain("`Standard_B2ls_v2` → `Standard_B4ls_v2`");
        const replaced = planned(MACHINE, "vm", { operation: "replace", before: safe, after: larger });
        expect(machineFindings(planOf(replaced))).toEqual([]);
    });
});
