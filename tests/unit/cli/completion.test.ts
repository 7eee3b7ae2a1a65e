import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { folder, program } from "../../support/eachTest";
import { run } from "../../support/run";
import { callCli, CLI } from "./program";

/** What is suggested for these words. */
async function suggested(...words: string[]): Promise<string[]> {
    const { code, stdout } = await callCli(["complete", "--", ...words]);
    expect(code).toBe(0);
    const lines = stdout.trim().split("\n").slice(0, -1);
    return lines.map((line) => line.split("\t")[0] ?? "");
}

describe("Suggestions", () => {
    test("are commands, options and their values", async () => {
        expect(await suggested("st")).toEqual(["status", "start", "stop"]);
        expect(await suggested("")).toEqual(expect.arrayContaining(["env", "ssh", "completion"]));
        expect(await suggested("")).not.toContain("complete");
        expect(await suggested("--ho")).toEqual(["--home", "--host"]);
        expect(await suggested("env", "--sh")).toEqual(["--shell"]);
        expect(await suggested("env", "--shell", "")).toEqual(["bash", "fish", "tcsh", "powershell", "cmd"]);
    });
});

describe("The script", () => {
    test.each(["bash", "zsh", "fish", "powershell"])("is there for %s", async (shell) => {
        const { code, stdout, stderr } = await callCli(["completion", shell]);
        expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
        expect(stdout).toContain("docker-host-vm complete ");
    });

    test("is not there for another shell", async () => {
        const { code, stderr } = await callCli(["completion", "nu"]);
        expect(code).toBe(2);
        expect(stderr).toContain("Allowed choices are bash, zsh, fish, powershell.");
    });

    test("works in bash, and never runs what is being typed", async () => {
        program("docker-host-vm", `exec ${CLI.join(" ")} "$@"`);
        writeFileSync(join(folder, "script"), (await callCli(["completion", "bash"])).stdout);
        const complete = async (...words: string[]): Promise<string> => {
            const lines = [
                `source ${folder}/script`,
                'COMP_WORDS=(docker-host-vm "$@"); COMP_CWORD=$#; _docker_host_vm; echo "${COMPREPLY[*]}"',
            ];
            return (await run("bash", ["--norc", "-c", lines.join("\n"), "bash", ...words])).stdout.trim();
        };
        expect(await complete("env", "--shell", "ba")).toBe("bash");
        expect(await complete("sta")).toBe("status start");
        const file = join(folder, "ran");
        await complete(`$(touch ${file})`, "");
        expect(existsSync(file)).toBe(false);
    });
});
