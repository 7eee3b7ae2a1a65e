import { gzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { failureMessage, readScript } from "../../../sandbox/machine/customScript";

/** Does not prove what Azure's own extension does: its sources say so (Azure/custom-script-extension-linux). */

const TEXT = "#!/bin/bash\necho 'ä'\n";
const SCRIPT = Buffer.from(TEXT).toString("base64");

describe("the CustomScript extension's script", () => {
    it.each([
        ["protected settings", {}, { script: SCRIPT }],
        ["public settings", { script: SCRIPT }, {}],
        ["base64 in lines", {}, { script: SCRIPT.replace(/(.{8})/g, "$1\r\n") }],
        ["gzip", {}, { script: gzipSync(TEXT).toString("base64") }],
        [
            "a text with the line ends of DOS",
            {},
            { script: Buffer.from(TEXT.replaceAll("\n", "\r\n")).toString("base64") },
        ],
    ])("is read from %s", (_, settings, protectedSettings) => {
        expect(readScript(settings, protectedSettings)).toBe(TEXT);
    });

    it("keeps the line ends of DOS when it is told to", () => {
        const script = Buffer.from("a\r\n").toString("base64");
        expect(readScript({ skipDos2Unix: true }, { script })).toBe("a\r\n");
    });

    it.each([
        ["no script", {}, {}, "'commandToExecute' is not specified"],
        ["an empty script", {}, { script: "" }, "'commandToExecute' is not specified"],
        ["two scripts", { script: SCRIPT }, { script: SCRIPT }, "'script' was specified both in public and protected"],
        ["two commands", { commandToExecute: "a" }, { commandToExecute: "b" }, "'commandToExecute' was specified both"],
        [
            "a script and a command",
            { commandToExecute: "a" },
            { script: SCRIPT },
            "'commandToExecute' and 'script' were",
        ],
        ["a command", { commandToExecute: "a" }, {}, "does not emulate the CustomScript extension's setting \"command"],
        ["files", { fileUris: ["https://example.com/a"] }, { script: SCRIPT }, 'setting "fileUris"'],
        ["no base64", {}, { script: "#!/bin/sh" }, "failed to decode script: illegal base64 data"],
        [
            "too long a script",
            {},
            { script: "A".repeat(256 * 1024 + 4) },
            "exceeded the maximum allowed length of 262144",
        ],
    ])("is refused with %s", (_, settings, protectedSettings, message) => {
        expect(() => readScript(settings, protectedSettings)).toThrow(message);
    });
});

describe("the failure message", () => {
    it("has the form of the extension's", () => {
        expect(failureMessage(1, "out\n", "err\n")).toBe(
            "Enable failed: failed to execute command: command terminated with exit status=1\n[stdout]\nout\n\n[stderr]\nerr\n",
        );
    });

    it("holds the ends of the outputs only", () => {
        const message = failureMessage(2, `start${"o".repeat(5_000)}`, `start${"e".repeat(5_000)}the end`);
        expect(message).not.toContain("start");
        expect(message).toContain("the end");
        expect(message.length).toBeLessThan(8_400);
    });
});
