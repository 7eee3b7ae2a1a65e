import { gzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { failureMessage, readScript } from "../../../../sandbox/machine/customScript";

/** Based on the sources of Azure's own extension (Azure/custom-script-extension-linux), which is not tested here. */

const TEXT = "#!/bin/bash\necho 'ä'\n";
const SCRIPT = Buffer.from(TEXT).toString("base64");
const base64 = (text: string | Buffer): string => Buffer.from(text).toString("base64");

describe("the CustomScript extension's script", () => {
    it.each([
        ["base64", SCRIPT],
        ["base64 with line breaks", SCRIPT.replace(/(.{8})/g, "$1\r\n")],
        ["gzip", gzipSync(TEXT).toString("base64")],
    ])("is read from %s", (_, script) => {
        expect(readScript({}, { script })?.toString()).toBe(TEXT);
    });

    it("keeps bytes that are not UTF-8", () => {
        const bytes = Buffer.from([0x23, 0x21, 0xff, 0x80, 0x0a]);
        expect(readScript({}, { script: base64(bytes) })).toEqual(bytes);
    });

    it.each([
        ["no script", {}],
        ["an empty script", { script: "" }],
        ["no base64", { script: "#!/bin/sh" }],
        ["truncated gzip", { script: base64(gzipSync(TEXT).subarray(0, 20)) }],
        ["a script that is too long", { script: "A".repeat(256 * 1024 + 4) }],
    ])("is undefined with %s, which the extension reports as a success", (_, protectedSettings) => {
        expect(readScript({}, protectedSettings)).toBeUndefined();
    });

    it.each<[string, object, object, string]>([
        ["a command", { commandToExecute: "a" }, {}, "does not emulate the CustomScript extension's setting \"command"],
        ["files", {}, { script: SCRIPT, fileUris: ["https://example.com/a"] }, 'setting "fileUris"'],
        ["an unprotected script", { script: SCRIPT }, {}, 'setting "script"'],
        ["a script that is not a string", {}, { script: 1 }, "script: Invalid type. Expected: string, given: number"],
    ])("is rejected with %s", (_, settings, protectedSettings, message) => {
        expect(() => readScript({ ...settings }, { ...protectedSettings })).toThrow(message);
    });
});

describe("the failure message", () => {
    it("has the extension's format", () => {
        const reason = "failed to execute command: command terminated with exit status=1";
        expect(failureMessage(1, "out\n", "err\n")).toBe(`${reason}\n[stdout]\nout\n\n[stderr]\nerr\n: ${reason}`);
    });

    it("contains only the ends of the outputs", () => {
        const message = failureMessage(2, `start${"o".repeat(5_000)}`, `start${"e".repeat(5_000)}the end`);
        expect(message).not.toContain("start");
        expect(message).toContain("the end");
        expect(message.length).toBeLessThan(8_400);
    });
});
