import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { ProcessResult } from "../../shared/processes";
import { run } from "../support/run";
import { processesUsing } from "./support";
import { CHECKOUT } from "../support/checkout";

/**
 * `npx docker-host-vm-sandbox report` as in a pull request's workflow, in a clone with the committed files and with the real engine.
 * The clone shares this checkout's dependencies; a base with a different lock file is not tested here.
 */
describe("The report for pull requests", () => {
    const clone = mkdtempSync(join(tmpdir(), "preview-test-"));
    const temporary = mkdtempSync(join(tmpdir(), "preview-test-tmp-"));

    const git = async (...args: readonly string[]): Promise<string> => {
        const identity = ["-c", "user.name=test", "-c", "user.email=test@example.org"];
        const { code, stdout, stderr } = await run("git", ["-C", clone, ...identity, ...args]);
        if (code !== 0) {
            throw new Error(`git ${args.join(" ")} ended with ${code}: ${stderr}`);
        }
        return stdout;
    };

    const report = async (...options: readonly string[]): Promise<ProcessResult> =>
        await run(
            process.execPath,
            [join(clone, "sandbox/bin.js"), "report", "--set", "shop:token=@env:SHOP_TOKEN", ...options],
            { TMPDIR: temporary, SHOP_TOKEN: "stand-in" },
            clone,
        );

    /** Edits files on a branch from the base, and makes its report. */
    const previewOf = async (
        branch: string,
        edits: Readonly<Record<string, (text: string) => string>>,
        ...options: readonly string[]
    ): Promise<ProcessResult> => {
        await git("checkout", "--quiet", "-B", branch, "base");
        for (const [file, edit] of Object.entries(edits)) {
            const text = readFileSync(join(clone, file), "utf8");
            const edited = edit(text);
            expect(edited).not.toBe(text);
            writeFileSync(join(clone, file), edited);
        }
        await git("commit", "--quiet", "--all", "--message", branch);
        return await report("--base", "base", ...options);
    };

    beforeAll(async () => {
        await run("git", ["clone", "--quiet", CHECKOUT, clone]);
        symlinkSync(join(CHECKOUT, "node_modules"), join(clone, "node_modules"));
        // A setting that only the stack's own backend can decrypt.
        const file = join(clone, "Pulumi.dev.yaml");
        writeFileSync(file, `${readFileSync(file, "utf8")}    shop:token:\n        secure: v1:abc\n`);
        await git("commit", "--quiet", "--all", "--message", "secret");
        await git("branch", "base");
    });

    afterAll(() => {
        [clone, temporary].forEach((folder) => {
            rmSync(folder, { recursive: true, force: true });
        });
    });

    test("marks ports opened to the Internet, and a resized VM as one that restarts in place", async () => {
        const edit = (text: string): string =>
            `${text.replace("- 203.0.113.7/32", "- Internet")}    docker-host-vm:vmSize: Standard_B4ls_v2\n`;
        const { code, stdout, stderr } = await previewOf(
            "open",
            { "Pulumi.dev.yaml": edit },
            "--fail-on",
            "replace,open",
        );
        expect(`${code} ${stderr}`).toMatch(/^3 /);
        expect(stderr).toMatch(/\n==> destroy of the base\n[^]*- \d+ deleted\n/);
        expect(stdout).toMatch(/^<!-- docker-host-vm preview dev -->\n/);
        expect(stdout).toContain("🔴 **Open to the Internet, VM restarts**: 2 to update, 28 unchanged.");
        expect(stdout).toMatch(/\*\*Open to the Internet\*\*: SSH and 4243 .* from `Internet`, by rules/);
        expect(stdout).toMatch(/\*\*VM restarts\*\* \(`docker-host-vm`\): .* `Standard_B2ls_v2` → `Standard_B4ls_v2`/);
        expect(stdout).toContain("- **SSH and 4243** on `docker-host`: `203.0.113.7/32` → `Internet`\n");
        expect(stdout).toMatch(
            /s0\("Internet"\)\n.*\n +t0\["docker-host"]:::keptHost\n +s0 ==>\|"new: SSH and 4243"\| t0\n/,
        );
        expect(stdout).toContain('allowedSources contains "Internet"');
        expect(stdout).not.toContain("**replace**");
    }, 120_000);

    test("marks a VM with another image as one that is replaced with its data, in the requested file", async () => {
        const out = join(temporary, "report.md");
        const edit = (text: string): string => text.replace("image: ubuntu-14.04", "image: ubuntu-16.04");
        const options = ["--quiet", "--fail-on", "open"];
        const first = await previewOf("image", { "Pulumi.dev.yaml": edit }, ...options, "--out", out);
        expect(first).toMatchObject({ code: 0, stdout: "", stderr: "" });
        const written = readFileSync(out, "utf8");
        expect(written).toMatch(
            /VM replaced\*\* \(`docker-host-vm`\): because of `storageProfile.imageReference.sku` \(`14.04.5-LTS` → `16.04-LTS`\); \*\*the data/,
        );
        expect(written).toContain("`imageReference.sku`: `14.04.5-LTS` → `16.04-LTS`");
        expect(written).toContain('["docker-host<br/>VM replaced"]:::replacedHost');
        // Addresses, certificates and secrets belong to a sandbox, but still must not appear in a comment.
        expect(written).not.toMatch(/BEGIN|PRIVATE KEY|expires on/);
        expect(written).not.toContain(temporary);
        // Keys, names and addresses differ between sandboxes, and the remaining days between dates.
        const second = await report("--base", "base", ...options);
        expect(second).toMatchObject({ code: 0, stdout: written, stderr: "" });
    }, 240_000);

    test("reports a program that fails, without showing this machine's folders", async () => {
        const edit = (text: string): string => `${text}\nthrow new Error("broken in " + __dirname);\n`;
        const { code, stdout } = await previewOf("broken", { "index.ts": edit });
        expect(code).toBe(1);
        expect(stdout).toContain("🔴 **The preview failed**: the checkout could not be previewed.");
        expect(stdout).toContain("broken in <checkout>");
        expect(stdout).not.toContain(clone);
    }, 120_000);

    test("rejects a base that is not a revision, and leaves nothing behind", async () => {
        const { code, stderr } = await report("--base=--all");
        expect(code).toBe(2);
        expect(stderr).toContain(`--base: expected a revision in the repository of ${clone}, got "--all"`);
        expect((await git("worktree", "list")).trim().split("\n")).toHaveLength(1);
        expect(processesUsing(temporary)).toEqual([]);
        expect((await run("ls", [temporary])).stdout).toBe("report.md\n");
    }, 60_000);
});
