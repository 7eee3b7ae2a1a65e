import { describe, expect, test } from "@jest/globals";
import { explained, printable } from "../../../shared/errors";

describe("What a user is told of an error", () => {
    test.each([
        [new Error("no such stack"), "no such stack"],
        ["a text", "a text"],
        [
            Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" }),
            "the disk is full (ENOSPC: no space left on device, write). Free some space and try again",
        ],
    ])("is its message (%#)", (error, text) => {
        expect(explained(error)).toBe(text);
    });
});

test("What a terminal would act upon is shown as text; tabs and line feeds stay", () => {
    expect(printable("a\tb\n\u001b[2Jc\r\u202ed\u2066ü\u0000")).toBe("a\tb\n\\u001b[2Jc\\u000d\\u202ed\\u2066ü\\u0000");
});
