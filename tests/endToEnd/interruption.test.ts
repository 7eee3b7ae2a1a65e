import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { run } from "../support/run";
import { filesBelow, Sandbox } from "./support";

/** An operation ends cleanly on request, and the next one continues from there. */

const sandbox = new Sandbox();

afterAll(async () => {
    await sandbox.dispose();
}, 120_000);

/** The locks in the home: the sandbox's and Pulumi's. */
function locks(): string[] {
    const own = readdirSync(sandbox.home).filter((name) => name.includes("lock"));
    return [...own, ...filesBelow(join(sandbox.home, "state/.pulumi/locks"))];
}

/** Sends a signal only to the sandbox's process once its `up` creates resources, and returns status and errors. */
async function signalled(signal: NodeJS.Signals): Promise<{ status: number | null; stderr: string }> {
    const [program, ...args] = sandbox.commandLine(["up", "--skip-preview"]);
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdout.on("data", (chunk: Buffer) => {
        if (chunk.toString().includes(" created")) {
            child.kill(signal);
        }
    });
    return await new Promise((done) =>
        child.on("close", (status) => {
            done({ status, stderr });
        }),
    );
}

describe("an operation", () => {
    test.each([
        ["SIGTERM", 143],
        ["SIGINT", 130],
        ["SIGHUP", 129],
    ] as const)(
        "that receives %s exits with %i and leaves no lock",
        async (signal, expected) => {
            // With existing resources there would be too little left to do before the signal takes effect.
            await sandbox.call(["destroy"]);
            const { status, stderr } = await signalled(signal);
            expect(status).toBe(expected);
            expect(stderr).toBe(`sandbox: stopped by ${signal}\n`);
            expect(locks()).toEqual([]);
        },
        120_000,
    );

    test("whose output nobody reads ends quietly and leaves no lock", async () => {
        const up = sandbox.commandLine(["up"]).join(" ");
        const { stdout, stderr } = await run("bash", ["-c", `${up} 2>&1 | head -4; echo "\${PIPESTATUS[0]}"`]);
        expect(stdout.trim().split("\n").at(-1)).toBe("141");
        expect(stderr).toBe("");
        expect(locks()).toEqual([]);
    }, 120_000);

    test("is completed by the next one", async () => {
        // How far the others got depends on the machine, but at least to keys.
        expect(await sandbox.pulumi(["stack", "export"])).toContain("tls:index/privateKey:PrivateKey");
        const { changeSummary } = await sandbox.up();
        expect((changeSummary["create"] ?? 0) + (changeSummary["same"] ?? 0)).toBe(30);
    }, 120_000);
});

test.each([
    [["frobnicate"], "unknown command"],
    [["up", "--stack", "nowhere"], "--stack: expected one of"],
    [["up", "--set", "dockerPort"], "--set: expected KEY=VALUE"],
    [["up", "--cwd", "/nowhere"], "--cwd: expected a folder with a Pulumi.yaml"],
    [
        ["up", "--policy-pack", "/nowhere"],
        "--policy-pack: expected a folder or an installed package with a PulumiPolicy.yaml",
    ],
])("a wrong command line exits with 2: %j", async (args, message) => {
    const { code, stderr } = await sandbox.call(args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
});
