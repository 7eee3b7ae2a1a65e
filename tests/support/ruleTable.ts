import { expect, test } from "@jest/globals";
import type { Rule } from "../../components/validation/problems";

/** Tests of a rule: what it refuses and what it takes. */
// eslint-disable-next-line jest/no-export -- Tests of several files have this form.
export function ruleTable(rule: Rule, refused: readonly unknown[], taken: readonly unknown[]): void {
    test.each(refused.map((value) => [value]))("refuses %j", (value) => {
        expect(rule("argument", value)).toEqual([
            expect.objectContaining({
                argument: expect.stringMatching(/^argument/),
                expected: expect.any(String),
                fix: expect.any(String),
            }),
        ]);
    });
    test.each(taken.map((value) => [value]))("takes %j", (value) => {
        expect(rule("argument", value)).toEqual([]);
    });
}
