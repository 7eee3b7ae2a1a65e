import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "@jest/globals";
import { Command } from "commander";
import { readPolicyPacks, withPolicyPacks } from "../../../../sandbox/cli/policyPacks";
import { CHECKOUT } from "../../../support/checkout";
import { folder } from "../../../support/eachTest";

beforeEach(() => {
    process.chdir(folder);
    writeFileSync("PulumiPolicy.yaml", "runtime: nodejs\n");
    writeFileSync("settings.json", "{}");
});

const read = (...args: readonly string[]) =>
    readPolicyPacks(withPolicyPacks(new Command()).parse(args, { from: "user" }), CHECKOUT);

test("Without options there are no packs", () => {
    expect(read()).toEqual({ policyPacks: [], policyPackConfigs: [] });
});

test("Packs and their settings are relative to the current folder", () => {
    const packs = ["--policy-pack", ".", "--policy-pack", join(CHECKOUT, "policy")];
    const settings = ["--policy-pack-config", "settings.json", "--policy-pack-config", "./settings.json"];
    expect(read(...packs, ...settings)).toEqual({
        policyPacks: [folder, join(CHECKOUT, "policy")],
        policyPackConfigs: [join(folder, "settings.json"), join(folder, "settings.json")],
    });
});

test("Prefers an installed package to a folder of the same name", () => {
    mkdirSync("docker-host-vm-policy");
    writeFileSync("docker-host-vm-policy/PulumiPolicy.yaml", "runtime: nodejs\n");
    expect(read("--policy-pack", "docker-host-vm-policy").policyPacks).toEqual([join(CHECKOUT, "policy")]);
    expect(read("--policy-pack", "./docker-host-vm-policy").policyPacks).toEqual([
        join(folder, "docker-host-vm-policy"),
    ]);
});

test.each([
    [
        ["--policy-pack", "none"],
        '--policy-pack: expected a folder or an installed package with a PulumiPolicy.yaml, got "none"',
    ],
    [
        ["--policy-pack", ".", "--policy-pack-config", "none.json"],
        '--policy-pack-config: expected a JSON file, got "none.json", which does not exist. See https://docker-host-vm.github.io/docker-host-vm/policy.html',
    ],
    [
        ["--policy-pack", ".", "--policy-pack", ".", "--policy-pack-config", "settings.json"],
        "--policy-pack-config: expected one for each --policy-pack, got 1 for 2",
    ],
    [["--policy-pack-config", "settings.json"], "expected one for each --policy-pack, got 1 for 0"],
])("%j is rejected", (args, message) => {
    expect(() => read(...args)).toThrow(message);
});
