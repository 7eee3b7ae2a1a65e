import { describe, expect, test } from "@jest/globals";
import { outputOf, requiredOutput, type RunOptions, runProgram } from "../../../shared/processes";

const shell = (script: string, options?: RunOptions) => runProgram("sh", ["-c", script], options);

describe("A program", () => {
    test("leaves its exit code and what it wrote, also in the order in which it came", async () => {
        const script = 'printf "$GREETING "; sleep 0.2; printf late >&2; sleep 0.2; cat; exit 3';
        expect(await shell(script, { env: { GREETING: "ü" }, input: "!" })).toEqual({
            code: 3,
            failure: "exit status 3",
            stdout: "ü !",
            stderr: "late",
            output: "ü late!",
            missing: false,
        });
    });

    test("that a signal ends has a code as a shell gives it", async () => {
        expect(await shell("kill -TERM $$")).toMatchObject({ code: 143, failure: "signal: SIGTERM", missing: false });
    });

    test("need not read its input", async () => {
        expect(await shell("exit 0", { input: "x".repeat(1_000_000) })).toMatchObject({
            code: 0,
            failure: undefined,
            stderr: "",
        });
    });

    test("that is not there is missing; one in a folder that is not there is not started", async () => {
        const absent = await runProgram("no-such-program", []);
        expect(absent).toMatchObject({ code: 127, missing: true, stderr: "spawn no-such-program ENOENT" });
        expect(absent.output).toBe(absent.stderr);
        expect(await shell("exit 0", { cwd: "/no/such/folder" })).toMatchObject({ code: 127 });
    });

    test("is told of line by line", async () => {
        const lines: string[] = [];
        await shell("echo one; echo two >&2; printf three", { onLine: (line) => lines.push(line) });
        expect(lines.sort()).toEqual(["one", "three", "two"]);
    });
});

describe("A limit", () => {
    test("stops a program that takes longer, and says so", async () => {
        const { code, stderr } = await shell("echo begins >&2; exec sleep 60", { timeoutSeconds: 0.3 });
        expect([code, stderr]).toEqual([143, "begins\n\nit did not finish within 0.3 s and was stopped"]);
    });

    test("on silence does not stop a program that takes longer and goes on talking", async () => {
        const script = "for each in 1 2 3 4 5 6; do echo $each; sleep 0.4; done";
        const { code, output } = await shell(script, { timeoutSeconds: 1.5, silenceOnly: true });
        expect([code, output]).toEqual([0, "1\n2\n3\n4\n5\n6\n"]);
    });

    test("on silence stops one that says nothing, and says so", async () => {
        const { code, output } = await shell("echo begins; exec sleep 60", { timeoutSeconds: 0.3, silenceOnly: true });
        expect([code, output]).toEqual([143, "begins\n\nit printed nothing for 0.3 s and was stopped"]);
    });
});

describe("The output of a program", () => {
    test("is without the last line break, and nothing when it fails or is not there", async () => {
        expect(await outputOf("echo", "1.2.3")).toBe("1.2.3");
        expect(await outputOf("false")).toBeUndefined();
        expect(await outputOf("no-such-program")).toBeUndefined();
    });

    test.each([
        [
            "the first error",
            "echo W: warning >&2; echo E: no such package >&2; echo more >&2; exit 100",
            "E: no such package",
        ],
        ["the last line where none is called an error", "echo one >&2; echo two >&2; exit 1", "two"],
        ["the exit status where there is none", "exit 4", "exit status 4"],
    ])("that is required names %s", async (_, script, why) => {
        await expect(requiredOutput("sh", ["-c", script])).rejects.toThrow(`sh failed: ${why}`);
        expect(await requiredOutput("sh", ["-c", "echo fine"])).toBe("fine\n");
    });
});
