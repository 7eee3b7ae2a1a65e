import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { type ProcessResult, runProgram } from "../../../../shared/processes";
import { CHECKOUT } from "../../../support/checkout";
import { folder } from "../../../support/eachTest";

/** Runs the sandbox's program in an empty folder. */
async function call(...args: readonly string[]): Promise<ProcessResult> {
    return await runProgram(process.execPath, [join(CHECKOUT, "sandbox/bin.js"), ...args], { cwd: folder });
}

test.each([
    [["up", "--nope"], "unknown option '--nope'"],
    [["up", "extra"], "too many arguments"],
    [["up", "--set"], "argument missing"],
    [["report"], "required option '--base <ref>' not specified"],
    [["report", "--base", "main", "--fail-on", "bogus"], "Expected a comma-separated list"],
])("%j is a wrong command line", async (args, reason) => {
    const { code, stdout, stderr } = await call(...args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(reason);
});

test("Printing a command's help is a success", async () => {
    const { code, stdout } = await call("up", "--help");
    expect(code).toBe(0);
    expect(stdout).toContain("--skip-preview");
});
