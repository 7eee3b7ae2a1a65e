import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { SHORT_NAMES } from "../../../components/machine/image";
import { version } from "../../../package.json";
import { folder } from "../../support/eachTest";
import { run } from "../../support/run";
import { callCli, CLI } from "./program";

const call = async (...args: string[]) => await callCli(args, { cwd: folder });

describe("The command line", () => {
    test("prints its help, with the exit codes, and its version", async () => {
        const help = await call("--help");
        expect(help.code).toBe(0);
        expect(help.stdout).toContain("Exit codes: 0 success");
        expect((await call("--version")).stdout).toBe(`${version}\n`);
    });

    test.each([
        [[], "Usage:"],
        [["nonsense"], "unknown command 'nonsense'"],
        [["credentials"], "required option '--dir <directory>'"],
        [["credentials", "--dir", "x", "--vault", "dh-ci", "--client", "ci"], "cannot be used with option '--client"],
        [["credentials", "--dir", "x", "--vault", "dh-ci", "--ssh-key"], "cannot be used with option '--ssh-key"],
        [["context", "--ssh", "--client", "ci"], "cannot be used with option '--client"],
        [["builder", "--use", "--remove"], "cannot be used with option '--remove"],
        [["verify", "--timeout", "0"], "Expected a number of seconds"],
        [["status", "--expires-within", "soon"], "Expected hours, days or weeks"],
        [["images", "nonsense"], "IMAGE: expected a short name"],
    ])("ends %j with 2 and a reason", async (args, reason) => {
        const { code, stdout, stderr } = await call(...args);
        expect([code, stdout]).toEqual([2, ""]);
        expect(stderr).toContain(reason);
    });

    test("prints one JSON document and nothing else", async () => {
        const { code, stdout, stderr } = await call("images", "--json");
        expect([code, stderr]).toEqual([0, ""]);
        expect(JSON.parse(stdout)).toHaveLength(Object.keys(SHORT_NAMES).length);
    });

    test.each([
        [["--json"], 2, "expected a command"],
        [["nonsense", "--json"], 2, "unknown command"],
        [["status", "--json", "--cwd", "/nowhere"], 2, "--cwd: expected a folder with a Pulumi.yaml"],
        [["status", "--json", "--home", "/nowhere"], 2, "that you brought up on this machine"],
    ])("prints errors as JSON too: %j", async (args, status, message) => {
        const { code, stdout, stderr } = await call(...args);
        expect([code, stderr]).toEqual([status, ""]);
        expect(JSON.parse(stdout)).toEqual({ error: expect.stringContaining(message) });
    });

    test("starts without Pulumi's SDK, which takes most of a second to load, and without the library for completion", async () => {
        const loaded = "Object.keys(require.cache).filter((file) => /[/]@(pulumi|bomb[.]sh)[/]/.test(file))";
        const hook = join(folder, "loaded.cjs");
        writeFileSync(hook, `process.on("exit", () => console.error(JSON.stringify(${loaded})));`);
        const { stdout, stderr } = await callCli(["images"], { env: { NODE_OPTIONS: `--require ${hook}` } });
        expect(stdout).toContain(Object.keys(SHORT_NAMES)[0]);
        expect(JSON.parse(stderr)).toEqual([]);
    });

    test("removes the variables without any stack", async () => {
        const { code, stdout } = await call("env", "--unset", "--shell", "bash");
        expect(code).toBe(0);
        expect(stdout).toContain("unset DOCKER_HOST\nunset DOCKER_CERT_PATH\nunset DOCKER_TLS_VERIFY\n");
    });

    test("ends quietly when nobody reads what it prints", async () => {
        const command = [...CLI, "images", "2>&1", "|", "true; echo ${PIPESTATUS[0]}"].join(" ");
        expect(await run("bash", ["-c", command])).toMatchObject({ code: 0, stdout: "141\n", stderr: "" });
    });

    test("says in a sentence that the disk is full", async () => {
        const { code, stderr } = await run("bash", ["-c", [...CLI, "images", ">/dev/full"].join(" ")]);
        expect(code).toBe(1);
        expect(stderr).toBe("Cannot write the output: ENOSPC: no space left on device, write\n");
    });

    test.each([
        [["env", "--shell", "nu"], 2, "Allowed choices are bash, fish, tcsh, powershell, cmd", "false\n"],
        [["env", "--nonsense"], 2, "unknown option '--nonsense'", "false\n"],
        [["--stack", "dev", "env"], 2, "--cwd: expected a folder with a Pulumi.yaml", "false\n"],
        [["env", "--shell", "cmd"], 2, "--cwd: expected a folder with a Pulumi.yaml", "cmd /c exit 1\n"],
        [["credentials", "--dir", "env"], 2, "--cwd: expected a folder with a Pulumi.yaml", ""],
    ])("fails %j, and env where its output is evaluated too", async (args, status, reason, line) => {
        const { code, stdout, stderr } = await callCli(args, { cwd: folder, env: { SHELL: "/bin/bash" } });
        expect([code, stdout]).toEqual([status, line]);
        expect(stderr).toContain(reason);
    });

    test("does not print lines for a shell that it does not know", async () => {
        const env = { SHELL: "/usr/bin/nu" };
        const { code, stdout, stderr } = await callCli(["env", "--unset"], { cwd: folder, env });
        expect([code, stdout]).toEqual([2, ""]);
        expect(stderr).toContain(
            "--shell: expected one of bash, fish, tcsh, powershell, cmd, but $SHELL is /usr/bin/nu",
        );
    });

    test("says what to install where there is no engine", async () => {
        writeFileSync(join(folder, "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
        const { code, stderr } = await callCli(["status"], { cwd: folder, env: { PATH: folder } });
        expect(code).toBe(1);
        expect(stderr).toContain("pulumi was not found on PATH");
    });
});
