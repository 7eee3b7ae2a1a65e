import { execFileSync } from "node:child_process";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { shellQuote } from "../../../shared/shellQuote";

test("A quoted word reaches a shell as one word, unchanged", () => {
    const word = fc.string({ unit: "grapheme", maxLength: 12 }).filter((text) => !text.includes("\0"));
    fc.assert(
        fc.property(word, (text) => {
            const input = `printf '[%s]' ${shellQuote(text)}`;
            expect(execFileSync("sh", { input, encoding: "utf8" })).toBe(`[${text}]`);
        }),
        {
            numRuns: 50,
            examples: [[""], ["it's"], ["''"], ["$HOME"], ["`id`"], ["\\"], ['"'], ["a\nb"], ["a b"], ["!"]],
        },
    );
});
