import { expect, test } from "@jest/globals";
import { type Problem, sentence } from "../../components/validation/problems";

/** Tests of whole messages: what a value is refused with, as users read it. */
// eslint-disable-next-line jest/no-export -- Tests of several files have this form.
export function messageTable(rows: readonly (readonly [problems: () => readonly Problem[], message: string])[]): void {
    test.each(rows.map(([problems, message]) => ({ problems, message })))("$message", ({ problems, message }) => {
        expect(problems().map(sentence)).toEqual([message]);
    });
}
