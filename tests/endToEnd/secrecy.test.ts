import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { filesBelow, Sandbox } from "./support";

const PASSWORD = "Correct-Horse+Battery9";

/** A private key in PEM, and in base64 at each of the three offsets at which it can start. */
const BEGIN = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;
const markers = ["PRIVATE KEY-----", PASSWORD].flatMap((text) => [
    text,
    ...[0, 1, 2].map((offset) => base64Core(text, offset)),
]);

/** The part of a text's base64 that does not depend on the text around it. */
function base64Core(text: string, offset: number): string {
    const encoded = Buffer.from(`${"x".repeat(offset)}${text}`).toString("base64");
    return encoded.slice(offset === 0 ? 0 : 4, encoded.length - 4);
}

/** Where secrets may and may not be on the disk of the machine that runs Pulumi. */
describe.each(["dev", "modern"] as const)("secrets of the stack %s", (stack) => {
    const sandbox = new Sandbox(stack);
    let log = "";

    beforeAll(async () => {
        const env = { TEST_PASSWORD: PASSWORD };
        const args = ["--set", "adminPassword=@env:TEST_PASSWORD"];
        for (const operation of [["up", "--skip-preview", ...args], ["preview", ...args], ["refresh"]]) {
            const result = await sandbox.call(operation, env);
            if (result.code !== 0) {
                throw new Error(`${operation.join(" ")} ended with ${result.code}: ${result.stderr}`);
            }
            log += result.stdout + result.stderr;
        }
    }, 600_000);

    afterAll(async () => {
        await sandbox.dispose();
    }, 120_000);

    const found = (text: string): string[] => markers.filter((marker) => text.includes(marker));

    test("the search itself works", () => {
        const key = "-----BEGIN EC PRIVATE KEY-----\nabc\n-----END EC PRIVATE KEY-----\n";
        expect(found(key)).not.toEqual([]);
        for (const offset of [0, 1, 2]) {
            expect(found(Buffer.from(`${"y".repeat(offset)}${key}`).toString("base64"))).not.toEqual([]);
            expect(found(Buffer.from(`${"y".repeat(offset)}"${PASSWORD}"`).toString("base64"))).not.toEqual([]);
        }
    });

    test("are not in plain text in any state, history, backup or log file", () => {
        const outside = [join(sandbox.home, "client"), join(sandbox.home, "machines")];
        const files = filesBelow(sandbox.home).filter((file) => !outside.some((folder) => file.startsWith(folder)));
        expect(files.some((file) => file.includes("history"))).toBe(true);
        expect(files.some((file) => file.endsWith("azure.json"))).toBe(true);
        const leaks = files.filter((file) => found(readFileSync(file, "latin1")).length > 0);
        expect(leaks).toEqual([]);
    });

    test("are only where the extension puts them on the VM, and in the client's own folder", () => {
        const files = [...filesBelow(join(sandbox.home, "machines")), ...filesBelow(join(sandbox.home, "client"))];
        const withKey = files
            .filter((file) => BEGIN.test(readFileSync(file, "latin1")))
            .map((file) => file.replace(/^.*\/(?=[^/]+\/[^/]+$)/, ""));
        // The agent keeps the script that it ran, readable only by root.
        const script = stack === "modern" ? ["0/script.sh"] : [];
        expect(withKey.sort()).toEqual([...script, "docker/key.pem", `${stack}/id_ed25519`, `${stack}/key.pem`].sort());
    });

    test("are not in an export of the stack", async () => {
        expect(found(await sandbox.pulumi(["stack", "export"]))).toEqual([]);
    }, 30_000);

    test("are not in the error about a wrong one", async () => {
        const args = ["up", "--set", "adminPassword=@env:TEST_PASSWORD"];
        const { code, stdout, stderr } = await sandbox.call(args, { TEST_PASSWORD: "tooshort1!" });
        expect(code).toBe(1);
        expect(stdout + stderr).toContain("adminPassword: expected 12 to 72 characters");
        expect(stdout + stderr).not.toContain("tooshort1!");
    }, 30_000);

    test("are not in Pulumi's output", () => {
        expect(found(log)).toEqual([]);
    });

    test("are not among the outputs, except the SSH key that was made here, which is not shown", async () => {
        const outputs = await sandbox.outputs();
        expect(found(JSON.stringify(outputs))).toEqual([]);
        const secret = Object.entries(outputs).filter(([, value]) => value === "[secret]");
        expect(secret.map(([name]) => name)).toEqual(["sshPrivateKey"]);
    }, 30_000);
});
