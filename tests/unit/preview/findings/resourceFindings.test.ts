import { describe, expect, test } from "@jest/globals";
import { UNKNOWN as UNKNOWN_MARK } from "../../../../shared/pulumiValues";
import { type Finding, findingLine } from "../../../../preview/findings/finding";
import { machineFindings } from "../../../../preview/findings/machineFindings";
import { replacementFindings } from "../../../../preview/findings/replacementFindings";
import { between, changed, planOf, planned } from "../support";

const MACHINE = "azure-native:compute:VirtualMachine";
const KEY = "tls:index/privateKey:PrivateKey";
const SELF_SIGNED = "tls:index/selfSignedCert:SelfSignedCert";
const HOST_URN = "urn:pulumi:dev::docker-host-vm::docker-host-vm:index:DockerHostVm::build";

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

describe("the certificate of a readiness check", () => {
    const replaced = (path: string): string[] => {
        const certificate = planned(SELF_SIGNED, "build-readiness-cert", {
            parent: HOST_URN,
            operation: "replace",
            after: { isCaCertificate: false },
            changes: [changed(path, { replaces: true })],
        });
        return titles(replacementFindings(planOf(certificate)));
    };

    test("that follows from the clients of its host is no finding, one with another key is", () => {
        expect(replaced("subject")).toEqual([]);
        expect(replaced("privateKeyPem")).toEqual(["caution: resources replaced"]);
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

    test("that Azure may delete is told of, new or not, and one that it stops is none", () => {
        const spot = (evictionPolicy: string) => ({ ...safe, priority: "Spot", evictionPolicy });
        const of = (before: object | undefined, after: object) =>
            titles(
                machineFindings(
                    planOf(between(MACHINE, before as Record<string, unknown>, after as Record<string, unknown>)),
                ),
            );
        const deleted = ["danger: hardening weakened"];
        expect([of(undefined, spot("Delete")), of(safe, spot("Delete"))]).toEqual([deleted, deleted]);
        expect([of(safe, spot("Deallocate")), of(spot("Delete"), spot("Delete")), of(spot("Delete"), safe)]).toEqual([
            [],
            [],
            [],
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
