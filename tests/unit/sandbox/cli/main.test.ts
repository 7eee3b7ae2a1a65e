import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { version } from "../../../../sandbox/package.json";
import { type ProcessResult, runProgram } from "../../../../shared/processes";
import { CHECKOUT } from "../../../support/checkout";
import { folder } from "../../../support/eachTest";

/** Runs the sandbox's program in the test's folder. */
async function call(...args: readonly string[]): Promise<ProcessResult> {
    return await runProgram(process.execPath, [join(CHECKOUT, "sandbox/bin.js"), ...args], { cwd: folder });
}

test.each([
    [["up", "--nope"], "unknown option '--nope'"],
    [["up", "extra"], "too many arguments"],
    [["up", "--set"], "argument missing"],
    [["preview", "--stack", "a b"], 'Expected letters, digits, dots and single hyphens, got "a b"'],
    [["report"], "required option '--base <ref>' not specified"],
    [["report", "--base", "main", "--fail-on", "bogus"], "Expected a comma-separated list"],
    [
        ["report", "--base", "main", "--set", "token=hunter2"],
        "got something else (not shown). Other settings would hide",
    ],
    [
        ["--stack", "dev", "report", "--base", "main"],
        "--stack: expected after report, got it before. Write report --stack",
    ],
    [
        ["report", "--cwd", CHECKOUT, "--base", "HEAD", "--out", "/dev/null/a.md"],
        'expected a writable file, got "/dev/null/a.md". Create its folder first.',
    ],
])("%j is a wrong command line", async (args, reason) => {
    const { code, stdout, stderr } = await call(...args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(reason);
});

test("--version prints the package's version", async () => {
    expect(await call("--version")).toMatchObject({ code: 0, stdout: `${version}\n` });
});

test("Printing a command's help is a success", async () => {
    const { code, stdout } = await call("up", "--help");
    expect(code).toBe(0);
    expect(stdout).toContain("--skip-preview");
});

test.each(["refresh", "destroy", "outputs"])("%s creates no stack that was never brought up", async (verb) => {
    writeFileSync(join(folder, "Pulumi.yaml"), "name: shop\nruntime: yaml\n");
    const { code, stdout, stderr } = await call(verb, "--stack", "prod");
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toBe(
        `sandbox: stack prod of shop not found in ${folder}/.sandbox. Bring it up first: npx docker-host-vm-sandbox up --stack prod\n`,
    );
    expect(readdirSync(folder)).toEqual(["Pulumi.yaml"]);
});
