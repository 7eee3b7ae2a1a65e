import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { version } from "../../package.json";
import { issueAuthority } from "../support/certificates";
import { documentedConfiguration } from "../unit/policy/support";
import type { ProcessResult } from "../../shared/processes";
import { Sandbox } from "./support";

/** The policy pack in the real Pulumi engine, checking the stacks. */

const PACK = ["--policy-pack", "policy"];
const INTERNET = ["--set", 'allowedSources=["Internet"]'];
const PASSWORD = "Correct+Horse9=Battery";

/** The policy lines in Pulumi's output, as `[level] policy (type: resource)` without severities and spaces. */
function verdicts({ stdout }: ProcessResult): string[] {
    const lines = stdout.split("\n").filter((line) => /^\s+- \[(mandatory|advisory)\]/.test(line));
    const texts = [...new Set(lines)].map((line) =>
        line
            .replace(/^\s+- /, "")
            .replace(/\[severity: \w+\]\s+/, "")
            .replace(/\s+/g, " ")
            .replace(/\([^ ]*:(\w+): /, "($1: "),
    );
    return texts.sort();
}

/** The checks that the policies could not complete before `up`. */
function undecided({ stdout }: ProcessResult): string[] {
    return [
        ...new Set(
            [...stdout.matchAll(/can't run policy '([\w-]+)'.*value at (\S+) can't/g)].map(
                ([, policy, at]) => `${policy ?? ""} ${at ?? ""}`,
            ),
        ),
    ].sort();
}

const mandatory = (result: ProcessResult): string[] =>
    verdicts(result).filter((line) => line.startsWith("[mandatory]"));

describe("the committed stacks", () => {
    const dev = new Sandbox("dev");
    afterAll(async () => {
        await dev.dispose();
    }, 120_000);

    test("of 2014: only advice to replace retired parts", async () => {
        const result = await dev.call(["preview", ...PACK]);
        expect(result.code).toBe(0);
        expect(mandatory(result)).toEqual([]);
        expect(verdicts(result).filter((line) => line.includes("retired"))).toEqual([
            "[advisory] retired (VirtualMachine: docker-host-vm)",
            "[advisory] retired (VirtualMachineExtension: docker-host-docker)",
        ]);
        expect(undecided(result)).toEqual([
            "certificate-lifetime .validityPeriodHours",
            "compose-host-access .settings",
            "compose-passwords .settings",
            "daemon-certificates .settings",
            "extension-keys .protectedSettings",
            "insecure-registries .settings",
        ]);
    }, 120_000);
});

describe("the configuration that the documentation shows", () => {
    const dev = new Sandbox("dev");
    const folder = mkdtempSync(join(tmpdir(), "policy-test-"));
    afterAll(async () => {
        await dev.dispose();
        rmSync(folder, { recursive: true });
    }, 120_000);

    test("turns advice into an error that stops an up before anything changes", async () => {
        const file = join(folder, "policies.json");
        writeFileSync(file, documentedConfiguration());
        const result = await dev.call(["up", ...PACK, "--policy-pack-config", file]);
        expect(result.code).not.toBe(0);
        expect(mandatory(result)).toEqual([
            "[mandatory] retired (VirtualMachine: docker-host-vm)",
            "[mandatory] retired (VirtualMachineExtension: docker-host-docker)",
        ]);
        expect(JSON.parse(await dev.pulumi(["stack", "export"]))).not.toHaveProperty("deployment.resources");
    }, 120_000);
});

describe("the modern stack", () => {
    const sandbox = new Sandbox("modern");
    let up: ProcessResult;
    const folder = mkdtempSync(join(tmpdir(), "policy-test-"));

    beforeAll(async () => {
        up = await sandbox.call(["up", "--skip-preview", ...PACK]);
    }, 600_000);

    afterAll(async () => {
        await sandbox.dispose();
        rmSync(folder, { recursive: true });
    }, 120_000);

    function configured(config: object): string[] {
        const file = join(folder, "config.json");
        writeFileSync(file, JSON.stringify(config));
        return [...PACK, "--policy-pack-config", file];
    }

    test("has no violations, and all checks are complete once it is up", async () => {
        expect([up.code, verdicts(up), undecided(up)]).toEqual([0, [], []]);
        const result = await sandbox.call(["preview", ...PACK]);
        expect([result.code, verdicts(result), undecided(result)]).toEqual([0, [], []]);
        expect(result.stdout).toContain(`docker-host-vm@v${version}`);
    }, 120_000);

    test("must not be opened to the Internet, unless each port is exempt", async () => {
        const refused = await sandbox.call(["preview", ...INTERNET, ...PACK]);
        expect(refused.code).not.toBe(0);
        expect(mandatory(refused)).toEqual([
            "[mandatory] docker-port-open (NetworkSecurityGroup: docker-host-vm-nsg)",
            "[mandatory] ssh-port-open (NetworkSecurityGroup: docker-host-vm-nsg)",
        ]);
        const exempt = { exempt: ["docker-host-vm-nsg"] };
        const half = await sandbox.call(["preview", ...INTERNET, ...configured({ "docker-port-open": exempt })]);
        expect(half.code).not.toBe(0);
        expect(mandatory(half)).toEqual(["[mandatory] ssh-port-open (NetworkSecurityGroup: docker-host-vm-nsg)"]);
        const both = { "docker-port-open": exempt, "ssh-port-open": exempt };
        const allowed = await sandbox.call(["preview", ...INTERNET, ...configured(both)]);
        expect([allowed.code, verdicts(allowed)]).toEqual([0, []]);
    }, 240_000);

    test("must not be opened on a port of its own choice either", async () => {
        const result = await sandbox.call(["preview", ...INTERNET, "--set", "dockerPort=5000", ...PACK]);
        expect(result.code).not.toBe(0);
        expect(mandatory(result)).toContain("[mandatory] docker-port-open (NetworkSecurityGroup: docker-host-vm-nsg)");
    }, 120_000);

    test("must not allow passwords or insecure registries, and neither these nor the keys are shown", async () => {
        const args = ["--set", "adminPassword=@env:ADMIN", "--set", 'daemon={"insecureRegistries":["r.example.org"]}'];
        const result = await sandbox.call(["preview", ...args, ...PACK], { ADMIN: PASSWORD });
        expect(result.code).not.toBe(0);
        expect(mandatory(result)).toEqual([
            "[mandatory] insecure-registries (VirtualMachineExtension: docker-host-docker)",
            "[mandatory] password-login (VirtualMachineExtension: docker-host-vmaccess)",
        ]);
        const policies = /Policies:.*?\n\n/s.exec(result.stdout)?.[0] ?? "";
        expect(policies).toContain("protectedSettings.password: ");
        expect(policies).toContain("protectedSettings.script: ");
        expect(policies).not.toMatch(/r\.example\.org|BEGIN/);
        expect(result.stdout + result.stderr).not.toContain("PRIVATE KEY");
        expect(result.stdout + result.stderr).not.toContain(PASSWORD);
    }, 120_000);

    test("gives advice about clients whose issuer it does not make, which a preview knows", async () => {
        const { certPem } = await issueAuthority("partner");
        const issuers = `clientIssuers=${JSON.stringify({ partner: certPem })}`;
        const result = await sandbox.call(["preview", "--set", issuers, ...PACK]);
        expect(result.code).toBe(0);
        expect(verdicts(result).filter((line) => line.includes("issuers"))).toEqual([
            "[advisory] brought-issuers (DockerHostVm: docker-host)",
        ]);
    }, 120_000);

    test("must stay within the configured limits", async () => {
        const config = configured({ "certificate-lifetime": { maximumHours: 8000, maximumAuthorityHours: 87_600 } });
        const result = await sandbox.call(["preview", ...config]);
        expect(result.code).not.toBe(0);
        expect(mandatory(result)).toEqual([
            "[mandatory] certificate-lifetime (LocallySignedCert: docker-host-server-cert)",
            "[mandatory] certificate-lifetime (LocallySignedCert: docker-host-vm-client-default-cert)",
        ]);
    }, 120_000);

    test.each([
        [
            ["--policy-pack", "docs"],
            '--policy-pack: expected a folder or an installed package with a PulumiPolicy.yaml, got "docs"',
        ],
        [[...PACK, "--policy-pack-config", "none.json"], '--policy-pack-config: expected a JSON file, got "none.json"'],
        [
            ["--policy-pack-config", "package.json"],
            "--policy-pack-config: expected one for each --policy-pack, got 1 for 0",
        ],
    ])("explains the problem with %j", async (args, message) => {
        const { code, stderr } = await sandbox.call(["preview", ...args]);
        expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    });
});
