import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { provider } from "../../../../sandbox/providers/command";
import { UNKNOWN } from "../../../../shared/pulumiValues";
import type { Values } from "../../../../sandbox/providers/values";
import { scratchFolder } from "../../../support/scratch";
import { driver } from "./support";

const directory = scratchFolder();

const command = () => driver(provider, "command:local:Command");

describe("a local command", () => {
    it("prints to its outputs without the last line break, with stdin and environment", async () => {
        const { id, outputs } = await command().create({
            create: "cat; echo $A; echo; echo err >&2",
            stdin: "in\n",
            environment: { A: "x" },
        });
        expect(outputs).toMatchObject({ stdout: "in\nx\n", stderr: "err", stdin: "in\n" });
        expect(id).toMatch(/^name[0-9a-f]{8}$/);
    });

    it("runs in the program's directory, with the given interpreter", async () => {
        expect((await command().create({ create: "pwd" })).outputs["stdout"]).toBe(process.cwd());
        const inputs = { create: "console.log(process.cwd())", interpreter: [process.execPath, "-e"] };
        expect((await command().create(inputs)).outputs["stdout"]).toBe(process.cwd());
    });

    it("does nothing in a preview and predicts unknown output", async () => {
        const { outputs } = await command().create({ create: `touch ${directory}/never` }, { preview: true });
        expect(outputs).toMatchObject({ stdout: UNKNOWN, stderr: UNKNOWN });
        expect(() => readFileSync(`${directory}/never`)).toThrow();
    });

    it("accepts a command that leaves its stdin unread", async () => {
        const { outputs } = await command().create({ create: "exec 0<&-; echo done", stdin: "x".repeat(1_000_000) });
        expect(outputs["stdout"]).toBe("done");
    });

    it("runs update, otherwise create, with the output of the previous run in its environment", async () => {
        const create = 'echo "$PULUMI_COMMAND_STDOUT+$PULUMI_COMMAND_STDERR"';
        const before = { stdout: "old", stderr: "err" };
        expect(await command().update({ create }, before)).toMatchObject({ stdout: "old+err" });
        expect(await command().update({ create, update: "echo new" }, before)).toMatchObject({ stdout: "new" });
        expect(await command().update({ create, addPreviousOutputInEnv: false }, before)).toMatchObject({
            stdout: "+",
        });
        expect(await command().update({}, before)).toMatchObject(before);
    });

    it("runs delete as stored in the state", async () => {
        await command().delete({ delete: `echo "$PULUMI_COMMAND_STDOUT" > ${directory}/gone`, stdout: "old" });
        expect(readFileSync(`${directory}/gone`, "utf8")).toBe("old\n");
        await expect(command().delete({ stdout: "old" })).resolves.toBeUndefined();
    });

    it.each([
        ['echo "a"; exit 3', 'exit status 3: running "echo \\"a\\"; exit 3":\na\n'],
        ["echo b >&2; kill -9 $$", 'signal: SIGKILL: running "echo b >&2; kill -9 $$":\nb\n'],
    ])("fails with the command line and its output: %s", async (create, message) => {
        await expect(command().create({ create })).rejects.toThrow(message);
    });

    it("fails when the interpreter is missing", async () => {
        await expect(command().create({ create: "x", interpreter: ["/nonexistent"] })).rejects.toThrow("/nonexistent");
    });

    it("is killed when the operation is cancelled or takes too long", async () => {
        const cancelled = AbortSignal.timeout(50);
        await expect(command().create({ create: "exec sleep 60" }, { signal: cancelled })).rejects.toThrow("aborted");
        await expect(command().create({ create: "exec sleep 60" }, { timeoutSeconds: 0.05 })).rejects.toThrow(
            "SIGKILL",
        );
    });

    it.each([
        [undefined, ["err", "out"]],
        ["stdoutAndStderr", ["err", "out"]],
        ["stdout", ["out"]],
        ["stderr", ["err"]],
        ["none", []],
    ])("shows its lines with logging %s: %j", async (logging, lines) => {
        const used = command();
        await used.create({ create: "echo out; echo err >&2", logging });
        expect([...used.lines].sort()).toEqual(lines);
    });

    it.each([
        [{ create: 5 }, "create", "expected a string, got the number 5"],
        [{ environment: { A: 5 } }, "environment", "expected an object of strings, got an object"],
        [{ environment: "A=5" }, "environment", "expected an object of strings, got a string"],
        [{ interpreter: "/bin/sh" }, "interpreter", "expected a list of strings, got a string"],
        [{ addPreviousOutputInEnv: "false" }, "addPreviousOutputInEnv", "expected true or false, got a string"],
        [{ assetPaths: ["*"] }, "assetPaths", "the sandbox's stand-in has no input 'assetPaths'"],
    ])("refuses %j", async (inputs, property, reason) => {
        expect((await command().check(inputs)).failures).toEqual([{ property, reason }]);
    });

    it("accepts unknown values and null", async () => {
        const inputs = { create: UNKNOWN, environment: { A: UNKNOWN, B: null }, triggers: [UNKNOWN], stdin: null };
        expect((await command().check(inputs)).failures).toEqual([]);
    });

    it("names changed inputs as outputs, and replaces for the triggers as a whole", async () => {
        const oldInputs = { create: "a", triggers: ["1"] };
        const diff = async (inputs: Values) => await command().diff({ oldInputs, inputs });
        expect(await diff({ create: "b", triggers: ["2"] })).toEqual([
            { path: "create", kind: "update", replace: false, output: true },
            { path: "triggers[0]", kind: "update", replace: false, output: true },
        ]);
        expect(await diff({ create: "a" })).toEqual([
            { path: "triggers", kind: "delete", replace: true, output: true },
        ]);
    });
});
