import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { PROJECT } from "../../configKeys";
import { readSandboxHome } from "../../shared/sandboxHome";
import { changesOf, Sandbox } from "./support";

/** A home with a path of about 200 characters, including a space. */
function longHome(): string {
    const base = mkdtempSync(join(tmpdir(), "sandbox home "));
    return join(base, "x".repeat(200 - base.length - 1));
}

describe("two homes", () => {
    test("work at the same time without affecting each other, one with a path of 200 characters", async () => {
        const [one, other] = [new Sandbox("dev"), new Sandbox("modern", longHome())];
        try {
            // One creates three hosts at once, whose VMs boot at the same time.
            const [{ steps }] = await Promise.all([one.up(["--set", 'hostNames=["a","b","c"]']), other.up()]);
            const created = (type: string): number => steps.filter(({ urn }) => urn.includes(`${type}::`)).length;
            expect(
                ["azure-native:compute:VirtualMachine", "docker-host-vm:index:CertificateAuthority"].map(created),
            ).toEqual([3, 1]);
            const versions = await Promise.all(
                [one, other].map(async (sandbox) =>
                    (await sandbox.call(["docker", "info", "--format", "{{.ID}}"])).stdout.trim(),
                ),
            );
            expect(versions.every((id) => id.length > 10)).toBe(true);
            expect(versions[0]).not.toBe(versions[1]);

            await one.json(["destroy"]);
            expect((await other.call(["docker", "info", "--format", "{{.ID}}"])).stdout.trim()).toBe(versions[1]);
        } finally {
            await Promise.all([one.dispose(), other.dispose()]);
            rmSync(join(other.home, ".."), { recursive: true, force: true });
        }
    }, 600_000);
});

describe("one home", () => {
    test("allows one operation at a time, and names its process", async () => {
        const sandbox = new Sandbox();
        try {
            const both = await Promise.all([sandbox.call(["preview"]), sandbox.call(["preview"])]);
            expect(both.map(({ code }) => code).sort()).toEqual([0, 1]);
            expect(both.find(({ code }) => code === 1)?.stderr).toMatch(
                /another operation is running in .* \(process \d+\)/,
            );
            // If the home's own plugins counted as the user's, each would call itself endlessly.
            const again = await sandbox.call(["preview"], { PULUMI_HOME: join(sandbox.home, "pulumi") });
            expect(again).toMatchObject({ code: 0 });
            // A preview brings nothing up, so the command line keeps using the user's own Pulumi.
            expect(readSandboxHome(sandbox.home).destroyed).toEqual([`${PROJECT}/dev`]);
        } finally {
            await sandbox.dispose();
        }
    }, 120_000);
});

describe("another machine", () => {
    test("with another HOME previews no change", async () => {
        const sandbox = new Sandbox();
        const homes = ["alice", "bob"].map((user) => join(sandbox.home, "users", user));
        homes.forEach((home) => mkdirSync(home, { recursive: true }));
        // The user's caches stay in place: HOME changes only for the program.
        const env = (index: number): NodeJS.ProcessEnv => ({
            XDG_CACHE_HOME: process.env["XDG_CACHE_HOME"] ?? join(process.env["HOME"] ?? "", ".cache"),
            HOME: homes[index],
        });
        const args = ["--set", "dockerCertDir=~/.docker/a b"];
        try {
            await sandbox.up(args, env(0));
            const preview = await sandbox.json(["preview", ...args], env(1));
            expect(changesOf(preview)).toEqual([]);
            const outputs = await sandbox.outputs();
            // The sandbox's own home, not a real one.
            expect(outputs["dockerCertPath"]).toBe(join(sandbox.home, "user/.docker/a b"));
        } finally {
            await sandbox.dispose();
        }
    }, 600_000);
});
