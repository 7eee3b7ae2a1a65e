import { spawnSync } from "node:child_process";
import { expect, test } from "@jest/globals";
import { type Change, ONLY_RENEWALS, plan, RENEWAL, REPLACED, urnOf } from "./plans";

const judge = (input: string, types: readonly string[] = []) =>
    spawnSync(process.execPath, [ONLY_RENEWALS, ...types], { input, encoding: "utf8" });

test("A renewal goes on, and its certificates are counted", () => {
    const unchanged: Change[] = [
        ["same", "azure-native:compute:VirtualMachine"],
        ["read", "azure-native:keyvault:Vault"],
    ];
    const input = plan([...RENEWAL, ["update", "azure-native:keyvault:Secret"], ...unchanged]);
    expect(judge(input)).toMatchObject({ status: 0, stdout: "Certificates to renew: 2\n" });
});

test.each<[string, Change]>([
    ["A VM that is replaced", REPLACED],
    ["A change of who may connect", ["update", "azure-native:network:NetworkSecurityGroup"]],
    ["A key that is replaced", ["replace", "tls:index/privateKey:PrivateKey"]],
    ["An extension that is replaced", ["replace", "azure-native:compute:VirtualMachineExtension"]],
    ["A new certificate", ["create", "tls:index/selfSignedCert:SelfSignedCert"]],
    ["A certificate that is deleted", ["delete", "tls:index/selfSignedCert:SelfSignedCert"]],
])("%s stops it, and is named", (_what, [op, type]) => {
    expect(judge(plan([...RENEWAL, [op, type]]))).toMatchObject({
        status: 1,
        stdout: `Stopped: this up would do more than renew certificates. Bring the stack up yourself, after reading the preview:\n- ${op} ${urnOf(type)}\n`,
    });
});

test("Types that are given as arguments may be updated, and not replaced", () => {
    const type = "github:index/actionsSecret:ActionsSecret";
    expect(judge(plan([["update", type]]), [type]).status).toBe(0);
    expect(judge(plan([["replace", type]]), [type]).status).toBe(1);
});

test("Warnings are shown, and other messages are not", () => {
    const warning = "warning: Certificate authority build g1 expires on 2027-01-26.";
    const diagnostics = [
        { severity: "info", message: "Server certificate build expires on 2027-11-26.\n" },
        { severity: "warning", message: `${warning}\n` },
    ];
    expect(judge(plan([], diagnostics))).toMatchObject({ status: 0, stdout: `Certificates to renew: 0\n${warning}\n` });
});

test("A preview that failed stops it, with the reason", () => {
    const input = plan([], [{ severity: "error", message: "error: no such thing\n" }]);
    expect(judge(input)).toMatchObject({ status: 1, stdout: "Stopped: the preview failed.\nerror: no such thing\n" });
});

test("No preview at all stops it", () => {
    const stderr = "Standard input: expected the output of pulumi preview --json, got nothing.\n";
    expect(judge("")).toMatchObject({ status: 1, stdout: "", stderr });
});
